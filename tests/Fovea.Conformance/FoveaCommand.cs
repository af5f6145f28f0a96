using System.Diagnostics;
using System.Text;

namespace Fovea.Conformance;

/// <summary>What a run of the command left behind.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">The standard output.</param>
/// <param name="Error">The error stream.</param>
internal sealed record CommandResult(int Code, string Output, string Error);

/// <summary>The fovea command as it was built beside the tests, run as a process of its own.</summary>
internal static class FoveaCommand
{
    // artifacts/bin/Fovea.Conformance/release is the test's folder.
    private static readonly string Program = Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Fovea.Cli", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), "Fovea.Cli.dll");

    public static CommandResult Run(params ReadOnlySpan<string> arguments) => Run([], null, arguments);

    /// <summary>Runs the command with variables of its own, and with a text on its standard input.</summary>
    public static CommandResult Run((string Name, string Value)[] environment, string? input, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = Corpus.Repository,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("the command did not start");
        process.StandardInput.Write(input ?? "");
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CommandResult(process.ExitCode, output, error.Result);
    }
}

using System.CommandLine;
using System.Text;
using Fovea.Cli;
using Fovea.Cli.Commands;
using Fovea.Graphs;
using Fovea.Onnx;

Console.OutputEncoding = new UTF8Encoding(false);

var root = new RootCommand("Fovea reads convolutional networks and says what every layer outputs, sees and costs.")
{
    InspectCommand.Create(),
    FieldCommand.Create(),
    CountCommand.Create(),
    CheckCommand.Create(),
    DeriveCommand.Create(),
    RunCommand.Create(),
    BenchCommand.Create(),
    ConformanceCommand.Create(),
    ZooCommand.Create(),
};

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    // A misspelt verb is also a missing one: what was not understood tells more than what is missing.
    Console.Error.WriteLine("fovea: " + (parsed.UnmatchedTokens.Count > 0
        ? $"'{parsed.UnmatchedTokens[0]}' is not understood here"
        : parsed.Errors[0].Message));
    Console.Error.WriteLine("fovea: see 'fovea --help'");
    return ExitCode.Usage;
}
try
{
    int code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    // Work that does not stop by itself is left alone.
    return code == ExitCode.Interrupted ? Fail("interrupted", code) : code;
}
catch (UsageException error)
{
    return Fail(error.Message, ExitCode.Usage);
}
catch (OperationCanceledException)
{
    return Fail("interrupted", ExitCode.Interrupted);
}
catch (Exception error) when (error is GraphException or OnnxFormatException or UnavailableException or FormatException
    or IOException or UnauthorizedAccessException or OverflowException)
{
    return Fail(error.Message, ExitCode.Failed);
}

static int Fail(string message, int code)
{
    // One line, whatever the message holds.
    Console.Error.WriteLine("fovea: " + message.ReplaceLineEndings(" "));
    return code;
}

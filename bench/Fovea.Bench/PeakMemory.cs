using System.Diagnostics;
using System.Globalization;
using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Onnx;
using Fovea.Runtime;
using Fovea.Tensors;

namespace Fovea.Bench;

/// <summary>The most memory that opening a file, compiling it and running it once takes: the peak of the resident set, each engine in a process of its own.</summary>
internal static class PeakMemory
{
    /// <summary>The command of such a process.</summary>
    public const string Command = "peak";

    /// <summary>Starts a process and waits for what it says.</summary>
    /// <param name="engine">The name of a peer, or anything else for Fovea.</param>
    /// <param name="path">The file.</param>
    /// <param name="threads">The threads of the engine.</param>
    /// <returns>Megabytes.</returns>
    public static double Megabytes(string engine, string path, int threads)
    {
        string program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(typeof(PeakMemory).Assembly.Location);
        }
        foreach (string argument in (string[])[Command, engine, path, threads.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }
        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? double.Parse(said, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"'{path}' could not be measured in a process of its own");
    }

    /// <summary>Runs a file once in one engine and prints the peak of this process.</summary>
    public static void Print(string engine, string path, int threads)
    {
        using OnnxModel model = OnnxFile.Read(path);
        Tensor[] inputs = [.. model.Graph.Inputs.Select(input => SeededWeights.Input(input))];
        if (PeerSpeed.Peers(path, model, inputs, threads).FirstOrDefault(peer => peer.Name == engine).Open is { } open)
        {
            using IPeer peer = open();
            peer.Run();
        }
        else
        {
            using Session session = model.Graph.Compile(model.Weights, new SessionOptions { Threads = threads });
            session.Run(inputs);
        }
        using var own = Process.GetCurrentProcess();
        Console.WriteLine((own.PeakWorkingSet64 / 1e6).ToString("0.0", CultureInfo.InvariantCulture));
    }
}

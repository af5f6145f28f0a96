using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fovea.Analysis;
using Fovea.Networks;
using Fovea.Onnx;
using Fovea.Runtime;
using Fovea.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace Fovea.Bench;

/// <summary>
/// Whole networks in Fovea and in its peers in one process on the same file and the same input. They run in turns, a few runs each. How a turn begins does not count: the caches hold
/// another's data, and another's threads still spin, those of ONNX Runtime for some ten milliseconds.
/// </summary>
internal static class PeerSpeed
{
    private const int Turns = 12;
    private const double SecondsOfBeginning = 0.08;
    private const double SecondsOfTurn = 0.12;
    private const int LeastRuns = 2;
    private const int MostRuns = 20;

    private static readonly int[] ThreadCounts = [1, 2];

    /// <summary>What another engine did.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Times">How long its runs took.</param>
    /// <param name="First">How long opening the file and the first run took.</param>
    /// <param name="Difference">How far Fovea's outputs are from its own, relative to the largest; not a number where they are no float32.</param>
    /// <param name="Peak">How much memory that took at most in a process of its own, in megabytes.</param>
    private sealed record PeerResult(string Name, Times Times, double First, double Difference, double Peak);

    private sealed record Result(
        string Model, int Threads, double Macs, double Peak, Times Fovea, double FoveaFirst, double FoveaPeak, IReadOnlyList<PeerResult> Peers, IReadOnlyList<string> Unavailable,
        IReadOnlyList<LayerReport> Layers)
    {
        /// <summary>To the better peer.</summary>
        public double Ratio => Peers.Min(peer => peer.Times.Median) / Fovea.Median;

        public double Gflops => Macs * 2e-6 / Fovea.Median;
    }

    /// <summary>Measures networks of the zoo or files.</summary>
    /// <param name="models">Their names or paths.</param>
    /// <param name="json">Where the figures are written as JSON, or null.</param>
    /// <param name="layers">Whether the layers of each are listed by kind.</param>
    public static void Measure(IReadOnlyList<string> models, string? json, bool layers)
    {
        double[] peaks = [.. ThreadCounts.Select(ProcessorPeak.Gflops)];
        Console.WriteLine($"ONNX Runtime {OrtEnv.Instance().GetVersionString()}; peak {string.Join(", ", peaks.Select((peak, i) => $"{peak:0} GFLOP/s with {ThreadCounts[i]} threads"))}");
        Console.WriteLine($"{"model",-24} threads  engine         median   minimum   ratio: median  minimum  GFLOP/s  of peak  first run  peak MB  difference");
        var results = new List<Result>();
        foreach (string model in models)
        {
            for (int i = 0; i < ThreadCounts.Length; i++)
            {
                Result result = ModelFile.With(model, path => Measure(model, path, ThreadCounts[i], peaks[i]));
                results.Add(result);
                Print(result);
                if (layers)
                {
                    PrintKinds(result);
                }
            }
        }
        if (json is not null)
        {
            WriteJson(json, results);
        }
    }

    private static Result Measure(string name, string path, int threads, double peak)
    {
        double foveaPeak = PeakMemory.Megabytes("Fovea", path, threads);
        var watch = Stopwatch.StartNew();
        using OnnxModel model = OnnxFile.Read(path);
        using Session session = model.Graph.Compile(model.Weights, new Runtime.SessionOptions { Threads = threads });
        watch.Stop();
        // Both are given the input.
        Tensor[] inputs = [.. model.Graph.Inputs.Select(input => SeededWeights.Input(input))];
        watch.Start();
        Tensor[] ours = session.Run(inputs);
        double first = watch.Elapsed.TotalMilliseconds;

        Memory<byte>[] rooms = [.. ours.Select(output => (Memory<byte>)new byte[output.Data.Length])];
        var peers = new List<(string Name, IPeer Peer, double First, double Difference, double Peak)>();
        var unavailable = new List<string>();
        try
        {
            foreach ((string peerName, Func<IPeer> open) in Peers(path, model, inputs, threads))
            {
                long start = Stopwatch.GetTimestamp();
                IPeer peer;
                try
                {
                    peer = open();
                }
                catch (NotSupportedException error)
                {
                    unavailable.Add($"{peerName}: {error.Message}");
                    continue;
                }
                float[]?[] theirs = peer.Outputs();
                double peerFirst = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                peers.Add((peerName, peer, peerFirst, ours.Zip(theirs, Difference).Max(), PeakMemory.Megabytes(peerName, path, threads)));
            }
            Times[] times = Turn([() => session.Run(inputs, rooms), .. peers.Select(one => (Action)one.Peer.Run)]);
            session.Timed = true;
            List<LayerReport> layers = FastestOfEach(session, () => session.Run(inputs, rooms));
            double macs = Summary.Of(model.Graph).Macs.TryGetValue(out long known) ? known : 0;
            return new Result(
                name,
                threads,
                macs,
                peak,
                times[0],
                first,
                foveaPeak,
                [.. peers.Select((one, i) => new PeerResult(one.Name, times[i + 1], one.First, one.Difference, one.Peak))],
                unavailable,
                layers);
        }
        finally
        {
            peers.ForEach(one => one.Peer.Dispose());
        }
    }

    /// <summary>The engines that are measured beside Fovea, and how each opens a file.</summary>
    public static IEnumerable<(string Name, Func<IPeer> Open)> Peers(string path, OnnxModel model, Tensor[] inputs, int threads)
    {
        yield return ("ONNX Runtime", () => new OnnxRuntimePeer(path, model.Graph, inputs, threads));
#if TORCH
        yield return ("libtorch", () => new LibtorchPeer(model.Graph, model.Weights, inputs, threads));
#endif
    }

    // Relative to the largest value that was expected.
    private static double Difference(Tensor ours, float[]? theirs)
    {
        if (theirs is null)
        {
            return double.NaN;
        }
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < theirs.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs(theirs[i] - ours.GetDouble(i)));
            largest = Math.Max(largest, Math.Abs(theirs[i]));
        }
        return difference / largest;
    }

    private static Times[] Turn(Action[] contenders)
    {
        var times = contenders.Select(_ => new List<double>()).ToArray();
        for (int turn = 0; turn < Turns; turn++)
        {
            for (int i = 0; i < contenders.Length; i++)
            {
                long began = Stopwatch.GetTimestamp();
                do
                {
                    contenders[i]();
                }
                while (Stopwatch.GetElapsedTime(began).TotalSeconds < SecondsOfBeginning);
                began = Stopwatch.GetTimestamp();
                for (int run = 0; run < LeastRuns || (run < MostRuns && Stopwatch.GetElapsedTime(began).TotalSeconds < SecondsOfTurn); run++)
                {
                    long start = Stopwatch.GetTimestamp();
                    contenders[i]();
                    // The first turn is for the compilers.
                    if (turn > 0)
                    {
                        times[i].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                    }
                }
            }
        }
        return [.. times.Select(of => Rounds.Summarise([.. of]))];
    }

    private static List<LayerReport> FastestOfEach(Session session, Action run)
    {
        const int runs = 10;
        var fastest = new List<LayerReport>();
        for (int i = 0; i < runs; i++)
        {
            run();
            IReadOnlyList<LayerReport> layers = session.Layers;
            fastest = i == 0 ? [.. layers] : [.. fastest.Zip(layers, (best, now) => now.Milliseconds < best.Milliseconds ? now : best)];
        }
        return fastest;
    }

    private static void Print(Result result)
    {
        string model = $"{Path.GetFileName(result.Model),-24} {result.Threads,7}";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{model}  Fovea        {result.Fovea.Median,8:0.000} {result.Fovea.Minimum,9:0.000} {"",25} {result.Gflops,7:0} {100 * result.Gflops / result.Peak,6:0} % {result.FoveaFirst,10:0} {result.FoveaPeak,8:0}"));
        foreach (PeerResult peer in result.Peers)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{model}  {peer.Name,-12} {peer.Times.Median,8:0.000} {peer.Times.Minimum,9:0.000} {peer.Times.Median / result.Fovea.Median,15:0.00} {peer.Times.Minimum / result.Fovea.Minimum,8:0.00} {"",17} {peer.First,10:0} {peer.Peak,8:0} {peer.Difference,11:0.0e+0}"));
        }
        foreach (string reason in result.Unavailable)
        {
            Console.WriteLine($"{model}  unavailable: {reason}");
        }
    }

    private static void PrintKinds(Result result)
    {
        double total = result.Layers.Sum(layer => layer.Milliseconds ?? 0);
        foreach (var kind in result.Layers.Where(layer => layer.Milliseconds is not null)
            .GroupBy(layer => (layer.Kind, layer.Path, Method: layer.Choice.Split(' ', ',', ':')[0])).OrderByDescending(group => group.Sum(layer => layer.Milliseconds)))
        {
            double time = kind.Sum(layer => layer.Milliseconds!.Value);
            double gflops = kind.Sum(layer => layer.Macs) * 2e-6 / time;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"    {kind.Key.Kind,-22} {kind.Key.Path.ToString().ToLowerInvariant(),-11} {kind.Key.Method,-12} {kind.Count(),4} {time,9:0.000} ms {100 * time / total,5:0.0} % {gflops,6:0} GFLOP/s"));
        }
    }

    private static void WriteJson(string path, List<Result> results)
    {
        using FileStream file = File.Create(path);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartArray();
        foreach (Result result in results)
        {
            json.WriteStartObject();
            json.WriteString("model", result.Model);
            json.WriteNumber("threads", result.Threads);
            json.WriteNumber("medianMs", result.Fovea.Median);
            json.WriteNumber("minMs", result.Fovea.Minimum);
            json.WriteNumber("ratio", result.Ratio);
            json.WriteNumber("gflops", result.Gflops);
            json.WriteNumber("peakGflops", result.Peak);
            json.WriteNumber("firstRunMs", result.FoveaFirst);
            json.WriteNumber("peakMegabytes", result.FoveaPeak);
            json.WriteStartArray("peers");
            foreach (PeerResult peer in result.Peers)
            {
                json.WriteStartObject();
                json.WriteString("name", peer.Name);
                json.WriteNumber("medianMs", peer.Times.Median);
                json.WriteNumber("minMs", peer.Times.Minimum);
                json.WriteNumber("firstRunMs", peer.First);
                json.WriteNumber("peakMegabytes", peer.Peak);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("layers");
            foreach (LayerReport layer in result.Layers.Where(layer => layer.Milliseconds is not null))
            {
                json.WriteStartObject();
                json.WriteString("name", layer.Name);
                json.WriteString("kind", layer.Kind);
                json.WriteString("path", layer.Path.ToString().ToLowerInvariant());
                json.WriteString("choice", layer.Choice);
                json.WriteNumber("ms", layer.Milliseconds!.Value);
                json.WriteNumber("macs", layer.Macs);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}

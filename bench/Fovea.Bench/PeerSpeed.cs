using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Onnx;
using Fovea.Runtime;
using Fovea.Tensors;
using Fovea.Zoo;
using Microsoft.ML.OnnxRuntime;

namespace Fovea.Bench;

/// <summary>
/// Whole networks in Fovea and in ONNX Runtime, with all its optimisations, in one process on the same file and the same input. They run in turns, a few runs each; the first of each turn
/// does not count, for the threads of the other may still be spinning, and the caches hold its data.
/// </summary>
internal static class PeerSpeed
{
    private const int Turns = 12;
    private const double SecondsOfTurn = 0.12;
    private const int LeastRuns = 2;
    private const int MostRuns = 20;

    private static readonly int[] ThreadCounts = [1, 2];

    private sealed record Result(
        string Model, int Threads, double Macs, double Peak, Times Fovea, Times Peer, double FoveaFirst, double PeerFirst, double FoveaPeak, double PeerPeak, double Difference, IReadOnlyList<LayerReport> Layers)
    {
        public double Ratio => Peer.Median / Fovea.Median;

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
        Console.WriteLine($"{"model",-24} threads  Fovea: median   minimum  ONNX Runtime: median  minimum   ratio: median  minimum  GFLOP/s  of peak  first run: Fovea, peer  peak MB: Fovea, peer  difference");
        var results = new List<Result>();
        foreach (string model in models)
        {
            for (int i = 0; i < ThreadCounts.Length; i++)
            {
                Result result = Measure(model, ThreadCounts[i], peaks[i]);
                results.Add(result);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Path.GetFileName(model),-24} {result.Threads,7} {result.Fovea.Median,14:0.000} {result.Fovea.Minimum,9:0.000} {result.Peer.Median,21:0.000} {result.Peer.Minimum,8:0.000} {result.Ratio,15:0.00} {result.Peer.Minimum / result.Fovea.Minimum,8:0.00} {result.Gflops,8:0} {100 * result.Gflops / result.Peak,6:0} % {result.FoveaFirst,16:0}, {result.PeerFirst,4:0} {result.FoveaPeak,16:0}, {result.PeerPeak,4:0} {result.Difference,12:0.0e+0}"));
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

    private static Result Measure(string name, int threads, double peak)
    {
        string? folder = null;
        string path = name;
        if (ZooCatalogue.Find(name) is { } entry)
        {
            Graph built = entry.Build().BindDefaults();
            folder = Directory.CreateTempSubdirectory("fovea-peers-").FullName;
            path = Path.Combine(folder, name + ".onnx");
            OnnxFile.Write(path, new OnnxModel(built, SeededWeights.Of(built)));
        }
        try
        {
            return MeasureFile(name, path, threads, peak);
        }
        finally
        {
            if (folder is not null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static Result MeasureFile(string name, string path, int threads, double peak)
    {
        (double foveaPeak, double peerPeak) = (PeakMemory.Megabytes(true, path, threads), PeakMemory.Megabytes(false, path, threads));
        var watch = Stopwatch.StartNew();
        using OnnxModel model = OnnxFile.Read(path);
        using Session session = model.Graph.Compile(model.Weights, new Runtime.SessionOptions { Threads = threads });
        watch.Stop();
        // Both are given the input.
        Tensor[] inputs = [.. model.Graph.Inputs.Select(input => SeededWeights.Input(input))];
        watch.Start();
        Tensor[] ours = session.Run(inputs);
        double first = watch.Elapsed.TotalMilliseconds;

        using Microsoft.ML.OnnxRuntime.SessionOptions options = Options(threads);
        long start = Stopwatch.GetTimestamp();
        using var peer = new InferenceSession(path, options);
        OrtValue[] values = [.. inputs.Select(Value)];
        string[] inputNames = [.. model.Graph.Inputs.Select(input => input.Name)];
        string[] outputNames = [.. model.Graph.Outputs.Select(output => output.Name)];
        using var run = new RunOptions();
        double difference;
        using (IDisposableReadOnlyCollection<OrtValue> theirs = peer.Run(run, inputNames, values, outputNames))
        {
            difference = ours.Select((output, i) => Difference(output, theirs[i])).Max();
        }
        double peerFirst = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

        Memory<byte>[] rooms = [.. ours.Select(output => (Memory<byte>)new byte[output.Data.Length])];
        (Times fovea, Times theirTimes) = Turn(() => session.Run(inputs, rooms), () => peer.Run(run, inputNames, values, outputNames).Dispose());
        session.Timed = true;
        List<LayerReport> layers = FastestOfEach(session, () => session.Run(inputs, rooms));
        double macs = Summary.Of(model.Graph).Macs.TryGetValue(out long known) ? known : 0;
        foreach (OrtValue value in values)
        {
            value.Dispose();
        }
        return new Result(name, threads, macs, peak, fovea, theirTimes, first, peerFirst, foveaPeak, peerPeak, difference, layers);
    }

    /// <summary>Opens a file in ONNX Runtime and runs it once.</summary>
    public static void RunOnce(Graph graph, string path, int threads, Tensor[] inputs)
    {
        using Microsoft.ML.OnnxRuntime.SessionOptions options = Options(threads);
        using var peer = new InferenceSession(path, options);
        OrtValue[] values = [.. inputs.Select(Value)];
        using var run = new RunOptions();
        peer.Run(run, [.. graph.Inputs.Select(input => input.Name)], values, [.. graph.Outputs.Select(output => output.Name)]).Dispose();
        foreach (OrtValue value in values)
        {
            value.Dispose();
        }
    }

    private static Microsoft.ML.OnnxRuntime.SessionOptions Options(int threads) => new()
    {
        GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
        IntraOpNumThreads = threads,
        InterOpNumThreads = 1,
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
    };

    private static OrtValue Value(Tensor tensor)
    {
        var bytes = new byte[tensor.Data.Length];
        tensor.CopyTo(bytes);
        long[] sizes = [.. tensor.Dimensions];
        return tensor.Element switch
        {
            ElementType.Float32 => OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), sizes),
            ElementType.Int64 => OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<byte, long>(bytes).ToArray(), sizes),
            ElementType.Float16 => OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<byte, Float16>(bytes).ToArray(), sizes),
            _ => throw new NotSupportedException($"inputs of {tensor.Element.Name()} are not measured"),
        };
    }

    // Relative to the largest value that was expected.
    private static double Difference(Tensor ours, OrtValue theirs)
    {
        if (ours.Element != ElementType.Float32)
        {
            return double.NaN;
        }
        ReadOnlySpan<float> expected = theirs.GetTensorDataAsSpan<float>();
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs(expected[i] - ours.GetDouble(i)));
            largest = Math.Max(largest, Math.Abs(expected[i]));
        }
        return difference / largest;
    }

    private static (Times First, Times Second) Turn(Action first, Action second)
    {
        Action[] contenders = [first, second];
        var times = new List<double>[] { [], [] };
        for (int turn = 0; turn < Turns; turn++)
        {
            for (int i = 0; i < contenders.Length; i++)
            {
                contenders[i]();
                long began = Stopwatch.GetTimestamp();
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
        return (Rounds.Summarise([.. times[0]]), Rounds.Summarise([.. times[1]]));
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
            json.WriteNumber("peerMedianMs", result.Peer.Median);
            json.WriteNumber("peerMinMs", result.Peer.Minimum);
            json.WriteNumber("ratio", result.Ratio);
            json.WriteNumber("gflops", result.Gflops);
            json.WriteNumber("peakGflops", result.Peak);
            json.WriteNumber("firstRunMs", result.FoveaFirst);
            json.WriteNumber("peerFirstRunMs", result.PeerFirst);
            json.WriteNumber("peakMegabytes", result.FoveaPeak);
            json.WriteNumber("peerPeakMegabytes", result.PeerPeak);
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

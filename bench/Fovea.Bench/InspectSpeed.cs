using System.Diagnostics;
using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Numbers;
using Fovea.Onnx;
using Fovea.Operators;
using Fovea.Tensors;
using Fovea.Zoo;

namespace Fovea.Bench;

/// <summary>What <c>inspect</c> does in a process that is warm: a file is read and its network summarised.</summary>
internal static class InspectSpeed
{
    private const double FileTarget = 50;
    private const double ChainTarget = 12;
    private const int Repetitions = 3;
    private const int FileRounds = 31;
    private const int ChainRounds = 9;
    private const int Short = 10_000;
    private const int Long = 100_000;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static void Measure()
    {
        string folder = Directory.CreateTempSubdirectory("fovea-bench-").FullName;
        try
        {
            MeasureFile(Path.Combine(folder, "resnet50.onnx"));
            Console.WriteLine();
            MeasureChains(Path.Combine(folder, "short.onnx"), Path.Combine(folder, "long.onnx"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void MeasureFile(string path)
    {
        Graph graph = ZooCatalogue.Find("resnet50")!.Build();
        OnnxFile.Write(path, new OnnxModel(graph, SeededWeights.Of(graph)));
        Console.WriteLine($"resnet50.onnx, {new FileInfo(path).Length / 1e6:F1} MB, read and summarised; {FileRounds} rounds; target: less than {FileTarget} ms");
        for (int repetition = 1; repetition <= Repetitions; repetition++)
        {
            Times times = Rounds.Measure(WarmUp, FileRounds, collects: false, () => Inspect(path))[0];
            Console.WriteLine($"repetition {repetition}, load {Machine.Load(),-5}  median {times.Median,8:F2}  minimum {times.Minimum,8:F2}");
        }
    }

    private static void MeasureChains(string shorter, string longer)
    {
        Write(shorter, Short);
        Write(longer, Long);
        Console.WriteLine($"chains of {Short} and {Long} nodes, read and summarised, ms; {ChainRounds} rounds in turns; target: at most {ChainTarget} times");
        for (int repetition = 1; repetition <= Repetitions; repetition++)
        {
            Times[] times = Rounds.Measure(WarmUp, ChainRounds, collects: true, () => Inspect(shorter), () => Inspect(longer));
            Console.WriteLine(
                $"repetition {repetition}, load {Machine.Load(),-5}  median {times[0].Median,8:F2} {times[1].Median,9:F2} ratio {times[1].Median / times[0].Median,5:F2}"
                + $"  minimum {times[0].Minimum,8:F2} {times[1].Minimum,9:F2} ratio {times[1].Minimum / times[0].Minimum,5:F2}");
        }
        Rounds.Measure(WarmUp, 1, collects: false, () => Tell(shorter));
        foreach (string path in new[] { shorter, longer })
        {
            Console.WriteLine();
            PrintPhases(path);
        }
    }

    private static void Inspect(string path)
    {
        using OnnxModel model = OnnxFile.Read(path);
        GC.KeepAlive(Summary.Of(model.Graph));
    }

    private static void Tell(string path)
    {
        using OnnxModel model = OnnxFile.Read(path);
        _ = Summary.Of(model.Graph).Layers.Count(IsTold);
    }

    // Where the time of one more run goes, and what each step allocates.
    private static void PrintPhases(string path)
    {
        GC.Collect();
        OnnxModel model = Phase("read", () => OnnxFile.Read(path));
        using (model)
        {
            TypedGraph typed = Phase("types", () => TypedGraph.Infer(model.Graph));
            Phase("fields", () => FieldAnalysis.Of(typed));
            Summary summary = Phase("summary (fields again, costs, memory)", () => Summary.Of(typed));
            Phase("every layer asked once", () => summary.Layers.Count(IsTold));
        }
    }

    // Layers look up what they are asked for: as for a row of the table.
    private static bool IsTold(Layer layer) => layer.Field.Status == FieldStatus.Complete && layer.Outputs is [{ Type: not null }]
        && layer.Cost.Reason is null && layer.Parameters.IsKnown && layer.Buffers.IsKnown && layer.BytesRead is not null && layer.BytesWritten is not null;

    private static T Phase<T>(string name, Func<T> work)
    {
        int collections = GC.CollectionCount(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan paused = GC.GetTotalPauseDuration();
        TimeSpan worked = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        T result = work();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        double processor = (Environment.CpuUsage.TotalTime - worked).TotalMilliseconds;
        double collecting = (GC.GetTotalPauseDuration() - paused).TotalMilliseconds;
        Console.WriteLine(
            $"{name,-40} {elapsed,9:F2} ms, {processor,9:F2} ms of processor time; {collecting,8:F2} ms paused in "
            + $"{GC.CollectionCount(0) - collections} collections; {(GC.GetAllocatedBytesForCurrentThread() - before) / 1e6,7:F1} MB allocated");
        return result;
    }

    // Convolution and activation in turns, as in LongNetworkTests.
    private static void Write(string path, int length)
    {
        var nodes = new Node[length];
        for (int i = 0; i < length; i++)
        {
            string input = i == 0 ? "x" : $"v{i - 1}";
            nodes[i] = i % 2 == 0
                ? new Node($"conv{i}", new Conv(new Window(Pads: [1, 1, 1, 1]), 1), [input, "w"], [$"v{i}"])
                : new Node($"relu{i}", new Relu(), [input], [$"v{i}"]);
        }
        Graph graph = Graph.Create(
            "chain",
            [new GraphInput("x", new TensorType(ElementType.Float32, [1, 4, 8, 8]))],
            [new Parameter("w", new TensorType(ElementType.Float32, [4, 4, 3, 3]))],
            Values.Create<Node>(nodes),
            [new GraphOutput($"v{length - 1}")]);
        OnnxFile.Write(path, new OnnxModel(graph, SeededWeights.Of(graph)));
    }
}

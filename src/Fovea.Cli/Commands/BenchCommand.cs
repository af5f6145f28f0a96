using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fovea.Analysis;
using Fovea.Cli.Reports;
using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Runtime;
using Fovea.Runtime.Kernels;
using Fovea.Tensors;

namespace Fovea.Cli.Commands;

/// <summary><c>bench MODEL</c>: how long a run takes, and how near it is to what the processor can do.</summary>
internal static class BenchCommand
{
    private enum Form
    {
        Text,
        Json,
    }

    /// <summary>What was measured.</summary>
    private sealed record Figures(string Model, int Threads, double[] Times, double Macs, double Peak, double FirstRun, IReadOnlyList<LayerReport>? Layers)
    {
        public double Median => Times.Length % 2 == 1 ? Times[Times.Length / 2] : (Times[(Times.Length / 2) - 1] + Times[Times.Length / 2]) / 2;

        public double Gflops => Macs * 2e-6 / Median;

        public double PercentOfPeak => 100 * Gflops / Peak;
    }

    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "An .onnx file, a .fovea text or a network of the zoo." };
        Option<int> threads = Common.Threads();
        var seconds = new Option<double>("--seconds") { Description = "For how long it is measured.", HelpName = "S", DefaultValueFactory = _ => 3 };
        Option<bool> noWinograd = Common.NoWinograd();
        Option<bool> perLayer = Common.PerLayer();
        Option<string[]> shape = Common.Shape();
        Option<string[]> let = Common.Let();
        Option<Form> format = Common.Choice("--format", "What to print", Form.Text);
        var command = new Command("bench", "Measures how long a run takes.") { model, threads, seconds, noWinograd, perLayer, shape, let, format };
        int Run(ParseResult parsed, CancellationToken cancel)
        {
            double time = parsed.GetValue(seconds);
            if (!(time is > 0 and <= 3600))
            {
                throw new UsageException("--seconds takes a number above 0 and up to 3600");
            }
            string name = parsed.GetValue(model)!;
            using ModelSource source = ModelSource.Open(name, ModelSource.Let(parsed.GetValue(let) ?? []));
            Common.Warn(source);
            Graph graph = ModelSource.WithShapes(source.Graph, parsed.GetValue(shape) ?? []).BindDefaults();
            SessionOptions options = Common.Options(parsed, threads, noWinograd);
            Figures figures = ModelSource.Place(name, () => Measure(source, graph, options, time, parsed.GetValue(perLayer), cancel));
            if (parsed.GetValue(format) == Form.Json)
            {
                PrintJson(figures);
            }
            else
            {
                Print(figures);
            }
            return ExitCode.Done;
        }
        command.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), CancellationToken.None));
        return command;
    }

    private static Figures Measure(ModelSource source, Graph graph, SessionOptions options, double seconds, bool perLayer, CancellationToken cancel)
    {
        Tensor[] inputs = [.. graph.Inputs.Select(input => SeededWeights.Input(input))];
        double macs = Summary.Of(graph).Macs.TryGetValue(out long known) ? known : 0;
        long start = Stopwatch.GetTimestamp();
        using Session session = graph.Compile(source.Weights(graph), options);
        Memory<byte>[] outputs = [.. session.Run(inputs, cancel).Select(output => (Memory<byte>)new byte[output.Data.Length])];
        double firstRun = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

        // A quarter of the time warms up, so that the compiler has finished.
        var times = new List<double>();
        long warm = start = Stopwatch.GetTimestamp();
        while (times.Count == 0 || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            long began = Stopwatch.GetTimestamp();
            session.Run(inputs, outputs, cancel);
            double elapsed = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (Stopwatch.GetElapsedTime(warm).TotalSeconds >= seconds / 4 || times.Count > 0 || elapsed > seconds * 250)
            {
                times.Add(elapsed);
            }
        }
        times.Sort();
        IReadOnlyList<LayerReport>? layers = null;
        if (perLayer)
        {
            session.Timed = true;
            layers = FastestOfEach(session, inputs, outputs, Math.Clamp(times.Count, 3, 30), cancel);
        }
        return new Figures(source.Name, options.Threads, [.. times], macs, ProcessorPeak.Gflops(options.Threads), firstRun, layers);
    }

    // The least time that each layer took in some runs.
    private static List<LayerReport> FastestOfEach(Session session, Tensor[] inputs, Memory<byte>[] outputs, int runs, CancellationToken cancel)
    {
        var fastest = new List<LayerReport>();
        for (int run = 0; run < runs; run++)
        {
            session.Run(inputs, outputs, cancel);
            IReadOnlyList<LayerReport> layers = session.Layers;
            for (int i = 0; i < layers.Count; i++)
            {
                if (run == 0)
                {
                    fastest.Add(layers[i]);
                }
                else if (layers[i].Milliseconds < fastest[i].Milliseconds)
                {
                    fastest[i] = layers[i];
                }
            }
        }
        return fastest;
    }

    private static void Print(Figures figures)
    {
        if (figures.Layers is { } layers)
        {
            LayerTable.Print(layers, Console.Out);
            Console.Out.WriteLine();
        }
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{figures.Model}: {figures.Times.Length} runs on {figures.Threads} {(figures.Threads == 1 ? "thread" : "threads")}: median {figures.Median:0.000} ms, minimum {figures.Times[0]:0.000} ms"));
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{figures.Gflops:0.0} GFLOP/s, {figures.PercentOfPeak:0} % of the {figures.Peak:0} that its multiply–adds reach; ready and run once in {figures.FirstRun:0} ms"));
    }

    private static void PrintJson(Figures figures)
    {
        using Stream output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("model", figures.Model);
            json.WriteNumber("threads", figures.Threads);
            json.WriteNumber("runs", figures.Times.Length);
            json.WriteNumber("medianMs", figures.Median);
            json.WriteNumber("minMs", figures.Times[0]);
            json.WriteNumber("gflops", figures.Gflops);
            json.WriteNumber("peakGflops", figures.Peak);
            json.WriteNumber("percentOfPeak", figures.PercentOfPeak);
            json.WriteNumber("firstRunMs", figures.FirstRun);
            if (figures.Layers is { } layers)
            {
                json.WriteStartArray("layers");
                foreach (LayerReport layer in layers)
                {
                    json.WriteStartObject();
                    json.WriteString("name", layer.Name);
                    json.WriteString("operator", layer.Operator);
                    json.WriteString("path", LayerTable.Word(layer.Path));
                    json.WriteString("choice", layer.Choice);
                    json.WriteNumber("macs", layer.Macs);
                    if (layer.Milliseconds is { } time)
                    {
                        json.WriteNumber("ms", time);
                    }
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }
}

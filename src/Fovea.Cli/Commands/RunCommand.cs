using System.CommandLine;
using System.Globalization;
using Fovea.Cli.Reports;
using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Onnx;
using Fovea.Reference;
using Fovea.Runtime;
using Fovea.Tensors;

namespace Fovea.Cli.Commands;

/// <summary><c>run MODEL</c>: runs a network on the inputs of an archive, and says what comes out or how it differs from what was expected.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "An .onnx file, a .fovea text or a network of the zoo." };
        var inputs = new Option<string?>("--inputs") { Description = "The inputs: arrays by input name, or in_0, in_1 …", HelpName = "F.npz" };
        var seed = new Option<ulong?>("--seed") { Description = "Fills the inputs that are not given with numbers from −1 to 1, made from this seed.", HelpName = "N" };
        var outputs = new Option<string?>("--outputs") { Description = "Where the outputs are written, by output name.", HelpName = "F.npz" };
        var compare = new Option<string?>("--compare") { Description = "What is expected: arrays by output name, or out_0, out_1 …", HelpName = "F.npz" };
        var rtol = new Option<double>("--rtol") { Description = "The relative tolerance of --compare.", HelpName = "R", DefaultValueFactory = _ => 1e-3 };
        var atol = new Option<double>("--atol") { Description = "The absolute tolerance of --compare.", HelpName = "A", DefaultValueFactory = _ => 1e-5 };
        var reference = new Option<bool>("--reference") { Description = "Runs the readable reference computation instead of the fast one." };
        Option<int> threads = Common.Threads();
        Option<bool> noWinograd = Common.NoWinograd();
        Option<bool> perLayer = Common.PerLayer();
        Option<string[]> let = Common.Let();
        var command = new Command("run", "Runs a network.") { model, inputs, seed, outputs, compare, rtol, atol, reference, threads, noWinograd, perLayer, let };
        int Run(ParseResult parsed, CancellationToken cancel)
        {
            string name = parsed.GetValue(model)!;
            using ModelSource source = ModelSource.Open(name, ModelSource.Let(parsed.GetValue(let) ?? []));
            Common.Warn(source);
            Tensor[] given = Inputs(source.Graph, parsed.GetValue(inputs), parsed.GetValue(seed));
            Tensor[] results = ModelSource.Place(name, () => parsed.GetValue(reference)
                ? ReferenceModel.Run(source.Graph, source.Weight, given)
                : RunFast(source, given, Common.Options(parsed, threads, noWinograd), parsed.GetValue(perLayer), cancel));
            string[] names = [.. source.Graph.Outputs.Select(output => output.Name)];
            for (int i = 0; i < results.Length; i++)
            {
                Console.Out.WriteLine($"{names[i]}: {results[i].Type}, {Describe(results[i])}");
            }
            if (parsed.GetValue(outputs) is { } path)
            {
                NpzFile.Write(path, names.Zip(results, (key, tensor) => new KeyValuePair<string, Tensor>(key, tensor)));
            }
            return parsed.GetValue(compare) is { } expected
                ? Compare(expected, names, results, parsed.GetValue(rtol), parsed.GetValue(atol))
                : ExitCode.Done;
        }
        command.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), CancellationToken.None));
        return command;
    }

    private static Tensor[] RunFast(ModelSource source, Tensor[] given, SessionOptions options, bool perLayer, CancellationToken cancel)
    {
        using Session session = source.Graph.Compile(source.Weight, options);
        session.Timed = perLayer;
        Tensor[] results = session.Run(given, cancel);
        if (perLayer)
        {
            LayerTable.Print(session.Layers, Console.Out);
        }
        return results;
    }

    private static Tensor[] Inputs(Graph graph, string? path, ulong? seed)
    {
        IReadOnlyDictionary<string, Tensor> arrays = path is null ? new Dictionary<string, Tensor>() : NpzFile.Read(path);
        var inputs = new Tensor[graph.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            GraphInput input = graph.Inputs[i];
            inputs[i] = Find(arrays, input.Name, "in", i)
                ?? (seed is { } start && input.Type is { Element: ElementType.Float32, Shape.IsKnown: true } type
                    ? SeededWeights.Uniform(input.Name, type.Shape, start)
                    : throw new GraphException(
                        $"input '{input.Name}' ({input.Type?.ToString() ?? "of unknown type"}) is not given: "
                        + (path is null ? "name an archive with --inputs, or a seed with --seed" : $"{path} has {string.Join(", ", arrays.Keys)}")));
        }
        return inputs;
    }

    private static Tensor? Find(IReadOnlyDictionary<string, Tensor> arrays, string name, string word, int position) =>
        arrays.GetValueOrDefault(name) ?? arrays.GetValueOrDefault(string.Create(CultureInfo.InvariantCulture, $"{word}_{position}"));

    private static int Compare(string path, string[] names, Tensor[] results, double rtol, double atol)
    {
        IReadOnlyDictionary<string, Tensor> arrays = NpzFile.Read(path);
        int compared = 0;
        bool agrees = true;
        for (int i = 0; i < results.Length; i++)
        {
            if (Find(arrays, names[i], "out", i) is not { } expected)
            {
                continue;
            }
            compared++;
            Comparison comparison = Comparison.Of(results[i], expected, rtol, atol);
            agrees &= comparison.Agrees;
            Console.Out.WriteLine($"{names[i]}: {(comparison.Agrees ? "agrees" : "differs")}: {comparison}");
        }
        if (compared == 0)
        {
            throw new GraphException($"{path}: none of its arrays ({string.Join(", ", arrays.Keys)}) is an output ({string.Join(", ", names)})");
        }
        return agrees ? ExitCode.Done : ExitCode.Failed;
    }

    // The range and the mean; of a vector of scores also where the largest stand.
    private static string Describe(Tensor tensor)
    {
        if (tensor.Count == 0)
        {
            return "empty";
        }
        double[] values = new double[tensor.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = tensor.GetDouble(i);
        }
        double[] numbers = [.. values.Where(double.IsFinite)];
        string text = numbers.Length == 0
            ? "no finite number"
            : string.Create(CultureInfo.InvariantCulture, $"{numbers.Min():0.######} to {numbers.Max():0.######}, mean {numbers.Average():0.######}");
        if (numbers.Length < values.Length)
        {
            text += string.Create(CultureInfo.InvariantCulture, $", {values.Count(double.IsNaN)} NaN, {values.Count(double.IsInfinity)} infinite");
        }
        const int most = 5;
        if (tensor.Element.IsFloating() && values.Length > most && tensor.Dimensions[^1] == values.Length)
        {
            IEnumerable<int> top = Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).Take(most);
            text += "; largest " + string.Join(", ", top.Select(i => string.Create(CultureInfo.InvariantCulture, $"[{i}] {values[i]:0.####}")));
        }
        return text;
    }
}

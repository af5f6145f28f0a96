using System.Globalization;
using System.Text;
using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Notation;
using Fovea.Numbers;
using Fovea.Onnx;
using Fovea.Tensors;
using Fovea.Zoo;

namespace Fovea.Cli;

/// <summary>A network that the user named: an ONNX file, a text (one of several as <c>FILE.fovea:NET</c>), or a network of the zoo.</summary>
internal sealed class ModelSource : IDisposable
{
    /// <summary>The network that is shown when none is named.</summary>
    public const string Default = "fovea-sampler";

    private readonly OnnxModel? file;
    private IReadOnlyDictionary<string, Tensor>? seeded;

    private ModelSource(string name, Graph graph, OnnxModel? file = null)
    {
        Name = name;
        Graph = graph;
        this.file = file;
    }

    public string Name { get; }

    public Graph Graph { get; }

    public OnnxMetadata? Metadata => file?.Metadata;

    /// <summary>The values of a parameter: those of the file, or, for a network without weights, seeded ones.</summary>
    public Tensor? Weight(string parameter) => (file?.Weights ?? (seeded ??= SeededWeights.Of(Graph))).GetValueOrDefault(parameter);

    /// <summary>The same for the network with its symbols bound.</summary>
    public Func<string, Tensor?> Weights(Graph bound)
    {
        IReadOnlyDictionary<string, Tensor> weights = file?.Weights ?? SeededWeights.Of(bound);
        return weights.GetValueOrDefault;
    }

    public IReadOnlyList<string> Warnings => file?.Warnings ?? [];

    /// <summary>Opens a network; errors name the file.</summary>
    public static ModelSource Open(string name, IReadOnlyDictionary<string, Size> let)
    {
        if (ZooCatalogue.Find(name) is { } entry)
        {
            return new ModelSource(name, Bind(name, entry.Build(), let));
        }
        if (IsText(name, out string path, out string? net))
        {
            return new ModelSource(net ?? Path.GetFileName(path), Place(path, () => ReadText(path, net).Bind(let)));
        }
        if (!File.Exists(name))
        {
            throw new FileNotFoundException(Directory.Exists(name)
                ? $"{name}: is a folder"
                : $"{name}: there is no such file, and no such network in the zoo (see 'fovea zoo list')");
        }
        OnnxModel model = Place(name, () => OnnxFile.Read(name));
        try
        {
            return new ModelSource(Path.GetFileName(name), Bind(name, model.Graph, let), model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    // FILE.fovea, FILE.fovea:NET, or - for what comes through the pipe.
    private static bool IsText(string name, out string path, out string? net)
    {
        const string ending = ".fovea";
        int colon = name.LastIndexOf(ending + ":", StringComparison.OrdinalIgnoreCase);
        (path, net) = colon < 0 ? (name, null) : (name[..(colon + ending.Length)], name[(colon + ending.Length + 1)..]);
        return name == "-" || path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
    }

    private static Graph ReadText(string path, string? net)
    {
        using var reader = new StreamReader(path == "-" ? Console.OpenStandardInput() : File.OpenRead(path), Encoding.UTF8);
        return GraphText.Parse(reader.ReadToEnd(), LayerVocabulary.Text).Graph(net);
    }

    private static Graph Bind(string name, Graph graph, IReadOnlyDictionary<string, Size> let) => Place(name, () => graph.Bind(let));

    /// <summary>Does something with a file, and puts its name before an error.</summary>
    public static T Place<T>(string name, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (GraphException error)
        {
            throw error.At(name);
        }
        catch (TextException error)
        {
            throw error.In(name);
        }
        catch (Exception error) when (error is OnnxFormatException or OverflowException or FormatException)
        {
            throw new OnnxFormatException(error.Message.StartsWith(name, StringComparison.Ordinal) ? error.Message : $"{name}: {error.Message}", error);
        }
    }

    /// <summary>The values of <c>--let k=3,d1=2</c>.</summary>
    public static Dictionary<string, Size> Let(IEnumerable<string> texts)
    {
        var values = new Dictionary<string, Size>(StringComparer.Ordinal);
        foreach (string part in texts.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new UsageException($"--let takes SYMBOL=VALUE, not '{part}'");
            }
            string symbol = part[..equals].Trim();
            if (!values.TryAdd(symbol, ParseSize(part[(equals + 1)..])))
            {
                throw new UsageException($"--let gives {symbol} twice");
            }
        }
        return values;
    }

    /// <summary>The graph with the shapes of <c>--shape [NAME=]1x3x224x224</c>.</summary>
    public static Graph WithShapes(Graph graph, IEnumerable<string> texts)
    {
        var inputs = graph.Inputs.ToArray();
        int next = 0;
        foreach (string text in texts)
        {
            int equals = text.LastIndexOf('=');
            string sizes = text[(equals + 1)..];
            int index = equals < 0 ? next++ : Array.FindIndex(inputs, input => input.Name == text[..equals]);
            if (index < 0 || index >= inputs.Length)
            {
                throw new UsageException(equals < 0
                    ? $"--shape is given {next} times, but there are {inputs.Length} inputs"
                    : $"there is no input '{text[..equals]}'; the inputs are {string.Join(", ", inputs.Select(input => input.Name))}");
            }
            Size[] shape = [.. sizes.Split('x', StringSplitOptions.TrimEntries).Select(ParseSize)];
            ElementType element = inputs[index].Type?.Element ?? ElementType.Float32;
            if (inputs[index].Type is { } declared && declared.Shape.Rank != shape.Length)
            {
                throw new UsageException($"--shape {text} has {shape.Length} sizes; input '{inputs[index].Name}' is {declared.Shape}");
            }
            inputs[index] = inputs[index] with { Type = new TensorType(element, Shape.Create(shape)) };
        }
        return graph.WithInputs(Values.Create<GraphInput>(inputs));
    }

    private static Size ParseSize(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            return number;
        }
        try
        {
            return Size.Parse(text);
        }
        catch (FormatException error)
        {
            throw new UsageException(error.Message);
        }
    }

    public void Dispose() => file?.Dispose();
}

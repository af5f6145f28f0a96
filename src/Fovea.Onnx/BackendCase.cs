using System.Globalization;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Reference;
using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>How a case ended.</summary>
public enum CaseResult
{
    /// <summary>All outputs agree with the stored ones.</summary>
    Passed,

    /// <summary>An output does not agree, or the model could not be run.</summary>
    Failed,

    /// <summary>Something in the case is not supported.</summary>
    Skipped,
}

/// <summary>The result of a case, and the reason if it did not pass.</summary>
public sealed record CaseOutcome(CaseResult Result, string Reason = "");

/// <summary>
/// One of ONNX's backend tests: a folder with <c>model.onnx</c> and, in <c>test_data_set_*</c>, inputs and outputs as TensorProto (<c>input_K.pb</c>, <c>output_K.pb</c>).
/// https://github.com/onnx/onnx/blob/main/docs/OnnxBackendTest.md
/// </summary>
/// <param name="Name">The folder relative to where the search began.</param>
/// <param name="Folder">The folder.</param>
public sealed record BackendCase(string Name, string Folder)
{
    /// <summary>How a backend runs a network: graph, weights by name, and inputs in their order become outputs in their order.</summary>
    public delegate Tensor[] Backend(Graph graph, Func<string, Tensor?> weights, Tensor[] inputs);

    /// <summary>All cases in a folder and those inside it, by name.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<BackendCase> Find(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "model.onnx", SearchOption.AllDirectories)
            .Select(path => Path.GetDirectoryName(path)!)
            .Select(path => new BackendCase(Path.GetRelativePath(folder, path).Replace('\\', '/'), path))
            .OrderBy(found => found.Name, StringComparer.Ordinal),
    ];

    /// <summary>The folders with inputs and outputs.</summary>
    public IReadOnlyList<string> DataSets => [.. Directory.EnumerateDirectories(Folder, "test_data_set_*").Order(StringComparer.Ordinal)];

    /// <summary>The tensors of a data set that begin with a word, in their order; null where one is no tensor but a sequence or an optional value.</summary>
    public static IReadOnlyList<Tensor?> Tensors(string dataSet, string word)
    {
        var tensors = new List<Tensor?>();
        while (true)
        {
            string path = Path.Combine(dataSet, string.Create(CultureInfo.InvariantCulture, $"{word}_{tensors.Count}.pb"));
            if (!File.Exists(path))
            {
                return tensors;
            }
            tensors.Add(Read(path));
        }
    }

    private static Tensor? Read(string path)
    {
        try
        {
            return OnnxFile.ReadTensor(path).Value;
        }
        catch (OnnxFormatException)
        {
            // Sequences and optional values are stored as other messages.
            return null;
        }
    }

    /// <summary>Runs the case on all its data sets.</summary>
    /// <param name="backend">What runs the network.</param>
    /// <param name="relativeTolerance">The tolerance relative to the expected value.</param>
    /// <param name="absoluteTolerance">The tolerance beside it.</param>
    public CaseOutcome Run(Backend backend, double relativeTolerance = 1e-3, double absoluteTolerance = 1e-7)
    {
        try
        {
            using OnnxModel model = OnnxFile.Read(Path.Combine(Folder, "model.onnx"));
            IReadOnlyList<string> dataSets = DataSets;
            foreach (string dataSet in dataSets)
            {
                if (Run(model, dataSet, backend, relativeTolerance, absoluteTolerance) is { } failure)
                {
                    return failure;
                }
            }
            return dataSets.Count > 0 ? new CaseOutcome(CaseResult.Passed) : new CaseOutcome(CaseResult.Skipped, "it has no data");
        }
        catch (UnavailableException error)
        {
            return new CaseOutcome(CaseResult.Skipped, error.Message);
        }
        catch (Exception error) when (error is GraphException or OnnxFormatException or IOException)
        {
            return new CaseOutcome(CaseResult.Failed, error.Message);
        }
    }

    private static CaseOutcome? Run(OnnxModel model, string dataSet, Backend backend, double relativeTolerance, double absoluteTolerance)
    {
        IReadOnlyList<Tensor?> inputs = Tensors(dataSet, "input");
        IReadOnlyList<Tensor?> expected = Tensors(dataSet, "output");
        if (inputs.Contains(null) || expected.Contains(null))
        {
            return new CaseOutcome(CaseResult.Skipped, "an input or an output is a sequence or an optional value, not a tensor");
        }
        Tensor[] actual = backend(model.Graph, name => model.Weights.GetValueOrDefault(name), [.. inputs.Select(input => input!)]);
        if (expected.Count > actual.Length)
        {
            return new CaseOutcome(CaseResult.Failed, $"it has {actual.Length} outputs, not {expected.Count}");
        }
        for (int i = 0; i < expected.Count; i++)
        {
            Comparison comparison = Comparison.Of(actual[i], expected[i]!, relativeTolerance, absoluteTolerance);
            if (!comparison.Agrees)
            {
                return new CaseOutcome(CaseResult.Failed, $"output {i}: {comparison}");
            }
        }
        return null;
    }
}

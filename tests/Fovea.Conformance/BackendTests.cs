using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Onnx;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Conformance;

/// <summary>
/// ONNX's own backend tests: what the rules say of each output agrees with the stored one, in type and in every size that is told.
/// </summary>
public sealed class BackendTests
{
    // The cases that cannot be told, and why.
    private static readonly string[] OutOfReach =
    [
        // the data decide how many boxes are selected
        "test_nonmaxsuppression_center_point_box_format",
        "test_nonmaxsuppression_flipped_coordinates",
        "test_nonmaxsuppression_identical_boxes",
        "test_nonmaxsuppression_iou_threshold_boundary",
        "test_nonmaxsuppression_limit_output_size",
        "test_nonmaxsuppression_single_box",
        "test_nonmaxsuppression_suppress_by_IOU",
        "test_nonmaxsuppression_suppress_by_IOU_and_scores",
        "test_nonmaxsuppression_two_batches",
        "test_nonmaxsuppression_two_classes",
        // the operator stands outside the vocabulary: ConcatFromSequence
        "test_sequence_model4",
        "test_sequence_model5",
        // the operator stands outside the vocabulary: SequenceAt
        "test_sequence_model1",
        "test_sequence_model2",
        "test_sequence_model3",
        "test_sequence_model7",
        // the operator stands outside the vocabulary: SequenceLength
        "test_sequence_model6",
        "test_sequence_model8",
        // the operator stands outside the vocabulary: ai.onnx.preview.training.Gradient
        "test_gradient_of_add",
        "test_gradient_of_add_and_mul",
        // the output is a sequence
        "test_identity_opt",
        "test_identity_sequence",
    ];

    [Fact]
    public void With_stored_inputs_every_shape_is_that_of_the_stored_output()
    {
        List<string> untold = [];
        List<string> failures = [];
        foreach (string folder in Cases())
        {
            Record(folder, Check(folder, open: false), failures, untold);
        }
        Assert.Empty(failures);
        Assert.Equal(OutOfReach.Order(StringComparer.Ordinal), untold.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_the_inputs_values_what_is_told_is_right()
    {
        List<string> failures = [];
        foreach (string folder in Cases())
        {
            Record(folder, Check(folder, open: true), failures, []);
        }
        Assert.Empty(failures);
    }

    private static IEnumerable<string> Cases() =>
        Directory.EnumerateFiles(Corpus.BackendTests(), "model.onnx", SearchOption.AllDirectories).Select(path => Path.GetDirectoryName(path)!);

    private static void Record(string folder, string? problem, List<string> failures, List<string> untold)
    {
        if (problem?.StartsWith("untold", StringComparison.Ordinal) == true)
        {
            untold.Add(Path.GetFileName(folder));
        }
        else if (problem is not null)
        {
            failures.Add($"{Path.GetFileName(folder)}: {problem}");
        }
    }

    private static string? Check(string folder, bool open)
    {
        try
        {
            return Compare(folder, open);
        }
        catch (Exception error) when (error is GraphException or OnnxFormatException)
        {
            return error.Message;
        }
    }

    private static string? Compare(string folder, bool open)
    {
        using OnnxModel model = OnnxFile.Read(Path.Combine(folder, "model.onnx"));
        string data = Path.Combine(folder, "test_data_set_0");
        Graph graph = open ? model.Graph : WithStoredInputs(model.Graph, data);
        TypedGraph typed = TypedGraph.Infer(graph);
        for (int i = 0; i < graph.Outputs.Count; i++)
        {
            NamedTensor? stored = Read(Path.Combine(data, $"output_{i}.pb"));
            ValueInfo inferred = typed[graph.Outputs[i].Name];
            if (stored is not { } expected)
            {
                return "untold: the output is no tensor";
            }
            if (inferred.Type is not { } type)
            {
                return $"untold: {inferred.Reason}";
            }
            if (type.Element != expected.Value.Element || type.Shape.Rank != expected.Value.Dimensions.Count)
            {
                return $"{type} is not {expected.Value.Type}";
            }
            for (int axis = 0; axis < type.Shape.Rank; axis++)
            {
                if (type.Shape[axis].TryGetValue(out long size) && size != expected.Value.Dimensions[axis])
                {
                    return $"{type} is not {expected.Value.Type}";
                }
            }
            if (!type.Shape.IsKnown)
            {
                return $"untold: {type} for {expected.Value.Type}";
            }
        }
        return null;
    }

    // The inputs as tensors of the network, so that values which rules read are known.
    private static Graph WithStoredInputs(Graph graph, string data)
    {
        var inputs = new List<GraphInput>();
        var parameters = new List<Parameter>(graph.Parameters);
        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            if (Read(Path.Combine(data, $"input_{i}.pb")) is { } stored)
            {
                parameters.Add(new Parameter(graph.Inputs[i].Name, stored.Value.Type, stored.Value));
            }
            else
            {
                inputs.Add(graph.Inputs[i]);
            }
        }
        return Graph.Create(
            graph.Name,
            Values.Create<GraphInput>([.. inputs]),
            Values.Create<Parameter>([.. parameters]),
            graph.Nodes,
            graph.Outputs,
            graph.OperatorSets);
    }

    private static NamedTensor? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }
        try
        {
            return OnnxFile.ReadTensor(path);
        }
        catch (OnnxFormatException)
        {
            // Sequences and optional values are stored as other messages.
            return null;
        }
    }
}

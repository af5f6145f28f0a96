using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Runtime.Memory;
using Fovea.Tensors;

namespace Fovea.Runtime.Passes;

/// <summary>
/// Folds what multiplies and shifts each channel of a convolution's output by constants into its weights and its bias: f · (w ∗ x + b) + s = (f · w) ∗ x + (f · b + s). That is a batch
/// normalisation in use, or arithmetic with a constant. The products are taken in float64 and rounded once.
/// </summary>
internal static class AffineFolding
{
    /// <summary>y = factor · x + shift for each channel.</summary>
    internal sealed record Affine(double[] Factor, double[] Shift);

    public static WeightedGraph Apply(WeightedGraph model)
    {
        Graph graph = model.Graph;
        Dictionary<string, List<int>> readers = Readers.Places(graph);
        Dictionary<string, Parameter> parameters = graph.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        var made = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        Tensor? Constant(string name) => name.Length == 0 ? null
            : made.GetValueOrDefault(name) ?? (parameters.TryGetValue(name, out Parameter? parameter) ? model.Value(parameter) : null);

        Node?[] nodes = [.. graph.Nodes];
        for (int index = 0; index < nodes.Length; index++)
        {
            while (nodes[index] is { Operator: Conv or ConvTranspose } convolution
                && readers.GetValueOrDefault(convolution.Outputs[0]) is [var reader]
                && reader < nodes.Length
                && Constant(convolution.Inputs[1]) is { Element: ElementType.Float32 } weights
                && (convolution.Inputs.Count < 3 || convolution.Inputs[2].Length == 0 || Constant(convolution.Inputs[2]) is not null)
                && Channels(convolution.Operator, weights) is { } channels
                && Read(nodes[reader]!, convolution.Outputs[0], channels, weights.Dimensions.Count, Constant) is { } affine)
            {
                string output = nodes[reader]!.Outputs[0];
                (Tensor w, Tensor b) = Fold(convolution, weights, convolution.Inputs.Count > 2 ? Constant(convolution.Inputs[2]) : null, affine);
                (string wName, string bName) = ($"{output}.folded.weights", $"{output}.folded.bias");
                made[wName] = w;
                made[bName] = b;
                nodes[index] = convolution with { Inputs = [convolution.Inputs[0], wName, bName], Outputs = [output] };
                nodes[reader] = null;
            }
        }
        return made.Count == 0 ? model : model.With([.. nodes.OfType<Node>()], made);
    }

    // The number of output channels; null for grouped transposed convolutions, whose weights are ordered otherwise.
    private static int? Channels(Operator @operator, Tensor weights) => @operator switch
    {
        Conv => (int)weights.Dimensions[0],
        ConvTranspose transposed when transposed.Groups == 1 => (int)weights.Dimensions[1],
        _ => null,
    };

    /// <summary>What a batch normalisation in use multiplies each channel by, and what it adds; null if the node is none, or not all of its statistics are constants.</summary>
    public static Affine? Read(Node node, Func<string, Tensor?> constant)
    {
        if (node.Operator is not BatchNormalization { Training: false, Spatial: true } normalisation || node.Outputs.Count(name => name.Length > 0) != 1)
        {
            return null;
        }
        Tensor?[] given = [.. node.Inputs.Skip(1).Select(constant)];
        return given.Any(tensor => tensor is null) ? null : Normalisation(normalisation, given!, (int)given[0]!.Count);
    }

    private static Affine? Read(Node node, string value, int channels, int rank, Func<string, Tensor?> constant)
    {
        if (node.Operator is BatchNormalization)
        {
            return Read(node, constant) is { } affine && affine.Factor.Length == channels ? affine : null;
        }
        if (node.Operator is not (Add { Legacy: null } or Sub { Legacy: null } or Mul { Legacy: null } or Div { Legacy: null }) || node.Inputs[0] == node.Inputs[1])
        {
            return null;
        }
        bool first = node.Inputs[0] == value;
        if (constant(node.Inputs[first ? 1 : 0]) is not { Element: ElementType.Float32 } other || PerChannel(other, channels, rank) is not { } c)
        {
            return null;
        }
        double[] ones = Enumerable.Repeat(1.0, channels).ToArray();
        return node.Operator switch
        {
            Add => new Affine(ones, c),
            Sub when first => new Affine(ones, Array.ConvertAll(c, number => -number)),
            Sub => new Affine(Array.ConvertAll(ones, one => -one), c),
            Mul => new Affine(c, new double[channels]),
            Div when first => new Affine(Array.ConvertAll(c, number => 1 / number), new double[channels]),
            _ => null,
        };
    }

    private static Affine Normalisation(BatchNormalization normalisation, Tensor[] given, int channels)
    {
        (Tensor scale, Tensor bias, Tensor mean, Tensor variance) = (given[0], given[1], given[2], given[3]);
        var affine = new Affine(new double[channels], new double[channels]);
        for (int c = 0; c < channels; c++)
        {
            affine.Factor[c] = scale.GetDouble(c) / Math.Sqrt(variance.GetDouble(c) + normalisation.Epsilon);
            affine.Shift[c] = bias.GetDouble(c) - (mean.GetDouble(c) * affine.Factor[c]);
        }
        return affine;
    }

    // The elements of a constant that is the same at every position: one for all channels, or one for each.
    private static double[]? PerChannel(Tensor constant, int channels, int rank)
    {
        if (constant.Dimensions.Count > rank)
        {
            return null;
        }
        for (int axis = 0; axis < constant.Dimensions.Count; axis++)
        {
            bool isChannel = axis + rank - constant.Dimensions.Count == 1;
            if (constant.Dimensions[axis] != 1 && !(isChannel && constant.Dimensions[axis] == channels))
            {
                return null;
            }
        }
        var elements = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            elements[c] = constant.GetDouble(constant.Count == 1 ? 0 : c);
        }
        return elements;
    }

    private static (Tensor Weights, Tensor Bias) Fold(Node convolution, Tensor weights, Tensor? bias, Affine affine)
    {
        int channels = affine.Factor.Length;
        // A channel's weights stand together; in a transposed convolution they do so for each input channel.
        long block = weights.Count / channels / (convolution.Operator is Conv ? 1 : weights.Dimensions[0]);
        var b = new float[channels];
        for (int c = 0; c < channels; c++)
        {
            b[c] = (float)(((bias?.GetDouble(c) ?? 0) * affine.Factor[c]) + affine.Shift[c]);
        }
        return (new Tensor(ElementType.Float32, weights.Dimensions, new ScaledData(weights.Data, affine.Factor, block)), Tensor.Of([channels], b));
    }
}

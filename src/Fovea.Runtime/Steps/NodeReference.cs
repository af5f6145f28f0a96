using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Reference;
using Fovea.Tensors;

namespace Fovea.Runtime.Steps;

/// <summary>
/// One node run by the reference computation of its operator: in float32, or in float64 where the node has any. It takes the values that the node reads, the free ones of the graphs
/// inside it behind its inputs.
/// </summary>
internal sealed class NodeReference
{
    private readonly Graph graph;
    private readonly ReferenceRun<Real> single = new(_ => null);
    private readonly ReferenceRun<Numbers.Double> wide = new(_ => null);

    public NodeReference(Node node, Values<OperatorSet>? operatorSets = null)
    {
        Names = [.. node.Inputs.Concat(node.Operator.Subgraphs.SelectMany(inner => inner.FreeNames)).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)];
        graph = Graph.Create(
            node.Label,
            Values.Create<GraphInput>([.. Names.Select(name => new GraphInput(name, null))]),
            [],
            [node],
            Values.Create<GraphOutput>([.. node.Outputs.Where(name => name.Length > 0).Select(name => new GraphOutput(name))]),
            operatorSets);
    }

    /// <summary>The names of the values that are read, each once, in the order in which <see cref="Run(RunTensor[])"/> takes them.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Runs a node on constants. Outputs that are left out are null.</summary>
    public static Tensor?[] Run(Node node, Tensor?[] inputs)
    {
        var reference = new NodeReference(node);
        RunTensor[] given = [.. reference.Names.Select(name => Take(inputs[node.Inputs.ToList().IndexOf(name)]!))];
        RunTensor[] results = reference.Run(given);
        int next = 0;
        return [.. node.Outputs.Select(name => name.Length > 0 ? ToTensor(results[next++]) : null)];
    }

    /// <summary>Runs the node.</summary>
    /// <returns>Its outputs, without those that are left out.</returns>
    /// <exception cref="GraphException">The inputs do not fit; the message names the node.</exception>
    /// <exception cref="UnavailableException">The reference does not compute the operator or an element type.</exception>
    public RunTensor[] Run(RunTensor[] inputs)
    {
        if (!inputs.Any(IsWide) && !MakesDoubles())
        {
            return single.Run(graph, inputs);
        }
        return wide.Run(graph, Array.ConvertAll(inputs, Widened));
    }

    // Casts, constants and graphs inside the node may make float64 of other types.
    private bool MakesDoubles() => graph.Nodes[0].Operator switch
    {
        Cast cast => cast.To == ElementType.Float64,
        CastLike or ConstantOfShape or EyeLike or If or Loop or Constant => true,
        _ => false,
    };

    /// <summary>A tensor in the numbers that nodes exchange: floats in float32, float64 in float64.</summary>
    /// <exception cref="UnavailableException">The reference does not compute with its element type.</exception>
    public static RunTensor Take(Tensor tensor) => tensor.Element == ElementType.Float64 ? ReferenceRun<Numbers.Double>.Taken(tensor) : ReferenceRun<Real>.Taken(tensor);

    /// <summary>A tensor of what nodes exchange.</summary>
    public static Tensor ToTensor(RunTensor value) => IsWide(value) ? value.ToTensor<Numbers.Double>() : value.ToTensor<Real>();

    /// <summary>The elements of a tensor of floats as float32.</summary>
    public static ReadOnlySpan<Real> Singles(RunTensor value) => value.Elements is Elements<Numbers.Double> wide
        ? Array.ConvertAll(wide.Items, number => new Real((float)number.Number))
        : value.Items<Real>();

    private static bool IsWide(RunTensor value) => value.Elements is Elements<Numbers.Double>;

    private static RunTensor Widened(RunTensor value) => value.Elements is Elements<Real> single
        ? value with { Elements = new Elements<Numbers.Double>(Array.ConvertAll(single.Items, number => new Numbers.Double(number.Number))) }
        : value;
}

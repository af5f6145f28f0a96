using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Reference;

/// <summary>How exactly a node computed one of its floating-point outputs, its inputs taken as exact.</summary>
/// <param name="Node">The node with its shapes as they were in the run.</param>
/// <param name="Output">The number of the output.</param>
/// <param name="Width">The largest width of an element's interval; infinite where nothing could be bounded.</param>
/// <param name="Largest">The largest absolute value that was computed, which widths compare with.</param>
/// <param name="Outside">How many computed elements lie outside of their intervals: 0, if the reference and the interval are right.</param>
/// <param name="Reason">Why there are no bounds; null if there are.</param>
public sealed record NodeBound(TypedNode Node, int Output, double Width, double Largest, long Outside, string? Reason = null);

/// <summary>
/// Bounds of rounding errors, node by node. Beside a run in float32 (or float64) every operator is run on intervals, with what the node read in the run taken as exact; the intervals
/// contain what it computes on real numbers and what it computes in floats, in the order of the reference.
/// </summary>
public static class Bounds
{
    /// <summary>Runs a network and bounds each of its nodes.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="weights">The values of the parameters that do not carry them, by name.</param>
    /// <param name="inputs">Its inputs, in their order.</param>
    /// <returns>The floating-point outputs of all nodes in the order of the run, those of inner graphs before the node that runs them.</returns>
    /// <exception cref="GraphException">The inputs do not fit, or a node fails; the message names the node.</exception>
    /// <exception cref="UnavailableException">The reference does not compute an operator or an element type.</exception>
    public static IReadOnlyList<NodeBound> Run(Graph graph, Func<string, Tensor?> weights, params ReadOnlySpan<Tensor> inputs) => ReferenceModel.HasDoubles(graph)
        ? Run<Numbers.Double>(graph, weights, inputs)
        : Run<Real>(graph, weights, inputs);

    private static List<NodeBound> Run<T>(Graph graph, Func<string, Tensor?> weights, ReadOnlySpan<Tensor> inputs)
        where T : struct, IScalar<T>
    {
        var bounds = new List<NodeBound>();
        new ReferenceRun<T>(weights) { Observe = _ => run => bounds.AddRange(Of(run)) }.Run(graph, inputs);
        return bounds;
    }

    private static IEnumerable<NodeBound> Of<T>(NodeRun<T> run)
        where T : struct, IScalar<T>
    {
        var inputs = new RunTensor?[run.Evaluation.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = run.Evaluation.Has(i) ? Exactly<T>(run.Evaluation[i]) : null;
        }
        var bounded = new Evaluation<Interval>(
            run.Evaluation.Operands,
            run.Evaluation.Outputs,
            inputs,
            (inner, _) => throw new UnavailableException($"the nodes of '{inner.Name}' are bounded each"))
        {
            HandedIn = run.Evaluation.HandedIn,
        };
        string? reason = null;
        try
        {
            run.Node.Node.Operator.Forward(bounded);
        }
        catch (Exception error) when (error is UnavailableException or UndecidableException or NotSupportedException or GraphException)
        {
            // The run itself went through, so that this is about the intervals.
            reason = error.Message;
        }
        var bounds = new List<NodeBound>();
        for (int output = 0; output < run.Evaluation.Results.Length; output++)
        {
            if (run.Evaluation.Results[output] is { Elements: Elements<T> computed })
            {
                bounds.Add(reason is null
                    ? Compare(run.Node, output, computed.Items, bounded.Results[output]!.Stored<Interval>().Items<Interval>())
                    : new NodeBound(run.Node, output, double.PositiveInfinity, 0, 0, reason));
            }
        }
        return bounds;
    }

    private static NodeBound Compare<T>(TypedNode node, int output, T[] computed, Interval[] intervals)
        where T : struct, IScalar<T>
    {
        double width = 0;
        double largest = 0;
        long outside = 0;
        for (int i = 0; i < computed.Length; i++)
        {
            double value = Scalar.Known(computed[i]);
            width = Math.Max(width, intervals[i].IsNaN ? 0 : intervals[i].Width);
            largest = Math.Max(largest, double.IsNaN(value) ? 0 : Math.Abs(value));
            outside += intervals[i].Contains(value) ? 0 : 1;
        }
        return new NodeBound(node, output, width, largest, outside);
    }

    private static RunTensor Exactly<T>(RunTensor tensor)
        where T : struct, IScalar<T> => tensor.Elements is Elements<T> numbers
        ? (tensor with { Elements = new Elements<Interval>([.. numbers.Items.Select(number => Interval.Literal(Scalar.Known(number)))]) }).Stored<Interval>()
        : tensor;
}

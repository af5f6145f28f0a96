using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>What branches and bodies of loops share.</summary>
internal static class Branch
{
    /// <summary>What a graph inside a node delivers.</summary>
    public static Values<ValueInfo> Outputs(TypedGraph typed) => typed.Graph.Outputs.Map(output => typed[output.Name]);

    /// <summary>What its nodes cost together.</summary>
    public static Cost Cost(TypedGraph typed)
    {
        Cost sum = Graphs.Cost.Free;
        foreach (TypedNode node in typed.Nodes)
        {
            sum += node.Cost();
        }
        return sum;
    }

    /// <summary>A value that is one or the other: sizes that differ are open.</summary>
    public static ValueInfo Merge(Operands inputs, ValueInfo left, ValueInfo right, int output, string whenRanksDiffer)
    {
        if (left.Type is not { } a || right.Type is not { } b)
        {
            return ValueInfo.Unavailable(left.Reason ?? right.Reason ?? "its type is not known");
        }
        Operands.Require(a.Element == b.Element, $"output {output} is {a.Element.Name()} or {b.Element.Name()}");
        if (a.Shape.Rank != b.Shape.Rank)
        {
            return ValueInfo.Unavailable(whenRanksDiffer);
        }
        Shape shape = a.Shape;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            shape = a.Shape[axis] == b.Shape[axis] ? shape : shape.With(axis, inputs.Open($"{output}.size{axis}"));
        }
        return new ValueInfo(a.Element, shape, left.Contents is { } contents && contents.Equals(right.Contents) ? contents : null);
    }
}

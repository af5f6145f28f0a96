using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// Y = the positions of the elements that are not 0, one column each.
/// <para>X of rank r; Y int64[r, count].</para>
/// <para>ONNX NonZero-9, 13: https://onnx.ai/onnx/operators/onnx__NonZero.html</para>
/// </summary>
public sealed record NonZero : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("NonZero", "X", "Y", _ => new NonZero(), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) =>
        [new ValueInfo(ElementType.Int64, [Math.Max(1, inputs.Rank(0)), inputs.Open("count")])];

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        inputs.Element(0) == ElementType.Bool ? Graphs.Cost.Free : Graphs.Cost.Of(OperationKind.Compare, inputs.Shape(0).Elements);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.All(inputs.Rank(0), new AxisRule.Irregular("the data choose what is listed"));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        bool[] listed = run.IsTruth(0) ? run.Truths(0) : run.IsWhole(0) ? Listed<Whole>(run.Wholes(0)) : Listed<T>(run.Numbers(0));
        var found = new List<long[]>();
        var position = new long[run[0].Rank];
        foreach (bool here in listed)
        {
            if (here)
            {
                found.Add([.. position]);
            }
            Positions.Advance(position, run[0].Dimensions.AsSpan());
        }
        // A scalar counts as a vector of one element.
        int axes = Math.Max(1, position.Length);
        run.Put(0, [axes, found.Count], new Elements<Whole>(
            [.. Enumerable.Range(0, axes).SelectMany(axis => found.Select(place => new Whole(axis < place.Length ? place[axis] : 0)))]));
    }

    private static bool[] Listed<E>(E[] x)
        where E : struct, IScalar<E> =>
        Array.ConvertAll(x, element => !Scalar.IsSame(element, default));
}

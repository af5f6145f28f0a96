using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = x where condition holds, otherwise y, elementwise, with broadcasting.
/// <para>condition bool; X, Y of the same type; output of the broadcast shape.</para>
/// <para>ONNX Where-9, 16: https://onnx.ai/onnx/operators/onnx__Where.html</para>
/// </summary>
public sealed record Where : Elementwise
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Where", "condition X Y", "output", _ => new Where(), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override ElementType Element(Operands inputs)
    {
        Operands.Require(inputs.Element(0) == ElementType.Bool, $"condition must be bool, not {inputs.Element(0).Name()}");
        return inputs.AgreeElement(1, 2);
    }

    // Choosing is moving data.
    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => Operations.None;

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        bool[] condition = run.Truths(0);
        long[] sizes = run.Sizes(0);
        int[] choices = Broadcast.Places(run[0].Dimensions, sizes);
        int[] x = Broadcast.Places(run[1].Dimensions, sizes);
        int[] y = Broadcast.Places(run[2].Dimensions, sizes);
        var places = new int[choices.Length];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = condition[choices[i]] ? x[i] : run[1].Elements.Count + y[i];
        }
        run.Put(0, run[1].Elements.Append(run[2].Elements).Pick(places));
    }
}

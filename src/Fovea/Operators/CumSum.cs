using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y[…, i, …] = the sum of x[…, j, …] for j ≤ i (j &lt; i if exclusive; from the end if reversed).
/// <para>x any shape, numeric; axis a scalar; y as x.</para>
/// <para>ONNX CumSum-11, 14: https://onnx.ai/onnx/operators/onnx__CumSum.html</para>
/// </summary>
/// <param name="Exclusive">Whether an element is left out of its own sum.</param>
/// <param name="Reverse">Whether sums run from the end.</param>
public sealed record CumSum(bool Exclusive = false, bool Reverse = false) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("CumSum", "x axis", "y", a => new CumSum(a.Flag("exclusive"), a.Flag("reverse")), since: 11);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Flag("exclusive", Exclusive);
        to.Flag("reverse", Reverse);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) => Following.Outputs(inputs, inputs[0]);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        AxisRule[] axes = FieldRule.Axes(inputs.Rank(0));
        axes[Operands.Axis(inputs.Integer(1), axes.Length)] = new AxisRule.Whole();
        return FieldRule.Of(axes);
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Graphs.Cost.Of(OperationKind.Add, outputs[0].Shape.Elements);

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        if (run.IsWhole(0))
        {
            Sums<T, Whole>(run);
        }
        else
        {
            Sums<T, T>(run);
        }
    }

    private void Sums<T, E>(Evaluation<T> run)
        where T : struct, IScalar<T>
        where E : struct, IScalar<E>
    {
        E[] x = run.Items<E>(0);
        E[] y = run.Make<E>(0);
        int axis = Operands.Axis(run.Operands.Integer(1), run[0].Rank);
        (int[] starts, int length, int step) = Positions.Lines(run[0].Dimensions.AsSpan(), axis);
        foreach (int start in starts)
        {
            E sum = default;
            for (int i = 0; i < length; i++)
            {
                int place = start + ((Reverse ? length - 1 - i : i) * step);
                E before = sum;
                sum += x[place];
                y[place] = Exclusive ? before : sum;
            }
        }
    }
}

using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y_scale = (max(0, x…) − min(0, x…)) / 255, 1 where that is 0; y_zero_point = saturate(round(−min(0, x…) / y_scale)); y = saturate(round(x / y_scale) + y_zero_point).
/// <para>x float32; y uint8 as x; y_scale float32, y_zero_point uint8 scalars.</para>
/// <para>ONNX DynamicQuantizeLinear-11: https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html</para>
/// </summary>
public sealed record DynamicQuantizeLinear : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "DynamicQuantizeLinear", "x", "y y_scale y_zero_point", _ => new DynamicQuantizeLinear(), since: 11);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) => [
        new ValueInfo(ElementType.UInt8, inputs.Shape(0)),
        new ValueInfo(ElementType.Float32, Shape.Scalar),
        new ValueInfo(ElementType.UInt8, Shape.Scalar),
    ];

    // For each element minimum, maximum, then as QuantizeLinear; once the range, whether it is 0, its quotient, and the zero point. Minimum and maximum start at 0.
    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => new()
    {
        Work = (Unary.Each((OperationKind.Compare, 4), (OperationKind.Divide, 1), (OperationKind.Round, 1), (OperationKind.Add, 1), (OperationKind.Convert, 1)) * inputs.Shape(0).Elements)
            + Unary.Each((OperationKind.Compare, 3), (OperationKind.Add, 2), (OperationKind.Divide, 2), (OperationKind.Round, 1), (OperationKind.Convert, 1)),
    };

    // The range of all values decides the scale.
    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        output == 0 ? FieldRule.Pointwise(inputs.Rank(0)) : FieldRule.All(inputs.Rank(0), new AxisRule.Whole());

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        T[] x = run.Numbers(0);
        T least = default;
        T greatest = default;
        foreach (T element in x)
        {
            least = T.Min(least, element);
            greatest = T.Max(greatest, element);
        }
        T range = greatest - least;
        T scale = (Scalar.IsSame(range, default) ? T.Literal(byte.MaxValue) : range) / T.Literal(byte.MaxValue);
        Whole zeroPoint = Quantisation.Quantise((default(T) - least) / scale, null, ElementType.UInt8);
        Whole[] y = run.Make<Whole>(0);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = Quantisation.Quantise(x[i] / scale, zeroPoint, ElementType.UInt8);
        }
        run.Put(1, new Elements<T>([scale]));
        run.Put(2, new Elements<Whole>([zeroPoint]));
    }
}

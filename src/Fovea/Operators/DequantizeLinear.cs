using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = (x − x_zero_point) · x_scale.
/// <para>x any shape, quantised; x_scale, x_zero_point scalars, or one entry for each entry of an axis or block; y as x, in the type of the scale.</para>
/// <para>ONNX DequantizeLinear-10, 13, 19, 21, 23, 24, 25: https://onnx.ai/onnx/operators/onnx__DequantizeLinear.html</para>
/// </summary>
/// <param name="Axis">The axis that scales run along, where there are several.</param>
/// <param name="Block">The number of neighbouring entries that share a scale; 0 for all of an axis.</param>
/// <param name="To">The element type of y, where it is not that of the scale.</param>
public sealed record DequantizeLinear(long Axis = 1, long Block = 0, ElementType To = ElementType.Undefined) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "DequantizeLinear", "x x_scale x_zero_point?", "y", a => new DequantizeLinear(
            a.Integer("axis", 1),
            a.Integer("block_size", 0),
            a.Integer("output_dtype", 0) is var to and not 0 ? Cast.Code(to) : ElementType.Undefined), since: 10);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("axis", Axis, unless: 1);
        to.Integer("block_size", Block, unless: 0);
        to.Integer("output_dtype", (int)To, unless: 0);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) =>
        [new ValueInfo(To is not ElementType.Undefined ? To : inputs.Element(1), inputs.Shape(0))];

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => new()
    {
        Work = Unary.Each((OperationKind.Convert, 1), (OperationKind.Add, inputs.Has(2) ? 1 : 0), (OperationKind.Multiply, 1)) * outputs[0].Shape.Elements,
    };

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.Pointwise(inputs.Rank(0));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        Whole[] x = run.Wholes(0);
        T[] scale = run.Numbers(1);
        Whole[]? zeroPoint = run.Has(2) ? run.Wholes(2) : null;
        Operands.Require(zeroPoint is null || zeroPoint.Length == scale.Length, "x_scale and x_zero_point must have the same shape");
        int[] entries = Quantisation.Entries(run[0].Dimensions, run[1], Axis, Block);
        T[] y = run.Make<T>(0);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = Quantisation.Number<T>(zeroPoint is null ? x[i] : x[i] - zeroPoint[entries[i]]) * scale[entries[i]];
        }
    }
}

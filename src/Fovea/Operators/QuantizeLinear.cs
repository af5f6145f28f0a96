using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = saturate(round(x / y_scale) + y_zero_point).
/// <para>x any shape; y_scale, y_zero_point scalars, or one entry for each entry of an axis or block; y as x, in the type of the zero point.</para>
/// <para>ONNX QuantizeLinear-10, 13, 19, 21, 23, 24, 25: https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html</para>
/// </summary>
/// <param name="Axis">The axis that scales run along, where there are several.</param>
/// <param name="Block">The number of neighbouring entries that share a scale; 0 for all of an axis.</param>
/// <param name="To">The element type of y, where no zero point tells it.</param>
/// <param name="Saturate">Whether a number too large for a narrow float becomes its greatest one.</param>
/// <param name="Precision">The element type that the quotient is computed in.</param>
public sealed record QuantizeLinear(long Axis = 1, long Block = 0, ElementType To = ElementType.Undefined, bool Saturate = true, ElementType Precision = ElementType.Undefined) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "QuantizeLinear", "x y_scale y_zero_point?", "y", a => new QuantizeLinear(
            a.Integer("axis", 1),
            a.Integer("block_size", 0),
            a.Integer("output_dtype", 0) is var to and not 0 ? Cast.Code(to) : ElementType.Undefined,
            a.Flag("saturate", true),
            a.Integer("precision", 0) is var precision and not 0 ? Cast.Code(precision) : ElementType.Undefined), since: 10);

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
        to.Flag("saturate", Saturate, unless: true);
        to.Integer("precision", (int)Precision, unless: 0);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        ElementType element = To is not ElementType.Undefined ? To : inputs.Has(2) ? inputs.Element(2) : ElementType.UInt8;
        return [new ValueInfo(element, inputs.Shape(0))];
    }

    // A quotient, a rounding, the sum with the zero point, two comparisons to saturate, a conversion; one more where x holds integers.
    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => new()
    {
        Work = Unary.Each(
            (OperationKind.Divide, 1), (OperationKind.Round, 1), (OperationKind.Add, inputs.Has(2) ? 1 : 0), (OperationKind.Compare, 2), (OperationKind.Convert, inputs.Element(0).IsInteger() ? 2 : 1))
            * outputs[0].Shape.Elements,
    };

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.Pointwise(inputs.Rank(0));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        ElementType to = run.Outputs[0].Element;
        T[] x = run.IsWhole(0) ? Array.ConvertAll(run.Wholes(0), Quantisation.Number<T>) : run.Numbers(0);
        T[] scale = run.Numbers(1);
        Whole[]? zeroPoint = run.Has(2) ? run.Wholes(2) : null;
        Operands.Require(zeroPoint is null || zeroPoint.Length == scale.Length, "y_scale and y_zero_point must have the same shape");
        int[] entries = Quantisation.Entries(run[0].Dimensions, run[1], Axis, Block);
        // The quotient is rounded as the standard's is, so that halves stay halves.
        FloatFormat? format = (Precision is ElementType.Undefined ? run[1].Element : Precision).Format();
        Whole[] y = run.Make<Whole>(0);
        for (int i = 0; i < y.Length; i++)
        {
            T quotient = x[i] / scale[entries[i]];
            y[i] = Quantisation.Quantise(format is { } rounded ? T.Round(quotient, rounded) : quotient, zeroPoint?[entries[i]], to);
        }
    }
}

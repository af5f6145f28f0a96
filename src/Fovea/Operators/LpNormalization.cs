using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = x / (Σ |x|ᵖ)^(1/p) along an axis; where the norm is 0, so is y.
/// <para>input any shape, float; output as input.</para>
/// <para>ONNX LpNormalization-1, 22: https://onnx.ai/onnx/operators/onnx__LpNormalization.html</para>
/// </summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
/// <param name="P">The exponent of the norm: 1 or 2.</param>
public sealed record LpNormalization(long Axis = -1, float P = 2) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("LpNormalization", "input", "output", a => new LpNormalization(a.Integer("axis", -1), a.Integer("p", 2)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("axis", Axis, unless: -1);
        to.Integer("p", (long)P, unless: 2);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Operands.Require(P is 1 or 2, $"attribute 'p' is {P}; it must be 1 or 2");
        _ = Operands.Axis(Axis, inputs.Rank(0));
        return [inputs[0]];
    }

    // Once for each row: is the norm 0?
    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs)
    {
        Shape x = inputs.Shape(0);
        Size rows = x.With(Operands.Axis(Axis, x.Rank), 1).Elements;
        return new Cost { Work = (Norm.PerElement(P) + Operations.Of(OperationKind.Divide, 1)) * x.Elements }
            + Norm.Root(P, rows) + Graphs.Cost.Of(OperationKind.Compare, rows);
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        int normalised = Operands.Axis(Axis, inputs.Rank(0));
        return FieldRule.Normalised(inputs.Rank(0), axis => axis == normalised);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        T[] x = run.Numbers(0);
        int along = Operands.Axis(Axis, run[0].Rank);
        int[] rows = Statistics.Groups(run[0].Dimensions, axis => axis == along);
        T[] y = run.Make<T>(0);
        var norms = new T[rows.Length == 0 ? 0 : rows.Max() + 1];
        for (int i = 0; i < x.Length; i++)
        {
            norms[rows[i]] += P == 1 ? T.Apply(ScalarFunction.Abs, x[i]) : x[i] * x[i];
        }
        for (int row = 0; row < norms.Length; row++)
        {
            T norm = P == 1 ? norms[row] : T.Apply(ScalarFunction.Sqrt, norms[row]);
            norms[row] = Scalar.IsSame(norm, default) ? T.Literal(1) : norm;
        }
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[i] / norms[rows[i]];
        }
    }
}

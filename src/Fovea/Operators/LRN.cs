using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y[n, c, i…] = x[n, c, i…] / (bias + alpha / size · Σ x[n, c′, i…]²)^beta, over the size channels c′ around c.
/// <para>X [N, C, …] float; Y as X.</para>
/// <para>ONNX LRN-1, 13: https://onnx.ai/onnx/operators/onnx__LRN.html</para>
/// </summary>
/// <param name="Channels">The number of channels in the sum (size).</param>
/// <param name="Alpha">The factor of the sum.</param>
/// <param name="Beta">The exponent.</param>
/// <param name="Bias">What the sum is added to.</param>
public sealed record LRN(long Channels, float Alpha = 0.0001f, float Beta = 0.75f, float Bias = 1) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("LRN", "X", "Y", a => new LRN(a.RequiredInteger("size"), a.Real("alpha", 0.0001f), a.Real("beta", 0.75f), a.Real("bias", 1)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("size", Channels);
        to.Real("alpha", Alpha, unless: 0.0001f);
        to.Real("beta", Beta, unless: 0.75f);
        to.Real("bias", Bias, unless: 1);
    }

    // size channels around each one: ⌊(size − 1)/2⌋ before it and ⌈(size − 1)/2⌉ behind it.
    private WindowAxis Around => new(Channels, 1, 1, (Channels - 1) / 2, Channels / 2);

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Operands.Require(Channels >= 1, $"attribute 'size' is {Channels}; it must be at least 1");
        Operands.Require(inputs.Rank(0) >= 2, $"X must be [N, C, …], not {inputs.Shape(0)}");
        return [inputs[0]];
    }

    // For each tap on a channel a square and its sum; for each element the factor, the bias, the power and the quotient.
    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs)
    {
        Shape x = inputs.Shape(0);
        Size taps = x.With(1, Around.DataTaps(x[1], x[1])).Elements;
        return new Cost
        {
            Work = (Unary.Each((OperationKind.Multiply, 1), (OperationKind.Add, 1)) * taps)
                + (Unary.Each((OperationKind.Multiply, 1), (OperationKind.Add, 1), (OperationKind.Power, 1), (OperationKind.Divide, 1)) * x.Elements),
        };
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        AxisRule[] axes = FieldRule.Axes(inputs.Rank(0));
        axes[1] = Around.Rule(1);
        return FieldRule.Of(axes);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        T[] x = run.Numbers(0);
        T[] y = run.Make<T>(0);
        Values<long> sizes = run[0].Dimensions;
        // The channels of one position are a sequence that the window slides along.
        int channels = (int)sizes[1];
        int positions = Positions.Count(sizes.AsSpan()[2..]);
        var taps = WindowTaps.Of([Around], [1, 1, channels], [1, 1, channels]);
        for (int i = 0; i < y.Length; i++)
        {
            int c = i / positions % channels;
            T sum = default;
            int first = taps.First(c);
            foreach ((_, int offset) in taps[c])
            {
                T near = x[i + ((first + offset - c) * positions)];
                sum += near * near;
            }
            T basis = (T.Literal(Alpha / (double)Channels) * sum) + T.Literal(Bias);
            y[i] = x[i] / T.Power(basis, T.Literal(Beta));
        }
    }
}

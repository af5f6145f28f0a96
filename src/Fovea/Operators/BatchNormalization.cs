using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = (x − mean) · (scale / √(var + epsilon)) + bias, channel by channel.
/// <para>X [N, C, …] float; scale, B, mean, var [C]; Y as X. In training mode mean and variance are those of the batch, and the running ones [C] are delivered, too.</para>
/// <para>ONNX BatchNormalization-1, 6, 7, 9, 14, 15: https://onnx.ai/onnx/operators/onnx__BatchNormalization.html</para>
/// </summary>
/// <param name="Epsilon">What keeps the root away from 0.</param>
/// <param name="Momentum">The part of the running statistics that is kept.</param>
/// <param name="Training">Whether the statistics of the batch are used.</param>
/// <param name="Spatial">In files of opset 8 and before: whether statistics are taken over the spatial axes; always true since.</param>
public sealed record BatchNormalization(
    float Epsilon = 1e-5f, float Momentum = 0.9f, bool Training = false, bool Spatial = true) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "BatchNormalization", "X scale B mean var", "Y mean? var? saved_mean? saved_var?", Read);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    // Before opset 7 a flag says that this is no training; from 7 to 13 the number of outputs does.
    private bool Trains(Operands inputs) => Training || inputs.OutputCount > 1;

    private static BatchNormalization Read(Attributes a) => new(
        a.Real("epsilon", 1e-5f),
        a.Real("momentum", 0.9f),
        a.Opset < 7 ? !a.Flag("is_test") && a.Has("is_test") : a.Flag("training_mode"),
        a.Flag("spatial", true));

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Real("epsilon", Epsilon, unless: 1e-5f);
        to.Real("momentum", Momentum, unless: 0.9f);
        if (to.Opset < 7)
        {
            to.Integer("is_test", Training ? 0 : 1);
        }
        else
        {
            to.Flag("training_mode", Training);
        }
        to.Flag("spatial", Spatial, unless: true);
    }

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input >= 3 ? ParameterRole.Buffer : ParameterRole.Weight;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        Operands.Require(x.Rank >= 1, "X must have at least one axis");
        Shape channels = Spatial ? [x.Rank > 1 ? x[1] : 1] : x.Slice(1, x.Rank);
        for (int input = 1; input < 5; input++)
        {
            inputs.Agree(inputs.Shape(input), channels, $"{Type.InputName(input)} must have one entry for each channel");
        }
        var statistics = new ValueInfo(inputs.Element(3), inputs.Shape(3));
        return [new ValueInfo(inputs.Element(0), x), statistics, statistics, statistics, statistics];
    }

    // In use: for each channel √(var + epsilon) and a quotient once; for each element a difference, a product and a sum.
    // In training the batch's mean (sum, quotient) and variance (difference, square, sum, quotient) come first, then the running statistics.
    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs)
    {
        Size elements = outputs[0].Shape.Elements;
        Size channels = inputs.Shape(1).Elements;
        Operations normalise = (Unary.Each((OperationKind.Add, 2), (OperationKind.Multiply, 1)) * elements)
            + (Unary.Each((OperationKind.Add, 1), (OperationKind.Sqrt, 1), (OperationKind.Divide, 1)) * channels);
        if (!Trains(inputs))
        {
            return new Cost { Work = normalise };
        }
        return new Cost
        {
            Work = normalise
                + (Unary.Each((OperationKind.Add, 3), (OperationKind.Multiply, 1)) * elements)
                + (Unary.Each((OperationKind.Divide, 2), (OperationKind.Multiply, 4), (OperationKind.Add, 2)) * channels),
        };
    }

    // The axes that statistics are taken along.
    private bool Together(int axis) => axis == 0 || (Spatial && axis > 1);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        int rank = inputs.Rank(0);
        if (!Trains(inputs))
        {
            return output == 0 ? FieldRule.Pointwise(rank) : FieldRule.None;
        }
        return output == 0
            ? FieldRule.Normalised(rank, Together)
            : FieldRule.Of([.. Enumerable.Range(0, rank).Select(axis => Together(axis) ? (AxisRule)new AxisRule.Whole() : new AxisRule.Same(axis - 1))]);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        T[] x = run.Numbers(0);
        T[] scale = run.Numbers(1);
        T[] bias = run.Numbers(2);
        T[] mean = run.Numbers(3);
        T[] variance = run.Numbers(4);
        int[] channels = Statistics.Groups(run[0].Dimensions, Together);
        if (Trains(run.Operands))
        {
            (T[] batchMean, T[] batchVariance, _) = Statistics.Moments(x, channels);
            run.Put(1, new Elements<T>(Running(mean, batchMean)));
            run.Put(2, new Elements<T>(Running(variance, batchVariance)));
            run.Put(3, new Elements<T>(batchMean));
            run.Put(4, new Elements<T>(batchVariance));
            (mean, variance) = (batchMean, batchVariance);
        }
        T[] factor = [.. scale.Select((value, c) => value / T.Apply(ScalarFunction.Sqrt, variance[c] + T.Literal(Epsilon)))];
        T[] y = run.Make<T>(0);
        for (int i = 0; i < y.Length; i++)
        {
            int c = channels[i];
            y[i] = ((x[i] - mean[c]) * factor[c]) + bias[c];
        }
    }

    private T[] Running<T>(T[] kept, T[] batch)
        where T : struct, IScalar<T> =>
        [.. kept.Select((value, c) => (value * T.Literal(Momentum)) + (batch[c] * T.Literal(1 - (double)Momentum)))];
}

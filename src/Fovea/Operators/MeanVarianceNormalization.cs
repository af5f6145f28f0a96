using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = (x − mean) / √(mean of (x − mean)² + 10⁻¹⁸), with means over the axes that are named. The standard adds 10⁻⁹ behind the root.
/// <para>X [N, C, …] float; Y as X.</para>
/// <para>ONNX MeanVarianceNormalization-9, 13: https://onnx.ai/onnx/operators/onnx__MeanVarianceNormalization.html</para>
/// </summary>
/// <param name="Axes">The axes; null for all but the channels, [0, 2, 3].</param>
public sealed record MeanVarianceNormalization(Values<long>? Axes = null) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("MeanVarianceNormalization", "X", "Y", a => new MeanVarianceNormalization(a.Integers("axes")), since: 9);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integers("axes", Axes);
    }

    private bool[] Reduced(int rank)
    {
        var reduced = new bool[rank];
        foreach (long axis in Axes ?? [0, 2, 3])
        {
            reduced[Operands.Axis(axis, rank)] = true;
        }
        return reduced;
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        _ = Reduced(inputs.Rank(0));
        return [inputs[0]];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs)
    {
        Shape x = inputs.Shape(0);
        bool[] reduced = Reduced(x.Rank);
        Size groups = 1;
        for (int axis = 0; axis < x.Rank; axis++)
        {
            groups *= reduced[axis] ? 1 : x[axis];
        }
        return new Cost { Work = Statistics.Normalise(x.Elements, groups) };
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        bool[] reduced = Reduced(inputs.Rank(0));
        return FieldRule.Normalised(inputs.Rank(0), axis => reduced[axis]);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        // A constant group becomes 0, as with the standard's addend of 10⁻⁹ behind the root; elsewhere it is below float32's precision.
        const double epsilon = 1e-18;
        bool[] reduced = Reduced(run[0].Rank);
        run.Put(0, new Elements<T>(Statistics.Normalise(run.Numbers(0), Statistics.Groups(run[0].Dimensions, axis => reduced[axis]), epsilon).Normalised));
    }
}

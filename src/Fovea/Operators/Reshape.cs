using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// reshaped = data, the same elements in the same row-major order, with the sizes that shape names; 0 copies the input's size (unless
/// allowzero), −1 is what is left.
/// <para>data any tensor; shape int64[r]; reshaped of rank r. C1: at most one −1. C2: the number of elements does not change.</para>
/// <para>ONNX Reshape-1 (shape as an attribute), 5, 13, 14 (allowzero), 19 …: https://onnx.ai/onnx/operators/onnx__Reshape.html</para>
/// </summary>
/// <param name="AllowZero">Whether 0 means a size of 0.</param>
/// <param name="Target">The sizes, where an old file has them as an attribute.</param>
public sealed record Reshape(bool AllowZero = false, Values<Size>? Target = null) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Reshape", "data shape?", "reshaped", a => new Reshape(a.Flag("allowzero"), a.Sizes("shape")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Flag("allowzero", AllowZero);
        to.Integers("shape", Target);
    }

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        TensorType data = inputs[0];
        Shape shape = Resolve(inputs, data.Shape, Target ?? inputs.Sizes(1));
        return [new ValueInfo(data.Element, shape, inputs.Contents(0)?.Reshape(shape))];
    }

    private Shape Resolve(Operands inputs, Shape data, Values<Size> target)
    {
        var sizes = new Size[target.Count];
        int rest = -1;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            if (target[axis] == -1)
            {
                Operands.Require(rest < 0, $"shape {target} holds −1 twice");
                rest = axis;
                sizes[axis] = 1;
            }
            else if (target[axis] == 0 && !AllowZero)
            {
                Operands.Require(axis < data.Rank, $"shape {target} copies axis {axis}, but data {data} has {data.Rank} axes");
                sizes[axis] = data[axis];
            }
            else
            {
                Operands.Require(!(target[axis].UpperBound < 0), $"shape {target} holds {target[axis]}");
                sizes[axis] = target[axis];
            }
        }
        Size elements = data.Elements;
        Size named = Size.Product(sizes);
        if (rest < 0)
        {
            inputs.Agree(elements, named, $"data {data} does not have as many elements as {target}");
        }
        else if (Size.TryDivideExactly(elements, named, out Size quotient))
        {
            sizes[rest] = quotient;
        }
        else
        {
            Operands.Require(
                !elements.IsKnown || !named.IsKnown, $"the {elements} elements of data {data} cannot be divided into {target}");
            sizes[rest] = Size.FloorDiv(elements, named);
            inputs.Agree(sizes[rest] * named, elements, $"data {data} cannot be divided into {target}");
        }
        return Shape.Create(sizes);
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.Of(Regrouping.Rules(inputs.Shape(0), outputs[0].Shape));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => run.Put(0, run[0].Elements);
}

using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// shape = the sizes of data from axis start up to, not including, axis end.
/// <para>data any tensor; shape int64[end − start].</para>
/// <para>ONNX Shape-1, 13, 15 (start, end), 19 …: https://onnx.ai/onnx/operators/onnx__Shape.html</para>
/// </summary>
/// <param name="Start">The first axis; negative ones count from the end; clamped to the axes there are.</param>
/// <param name="End">The axis behind the last one; null for all.</param>
public sealed record ShapeOf(long Start = 0, long? End = null) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "Shape", "data", "shape", a => new ShapeOf(a.Integer("start", 0), a.Integer("end")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("start", Start, unless: 0);
        to.Integer("end", End);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape data = inputs.Shape(0);
        int start = Clamp(Start, data.Rank);
        int end = Math.Max(start, Clamp(End ?? data.Rank, data.Rank));
        return [new ValueInfo(ElementType.Int64, [end - start], Contents.Of(data.Sizes[start..end]))];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.None;

    private static int Clamp(long axis, int rank) => (int)Math.Clamp(axis < 0 ? axis + rank : axis, 0, rank);

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        Values<Size> sizes = run.Outputs[0].Contents!.ToSizes();
        run.Put(0, new Elements<Whole>([.. sizes.Select(size => new Whole(size.Value))]));
    }
}

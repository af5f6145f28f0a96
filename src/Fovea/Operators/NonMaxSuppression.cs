using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// selected_indices = boxes that overlap no better one by more than a threshold, class by class.
/// <para>boxes [batch, count, 4]; scores [batch, classes, count]; limits as scalars; selected_indices int64[selected, 3].</para>
/// <para>ONNX NonMaxSuppression-10, 11: https://onnx.ai/onnx/operators/onnx__NonMaxSuppression.html</para>
/// </summary>
/// <param name="CentreBoxes">Whether boxes are given by centre and size, not by two corners.</param>
public sealed record NonMaxSuppression(bool CentreBoxes = false) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "NonMaxSuppression", "boxes scores max_output_boxes_per_class? iou_threshold? score_threshold?", "selected_indices", a => new NonMaxSuppression(a.Flag("center_point_box")), since: 10);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Flag("center_point_box", CentreBoxes);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape boxes = inputs.Shape(0);
        Shape scores = inputs.Shape(1);
        Operands.Require(boxes.Rank == 3 && scores.Rank == 3, $"boxes {boxes} and scores {scores} must have 3 axes");
        inputs.Agree(boxes[0], scores[0], "boxes and scores have different batches");
        inputs.Agree(boxes[1], scores[2], "boxes and scores have different counts");
        return [new ValueInfo(ElementType.Int64, [inputs.Open("selected"), 3])];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Graphs.Cost.Unavailable("the comparisons depend on the scores");

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.All(inputs.Rank(0), new AxisRule.Irregular("the scores choose what is listed"));
}

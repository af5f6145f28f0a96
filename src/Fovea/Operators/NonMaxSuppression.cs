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
        inputs.Agree(boxes[2], 4, "boxes must hold four coordinates");
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

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        Values<long> scores = run[1].Dimensions;
        long most = run.Has(2) ? (long)run.Single<Whole>(2).Number : 0;
        T overlap = run.Has(3) ? run.Single<T>(3) : default;
        T[] score = run.Numbers(1);
        T[] boxes = run.Numbers(0);
        int count = (int)scores[2];
        var selected = new List<(long Batch, long Class, int Box)>();
        for (int batch = 0; batch < scores[0]; batch++)
        {
            Box<T>[] all = [.. Enumerable.Range(batch * count, count).Select(box => Corners(boxes.AsSpan(4 * box, 4)))];
            for (int kind = 0; kind < scores[1]; kind++)
            {
                int first = ((batch * (int)scores[1]) + kind) * count;
                var kept = new List<int>();
                foreach (int box in Descending(score, first, count))
                {
                    if (kept.Count >= most || (run.Has(4) && !Scalar.IsLess(run.Single<T>(4), score[first + box])))
                    {
                        break;
                    }
                    if (!kept.Any(better => Scalar.IsLess(overlap, Overlap(all[better], all[box]))))
                    {
                        kept.Add(box);
                    }
                }
                selected.AddRange(kept.Select(box => ((long)batch, (long)kind, box)));
            }
        }
        run.Put(0, [selected.Count, 3], new Elements<Whole>(
            [.. selected.SelectMany(entry => new Whole[] { entry.Batch, entry.Class, entry.Box })]));
    }

    private readonly record struct Box<T>(T Top, T Left, T Bottom, T Right);

    // Corners are y, x, y, x in any order; centres x, y, width, height.
    private Box<T> Corners<T>(ReadOnlySpan<T> box)
        where T : struct, IScalar<T>
    {
        if (!CentreBoxes)
        {
            return new(T.Min(box[0], box[2]), T.Min(box[1], box[3]), T.Max(box[0], box[2]), T.Max(box[1], box[3]));
        }
        T halfWidth = box[2] / T.Literal(2);
        T halfHeight = box[3] / T.Literal(2);
        return new(box[1] - halfHeight, box[0] - halfWidth, box[1] + halfHeight, box[0] + halfWidth);
    }

    // Intersection over union; 0 where there is no intersection.
    private static T Overlap<T>(Box<T> a, Box<T> b)
        where T : struct, IScalar<T>
    {
        T height = T.Max(default, T.Min(a.Bottom, b.Bottom) - T.Max(a.Top, b.Top));
        T width = T.Max(default, T.Min(a.Right, b.Right) - T.Max(a.Left, b.Left));
        T intersection = height * width;
        return Scalar.IsLess(default, intersection) ? intersection / (Area(a) + Area(b) - intersection) : default;
    }

    private static T Area<T>(Box<T> box)
        where T : struct, IScalar<T> =>
        (box.Bottom - box.Top) * (box.Right - box.Left);

    // The boxes of a class, best first; of equal ones the first first.
    private static List<int> Descending<T>(T[] score, int first, int count)
        where T : struct, IScalar<T>
    {
        var order = new List<int>();
        for (int box = 0; box < count; box++)
        {
            int low = 0;
            int high = order.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (Scalar.IsLess(score[first + order[middle]], score[first + box]))
                {
                    high = middle;
                }
                else
                {
                    low = middle + 1;
                }
            }
            order.Insert(low, box);
        }
        return order;
    }
}

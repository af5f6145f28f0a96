using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = data in use; in training data · mask / (1 − ratio), with mask = (u ≥ ratio) for random numbers u of [0, 1).
/// <para>data any shape, float; ratio and training_mode scalars; output as data; mask the same shape, bool (float or bool in old files).</para>
/// <para>
/// C1: in training 0 ≤ ratio &lt; 1. The standard does not define the random numbers; those of a seed are, as in ONNX's reference implementation, those of <see cref="MersenneTwister"/>
/// in row-major order. Without a seed the mask has to be handed in. It is a constant: drawing it costs nothing, and derivatives go past it.
/// </para>
/// <para>ONNX Dropout-1, 6, 7, 10, 12, 13, 22: https://onnx.ai/onnx/operators/onnx__Dropout.html</para>
/// </summary>
/// <param name="Seed">The seed of the mask.</param>
/// <param name="Ratio">The part that is dropped, where an old file has it as an attribute.</param>
/// <param name="MaskOfData">Whether the mask has the element type of the data, as before opset 10.</param>
public sealed record Dropout(long? Seed = null, float? Ratio = null, bool MaskOfData = false) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "Dropout", "data ratio? training_mode?", "output mask?", Read);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    // Opsets 1 and 6 had a flag that says it is no training; in use that makes no difference, so that it is always written.
    private static Dropout Read(Attributes a)
    {
        _ = a.Has("is_test");
        return new Dropout(a.Integer("seed"), a.Real("ratio"), a.Opset < 10);
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Integer("seed", Seed);
        to.Real("ratio", Ratio);
        to.Flag("is_test", to.Opset < 7);
    }

    private const string Undecided = "whether it trains, and drops anything, depends on values that are known only when the network runs";

    // Whether elements are dropped; null where that cannot be told. Without a ratio it is one half.
    private static bool? Drops(Operands inputs) =>
        !inputs.Has(2) ? false
        : inputs.Scalar(2) is not { } training ? null
        : training == 0 ? false
        : !inputs.Has(1) ? true
        : inputs.Scalar(1) is { } ratio ? ratio != 0
        : null;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) => [
        new ValueInfo(inputs[0], Drops(inputs) == false ? inputs.Contents(0) : null),
        new ValueInfo(MaskOfData ? inputs.Element(0) : ElementType.Bool, inputs.Shape(0)),
    ];

    // A product for each element; the factor of those that stay, 1 / (1 − ratio), is computed once.
    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Drops(inputs) switch
    {
        false => Graphs.Cost.Free,
        true => Graphs.Cost.Of(OperationKind.Multiply, outputs[0].Shape.Elements) + new Cost { Work = Unary.Each((OperationKind.Add, 1), (OperationKind.Divide, 1)) },
        null => Graphs.Cost.Unavailable(Undecided),
    };

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.Pointwise(inputs.Rank(0));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        bool[]? mask = null;
        if (Drops(run.Operands) ?? throw new UnavailableException(Undecided))
        {
            T[] data = run.Numbers(0);
            T ratio = run.Has(1) ? run.Single<T>(1) : T.Literal(0.5);
            mask = Mask(run, Scalar.Known(ratio));
            T kept = T.Literal(1) / (T.Literal(1) - ratio);
            T[] output = run.Make<T>(0);
            for (int i = 0; i < output.Length; i++)
            {
                output[i] = data[i] * (mask[i] ? kept : default);
            }
        }
        else
        {
            run.Put(0, run[0]);
        }
        if (run.Wants(1))
        {
            mask ??= [.. Enumerable.Repeat(true, run[0].Elements.Count)];
            run.Put(1, MaskOfData ? new Elements<T>(Array.ConvertAll(mask, stays => T.Literal(stays ? 1 : 0))) : new Elements<bool>(mask));
        }
    }

    private bool[] Mask<T>(Evaluation<T> run, double ratio)
        where T : struct, IScalar<T>
    {
        Operands.Require(ratio is >= 0 and < 1, $"ratio is {ratio}; in training it must be at least 0 and less than 1");
        if (run.Drawn(ElementType.Bool) is Elements<bool> drawn)
        {
            return drawn.Items;
        }
        long seed = Seed ?? throw new UnavailableException("the mask of a training dropout without a seed is random: give it a seed, or hand a mask in");
        if (seed is < 0 or > uint.MaxValue)
        {
            throw new UnavailableException($"the generator of a training dropout takes seeds from 0 to {uint.MaxValue}, not {seed}");
        }
        var random = new MersenneTwister((uint)seed);
        var mask = new bool[run[0].Elements.Count];
        for (int i = 0; i < mask.Length; i++)
        {
            mask[i] = random.NextDouble() >= ratio;
        }
        return mask;
    }
}

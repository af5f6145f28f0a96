using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// How files of opset 6 and before broadcast: B is repeated only if <c>broadcast</c> is 1, and its first axis is aligned with <c>axis</c> of A.
/// </summary>
/// <param name="Broadcast">Whether B is repeated at all.</param>
/// <param name="Axis">The axis of A where B's first one stands; null for the last axes.</param>
public sealed record LegacyBroadcast(bool Broadcast, long? Axis)
{
    /// <summary>The legacy attributes of a file that old; null for a newer one.</summary>
    public static LegacyBroadcast? Read(Attributes attributes)
    {
        if (attributes.Opset >= 7)
        {
            return null;
        }
        return new LegacyBroadcast(attributes.Flag("broadcast"), attributes.Integer("axis"));
    }

    /// <summary>Takes the attributes down.</summary>
    public void Write(AttributeWriter to)
    {
        to.Flag("broadcast", Broadcast);
        to.Integer("axis", Axis);
    }

    /// <summary>The shape of B with axes of size 1 put behind it, so that the common rule aligns it as meant.</summary>
    public Shape Align(Shape a, Shape b)
    {
        if (!Broadcast || Axis is not { } axis)
        {
            return b;
        }
        int behind = a.Rank - Operands.Axis(axis, a.Rank) - b.Rank;
        Operands.Require(behind >= 0, $"B {b} does not fit into A {a} from axis {axis} on");
        var ones = new Size[behind];
        Array.Fill(ones, 1);
        return b.Concat(Shape.Create(ones));
    }
}

/// <summary>Elementwise operators on two tensors, with the broadcasting of old files beside that of new ones.</summary>
/// <param name="Legacy">How B is aligned in files of opset 6 and before; null since.</param>
public abstract record Arithmetic(LegacyBroadcast? Legacy) : Elementwise
{
    /// <inheritdoc/>
    public override void Write(AttributeWriter to) => Legacy?.Write(to);

    /// <inheritdoc/>
    protected override Shape BroadcastShape(Operands inputs)
    {
        Shape a = inputs.Shape(0);
        Shape b = inputs.Shape(1);
        if (Legacy is null)
        {
            return Broadcast.Output(inputs, a, b);
        }
        return Legacy.Broadcast
            ? inputs.Agree(a, Broadcast.Output(inputs, a, Legacy.Align(a, b)), "B cannot be broadcast to A")
            : inputs.Agree(a, b, "A and B must have the same shape, for broadcast is not set");
    }

    /// <inheritdoc/>
    protected override Shape Aligned(Operands inputs, int input) =>
        input == 1 && Legacy is not null ? Legacy.Align(inputs.Shape(0), inputs.Shape(1)) : inputs.Shape(input);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        if (Legacy is null)
        {
            return base.Field(inputs, outputs, output);
        }
        Shape c = outputs[0].Shape;
        Shape b = inputs.Shape(1);
        Values<AxisRule> aligned = Broadcast.Rules(Aligned(inputs, 1), c);
        return new([Broadcast.Rules(inputs.Shape(0), c), Values.Create(aligned.AsSpan()[..b.Rank])]);
    }
}

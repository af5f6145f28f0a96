using Fovea.Runtime.Memory;
using Fovea.Tensors;

namespace Fovea.Runtime.Plans;

/// <summary>A value of the network in a plan, and where it lies: in the arena, plain or in blocks, or as a tensor of the reference.</summary>
/// <param name="name">Its name.</param>
/// <param name="type">Its type; null where only the data decide it.</param>
internal sealed class PlanValue(string name, TensorType? type)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its type; null where only the data decide it.</summary>
    public TensorType? Type { get; } = type;

    /// <summary>Whether it is held as float32 in the arena: floats of 32 bits and fewer whose sizes are known.</summary>
    public bool IsNumeric { get; } = type is { } known && known.Shape.IsKnown && known.Element.IsComputedFloat() && known.Element != ElementType.Float64;

    /// <summary>Its sizes.</summary>
    public long[] Sizes { get; } = type is { } given && given.Shape.IsKnown ? given.Shape.ToLongs() : [];

    /// <summary>The number of its elements.</summary>
    public long Count => Sizes.Aggregate(1L, (product, size) => product * size);

    /// <summary>Its sizes as an image; null if it is not numeric or has no such form.</summary>
    public ImageShape? Image => !IsNumeric ? null : ChannelsLast ? ImageShape.Of([Sizes[0], Sizes[3], Sizes[1], Sizes[2]]) : ImageShape.Of(Sizes);

    /// <summary>Whether it is an image [N, H, W, C]: its axes are those of one in blocks, in another order.</summary>
    public bool ChannelsLast { get; set; }

    /// <summary>Its values, if it is a parameter.</summary>
    public Tensor? Constant { get; init; }

    /// <summary>Where its elements lie in row-major order.</summary>
    public Slot? Plain { get; set; }

    /// <summary>Where it lies in blocks of channels.</summary>
    public Placement? Blocked { get; set; }

    /// <summary>Where each of its channels lies, if these are channels of other images and have not been brought together.</summary>
    public ChannelSource[]? Channels { get; set; }

    /// <summary>Where it lies in planes with a halo, for kernels that read few channels.</summary>
    public Placement? Planes { get; set; }

    /// <summary>Where the reference keeps it.</summary>
    public Cell? Cell { get; set; }
}

/// <summary>Where the reference keeps a value during a run.</summary>
internal sealed class Cell
{
    /// <summary>The value.</summary>
    public RunTensor? Value { get; set; }
}

/// <summary>A channel of an image in blocks.</summary>
/// <param name="Image">The image.</param>
/// <param name="Channel">The channel.</param>
internal readonly record struct ChannelSource(Placement Image, int Channel);

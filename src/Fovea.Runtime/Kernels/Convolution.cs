namespace Fovea.Runtime.Kernels;

/// <summary>
/// A convolution over two axes, y = activation(b + Σ w·x + residual), and how its tensors lie. The padding of the end follows from the output's size.
/// </summary>
/// <param name="Batch">N</param>
/// <param name="Input">X [N, C, H, W]</param>
/// <param name="Output">Y [N, M, …]</param>
/// <param name="KernelHeight">Taps of the window from top to bottom.</param>
/// <param name="KernelWidth">Taps of the window from left to right.</param>
public readonly record struct Convolution(int Batch, BlockedLayout Input, BlockedLayout Output, int KernelHeight, int KernelWidth)
{
    /// <summary>Input rows per output row.</summary>
    public int StrideHeight { get; init; } = 1;

    /// <summary>Input columns per output column.</summary>
    public int StrideWidth { get; init; } = 1;

    /// <summary>Input rows between neighbouring taps.</summary>
    public int DilationHeight { get; init; } = 1;

    /// <summary>Input columns between neighbouring taps.</summary>
    public int DilationWidth { get; init; } = 1;

    /// <summary>Rows of padding above the image.</summary>
    public int PadTop { get; init; }

    /// <summary>Columns of padding before the image.</summary>
    public int PadLeft { get; init; }

    /// <summary>The number of groups that the channels are divided into.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>What is applied to each output.</summary>
    public Activation Activation { get; init; }

    /// <summary>The layout of the tensor that is added before the activation; null for none.</summary>
    public BlockedLayout? Residual { get; init; }

    /// <summary>The channels that each output reads: C / groups.</summary>
    public int ChannelsOfGroup => Input.Channels / Groups;

    /// <summary>The outputs of each group: M / groups.</summary>
    public int FiltersOfGroup => Output.Channels / Groups;

    /// <summary>The number of weights.</summary>
    public long Weights => (long)Output.Channels * ChannelsOfGroup * KernelHeight * KernelWidth;

    /// <summary>The halo that the windows reach into.</summary>
    public Halo Reach => new(
        Math.Max(0, PadTop),
        Math.Max(0, PadLeft),
        Math.Max(0, ((Output.Height - 1) * StrideHeight) + ((KernelHeight - 1) * DilationHeight) - PadTop - (Input.Height - 1)),
        Math.Max(0, ((Output.Width - 1) * StrideWidth) + ((KernelWidth - 1) * DilationWidth) - PadLeft - (Input.Width - 1)));
}

/// <summary>An algorithm for convolutions.</summary>
public abstract class ConvolutionMethod
{
    /// <summary>All of them, the general one last.</summary>
    public static IReadOnlyList<ConvolutionMethod> All { get; } = [new DepthwiseConvolution(), new WinogradConvolution(4), new WinogradConvolution(2), new DirectConvolution()];

    /// <summary>Its name in reports.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// How much the method enlarges rounding errors. 1: they are those of adding up, |error| ≤ additions · 2⁻²⁴ · Σ |w|·|x|. More: it mixes inputs that an
    /// output does not read, |error| ≤ amplification · (channels + transforms) · 2⁻²⁴ · channels · max |w| · max |x|.
    /// </summary>
    public virtual double Amplification => 1;

    /// <summary>Whether results are exact where all inputs, weights and sums are whole numbers that float32 holds.</summary>
    public virtual bool IsExact => true;

    /// <summary>Why it does not compute a convolution; null if it does.</summary>
    public abstract string? Refusal(in Convolution convolution);

    /// <summary>The halo that it wants around the input.</summary>
    public virtual Halo InputHalo(in Convolution convolution) => convolution.Reach;

    /// <summary>The floats of the packed weights and biases.</summary>
    public abstract long PackedFloats(in Convolution convolution);

    /// <summary>Packs weights and biases. They depend on channels, kernel and groups, not on the sizes of the images.</summary>
    /// <param name="convolution">The convolution.</param>
    /// <param name="weights">W [M, C / groups, kernel height, kernel width], dense.</param>
    /// <param name="biases">B [M]; empty for zeros.</param>
    /// <param name="packed">Room for <see cref="PackedFloats"/>, aligned to 64 bytes.</param>
    public abstract unsafe void Pack(in Convolution convolution, ReadOnlySpan<float> weights, ReadOnlySpan<float> biases, float* packed);

    /// <summary>Makes it ready to run.</summary>
    /// <exception cref="ArgumentException">The method refuses it, or its input has less halo than <see cref="InputHalo"/>.</exception>
    public abstract Kernel Prepare(in Convolution convolution);

    /// <summary>Makes sure that the method computes a convolution as it lies.</summary>
    protected void Check(in Convolution convolution)
    {
        if (Refusal(convolution) is { } refusal)
        {
            throw new ArgumentException(refusal, nameof(convolution));
        }
        if (!convolution.Input.Halo.Holds(InputHalo(convolution)))
        {
            throw new ArgumentException("the input has less halo than the method wants", nameof(convolution));
        }
    }
}

using Fovea.Operators;
using Fovea.Runtime.Kernels;

namespace Fovea.Runtime.Tests.Kernels;

/// <summary>A convolution that kernels are held against the reference on.</summary>
public sealed record ConvolutionCase(int Batch, int Channels, int Filters, int Height, int Width, int KernelHeight, int KernelWidth)
{
    public (int Height, int Width) Stride { get; init; } = (1, 1);

    public (int Height, int Width) Dilation { get; init; } = (1, 1);

    public Halo Padding { get; init; }

    public int Groups { get; init; } = 1;

    public Activation Activation { get; init; }

    public bool HasResidual { get; init; }

    /// <summary>Whether the input lies in plain planes.</summary>
    public bool Planes { get; init; }

    /// <summary>More halo than needed, on both sides.</summary>
    public int ExtraHalo { get; init; }

    private int OutputHeight => ((Height + Padding.Top + Padding.Bottom - ((KernelHeight - 1) * Dilation.Height) - 1) / Stride.Height) + 1;

    private int OutputWidth => ((Width + Padding.Left + Padding.Right - ((KernelWidth - 1) * Dilation.Width) - 1) / Stride.Width) + 1;

    public bool IsPossible => Height + Padding.Top + Padding.Bottom > (KernelHeight - 1) * Dilation.Height
        && Width + Padding.Left + Padding.Right > (KernelWidth - 1) * Dilation.Width;

    private int ChannelsOfGroup => Channels / Groups;

    public Convolution Convolution(ConvolutionMethod method)
    {
        Halo extra = new(ExtraHalo, ExtraHalo, ExtraHalo, ExtraHalo);
        var convolution = new Convolution(
            Batch,
            Planes ? BlockedLayout.Planes(Channels, Height, Width) : BlockedLayout.Blocked(Channels, Height, Width),
            BlockedLayout.Blocked(Filters, OutputHeight, OutputWidth, extra),
            KernelHeight,
            KernelWidth)
        {
            StrideHeight = Stride.Height,
            StrideWidth = Stride.Width,
            DilationHeight = Dilation.Height,
            DilationWidth = Dilation.Width,
            PadTop = Padding.Top,
            PadLeft = Padding.Left,
            Groups = Groups,
            Activation = Activation,
            Residual = HasResidual ? BlockedLayout.Blocked(Filters, OutputHeight, OutputWidth) : null,
        };
        Halo halo = method.InputHalo(convolution).With(extra);
        return convolution with
        {
            Input = Planes ? BlockedLayout.Planes(Channels, Height, Width, halo) : BlockedLayout.Blocked(Channels, Height, Width, halo),
        };
    }

    /// <summary>Values for the tensors: whole numbers from −range to range, or anything between.</summary>
    public (float[] X, float[] W, float[] B, float[] Residual) Draw(int seed, bool whole, int range)
    {
        var random = new Random(seed);
        float[] Tensor(int count)
        {
            var values = new float[count];
            for (int i = 0; i < count; i++)
            {
                values[i] = whole ? random.Next(-range, range + 1) : (float)(((random.NextDouble() * 2) - 1) * range);
            }
            return values;
        }
        return (
            Tensor(Batch * Channels * Height * Width),
            Tensor(Filters * ChannelsOfGroup * KernelHeight * KernelWidth),
            Tensor(Filters),
            Tensor(Batch * Filters * OutputHeight * OutputWidth));
    }

    /// <summary>Each output before the activation, in double.</summary>
    public double[] Expected(float[] x, float[] w, float[] b, float[] residual)
    {
        var window = new Window(
            null,
            [Stride.Height, Stride.Width],
            [Dilation.Height, Dilation.Width],
            [Padding.Top, Padding.Left, Padding.Bottom, Padding.Right]);
        double[] y = Oracle.Run(
            new Conv(window, Groups),
            ([Batch, Channels, Height, Width], x),
            ([Filters, ChannelsOfGroup, KernelHeight, KernelWidth], w),
            ([Filters], b));
        return HasResidual ? [.. y.Zip(residual, (sum, other) => sum + other)] : y;
    }

    /// <summary>How far each output may be off before the activation, by the rounding of every operation.</summary>
    public double[] ErrorBounds(ConvolutionMethod method, float[] x, float[] w, float[] b, float[] residual)
    {
        const double unit = 1.0 / (1 << 24);
        double[] magnitudes = Expected(Array.ConvertAll(x, MathF.Abs), Array.ConvertAll(w, MathF.Abs), Array.ConvertAll(b, MathF.Abs), Array.ConvertAll(residual, MathF.Abs));
        int additions = (ChannelsOfGroup * KernelHeight * KernelWidth) + 2;
        if (method.Amplification == 1)
        {
            return Array.ConvertAll(magnitudes, magnitude => additions * unit * magnitude);
        }
        // Four transforms of at most three roundings each, and that of the weights.
        double transformed = method.Amplification * (ChannelsOfGroup + 13) * unit * ChannelsOfGroup * x.Max(MathF.Abs) * w.Max(MathF.Abs);
        return Array.ConvertAll(magnitudes, magnitude => transformed + (2 * unit * magnitude));
    }

    /// <summary>What a method computes, in so many parts, whether it left the halo alone, and the managed memory that a run takes.</summary>
    internal unsafe (float[] Values, bool LeavesHalo, long Allocated) Run(ConvolutionMethod method, float[] x, float[] w, float[] b, float[] residual, int parts)
    {
        Convolution convolution = Convolution(method);
        using var packed = new NativeMemoryBlock(method.PackedFloats(convolution) * sizeof(float));
        using var input = new NativeTensor(Batch, convolution.Input, x);
        using var output = new NativeTensor(Batch, convolution.Output);
        using NativeTensor? other = convolution.Residual is { } layout ? new NativeTensor(Batch, layout, residual) : null;
        method.Pack(convolution, w, b, (float*)packed.Start);
        var arguments = new KernelArguments
        {
            Input = input.Pixel,
            Output = output.Pixel,
            Residual = other is null ? null : other.Pixel,
            Weights = (float*)packed.Start,
        };
        Kernel kernel = method.Prepare(convolution);
        KernelRun.Run(kernel, arguments, parts);
        return (output.Values(), output.HaloIsZero(), KernelRun.Allocated(kernel, arguments));
    }
}

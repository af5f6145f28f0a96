using CsCheck;
using Fovea.Runtime.Kernels;
using Xunit;

namespace Fovea.Runtime.Tests.Kernels;

/// <summary>Two convolutions as one kernel against the kernels of each, which the reference is held against.</summary>
public sealed unsafe class ConvolutionThenDepthwiseTests
{
    private static readonly DirectConvolution Direct = new();
    private static readonly DepthwiseConvolution Depthwise = new();

    // Sizes large enough for several bands, and windows of all kinds.
    private static readonly Gen<(ConvolutionCase First, ConvolutionCase Second)> Cases =
        from batch in Gen.Int[1, 2]
        from channels in Gen.Int[1, 20]
        from between in Gen.Int[1, 90]
        from height in Gen.Int[1, 60]
        from width in Gen.Frequency((1, Gen.Int[1, 20]), (1, Gen.Int[60, 130]))
        from kernel in Gen.Frequency((2, Gen.Const((1, 1))), (1, Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3])))
        from stride in Gen.Select(Gen.Int[1, 2], Gen.Int[1, 2])
        from planes in Gen.Bool
        from window in Gen.Frequency((2, Gen.Const((3, 3))), (1, Gen.Select(Gen.Int[1, 5], Gen.Int[1, 5])))
        from step in Gen.Select(Gen.Int[1, 2], Gen.Int[1, 3])
        from dilation in Gen.Frequency((3, Gen.Const((1, 1))), (1, Gen.Const((2, 2))))
        from pads in Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3], (top, left, bottom, right) => new Halo(top, left, bottom, right))
        from residual in Gen.Bool
        let first = new ConvolutionCase(batch, channels, between, height, width, kernel.Item1, kernel.Item2)
        {
            Stride = stride,
            Padding = new Halo(kernel.Item1 / 2, kernel.Item2 / 2, kernel.Item1 / 2, kernel.Item2 / 2),
            Activation = new Activation(ActivationKind.Swish, 1),
            Planes = planes,
        }
        let sizes = first.Convolution(Direct).Output
        select (first, new ConvolutionCase(batch, between, between, sizes.Height, sizes.Width, window.Item1, window.Item2)
        {
            Stride = step,
            Dilation = dilation,
            Padding = pads,
            Groups = between,
            Activation = new Activation(ActivationKind.Clip, -1, 6),
            HasResidual = residual,
        });

    // Three bands: one of them has others on both sides.
    private static (ConvolutionCase First, ConvolutionCase Second) High
    {
        get
        {
            int width = 100 * 16 / VectorWidth.Floats;
            return (
                new ConvolutionCase(1, 3, 5 * VectorWidth.Floats / 2, 56, width, 1, 1) { Activation = Activation.Relu },
                new ConvolutionCase(1, 5 * VectorWidth.Floats / 2, 5 * VectorWidth.Floats / 2, 56, width, 3, 3) { Padding = new Halo(1, 1, 1, 1), Groups = 5 * VectorWidth.Floats / 2 });
        }
    }

    [Fact]
    public void Together_they_give_the_bits_of_one_after_the_other_in_any_number_of_parts()
    {
        var random = new PCG(3);
        for (int found = 0, seed = 0; found < 25; seed++)
        {
            (ConvolutionCase first, ConvolutionCase second) = Cases.Generate(random, null, out _);
            if (first.IsPossible && second.IsPossible)
            {
                found++;
                Compare(first, second, seed);
            }
        }
        Assert.InRange(Compare(High.First, High.Second, 1), 3, int.MaxValue);
    }

    // The number of bands.
    private static int Compare(ConvolutionCase first, ConvolutionCase second, int seed)
    {
        (float[] x, float[] w, float[] b, _) = first.Draw(seed, whole: false, range: 1);
        (_, float[] w2, float[] b2, float[] residual) = second.Draw(seed + 1, whole: false, range: 1);
        (float[] between, _, _) = first.Run(Direct, x, w, b, [], parts: 1);
        (float[] expected, _, _) = second.Run(Depthwise, between, w2, b2, residual, parts: 1);

        var both = new ConvolutionThenDepthwise(first.Convolution(Direct), second.Convolution(Depthwise));
        Assert.Null(both.Refusal);
        using var packed = new NativeMemoryBlock(both.PackedFloats * sizeof(float));
        both.Pack(w, b, w2, b2, (float*)packed.Start);
        using var input = new NativeTensor(first.Batch, both.First.Input, x);
        using NativeTensor? other = both.Second.Residual is { } layout ? new NativeTensor(first.Batch, layout, residual) : null;
        foreach (int parts in (int[])[1, 2, 5])
        {
            using var output = new NativeTensor(first.Batch, both.Second.Output);
            var arguments = new KernelArguments
            {
                Input = input.Pixel,
                Output = output.Pixel,
                Residual = other is null ? null : other.Pixel,
                Weights = (float*)packed.Start,
            };
            Kernel kernel = both.Prepare();
            KernelRun.Run(kernel, arguments, parts);
            Assert.True(expected.AsSpan().SequenceEqual(output.Values()), $"{first}, then {second}: {parts} parts differ");
            Assert.True(output.HaloIsZero(), $"{second} writes into the halo");
            Assert.Equal(0, KernelRun.Allocated(kernel, arguments));
        }
        return (both.Second.Output.Height + both.BandRows - 1) / both.BandRows;
    }
}

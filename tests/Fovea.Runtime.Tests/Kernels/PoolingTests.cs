using CsCheck;
using Fovea.Operators;
using Fovea.Runtime.Kernels;
using Xunit;

namespace Fovea.Runtime.Tests.Kernels;

/// <summary>Pooling against the reference.</summary>
public sealed class PoolingTests
{
    /// <summary>One axis of a pooling window, with the size it slides over.</summary>
    public sealed record Axis(int Input, int Kernel, int Stride, int Dilation, int Before, int After, bool Ceil)
    {
        public int Output => (int)new WindowAxis(Kernel, Stride, Dilation, Before, After, Ceil).Output(Input).Value;
    }

    public sealed record Case(PoolingKind Kind, int Batch, int Channels, Axis Vertical, Axis Horizontal, bool CountPadding, bool Planes)
    {
        public long[] Sizes => [Batch, Channels, Vertical.Input, Horizontal.Input];

        public Pooling Pooling()
        {
            BlockedLayout Layout(int height, int width, Halo halo) =>
                Planes ? BlockedLayout.Planes(Channels, height, width, halo) : BlockedLayout.Blocked(Channels, height, width, halo);
            return new Pooling(
                Kind,
                Batch,
                Layout(Vertical.Input, Horizontal.Input, new Halo(1, 0, 0, 2)),
                Layout(Vertical.Output, Horizontal.Output, new Halo(0, 1, 1, 0)),
                Vertical.Kernel,
                Horizontal.Kernel)
            {
                StrideHeight = Vertical.Stride,
                StrideWidth = Horizontal.Stride,
                DilationHeight = Vertical.Dilation,
                DilationWidth = Horizontal.Dilation,
                Padding = new Halo(Vertical.Before, Horizontal.Before, Vertical.After, Horizontal.After),
                CountPadding = CountPadding,
            };
        }

        public double[] Expected(float[] x)
        {
            var window = new Window(
                [Vertical.Kernel, Horizontal.Kernel],
                [Vertical.Stride, Horizontal.Stride],
                [Vertical.Dilation, Horizontal.Dilation],
                [Vertical.Before, Horizontal.Before, Vertical.After, Horizontal.After],
                Ceil: Vertical.Ceil);
            return Oracle.Run(Kind == PoolingKind.Max ? new MaxPool(window) : new AveragePool(window, CountPadding), (Sizes, x));
        }

        internal unsafe float[] Run(float[] x, int parts)
        {
            Pooling pooling = Pooling();
            using var input = new NativeTensor(Batch, pooling.Input, x);
            using var output = new NativeTensor(Batch, pooling.Output);
            KernelRun.Run(pooling.Prepare(), new KernelArguments { Input = input.Pixel, Output = output.Pixel }, parts);
            Assert.True(output.HaloIsZero(), $"{this} writes into the halo");
            return output.Values();
        }
    }

    private static Gen<Axis> AxisOf(bool ceil) =>
        from input in Gen.Int[1, 40]
        from kernel in Gen.Int[1, 8]
        from stride in Gen.Int[1, 5]
        from dilation in Gen.Frequency((3, Gen.Const(1)), (1, Gen.Int[1, 3]))
        from before in Gen.Int[0, kernel - 1]
        from after in Gen.Int[0, kernel - 1]
        select new Axis(input, kernel, stride, dilation, before, after, ceil);

    private static readonly Gen<Case> Cases =
        from kind in Gen.Bool
        from ceil in Gen.Bool
        from vertical in AxisOf(ceil)
        from horizontal in AxisOf(ceil)
        from batch in Gen.Int[1, 2]
        from channels in Gen.Int[1, 20]
        from count in Gen.Bool
        from planes in Gen.Bool
        where vertical.Output > 0 && horizontal.Output > 0
        select new Case(kind ? PoolingKind.Max : PoolingKind.Average, batch, channels, vertical, horizontal, count, planes);

    private static IEnumerable<Case> Some(int count)
    {
        var random = new PCG(1);
        return Enumerable.Range(0, count).Select(_ => Cases.Generate(random, null, out Size _));
    }

    private static float[] Draw(long[] sizes, Func<Random, float> draw)
    {
        var random = new Random(sizes.GetHashCode());
        return [.. Enumerable.Range(0, (int)sizes.Aggregate((a, b) => a * b)).Select(_ => draw(random))];
    }

    [Fact]
    public void Whole_numbers_come_out_exact()
    {
        foreach (Case @case in Some(300))
        {
            float[] x = Draw(@case.Sizes, random => random.Next(-9, 10));
            Assert.True(@case.Expected(x).Select(value => (float)value).SequenceEqual(@case.Run(x, 1)), $"{@case} differs");
        }
    }

    [Fact]
    public void Averages_stay_within_the_bound_of_their_rounding_errors()
    {
        foreach (Case @case in Some(200).Where(@case => @case.Kind == PoolingKind.Average))
        {
            float[] x = Draw(@case.Sizes, random => random.NextSingle() - 0.5f);
            double[] expected = @case.Expected(x);
            double[] magnitudes = @case.Expected(Array.ConvertAll(x, MathF.Abs));
            float[] actual = @case.Run(x, 1);
            int additions = (@case.Vertical.Kernel * @case.Horizontal.Kernel) + 1;
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.True(!(Math.Abs(actual[i] - expected[i]) > additions * magnitudes[i] / (1 << 24)), $"{@case}: output {i} is {actual[i]}, not {expected[i]}");
            }
        }
    }

    [Fact]
    public void The_number_of_parts_changes_no_bit()
    {
        foreach (Case @case in Some(100))
        {
            float[] x = Draw(@case.Sizes, random => random.NextSingle() - 0.5f);
            float[] alone = @case.Run(x, 1);
            Assert.Equal(alone, @case.Run(x, 2));
            Assert.Equal(alone, @case.Run(x, 5));
        }
    }

    [Fact]
    public void Nothing_hides_what_is_no_number()
    {
        foreach (Case @case in Some(200).Where(@case => @case.Kind == PoolingKind.Max))
        {
            float[] x = Draw(@case.Sizes, random => random.Next(12) == 0 ? float.NaN : random.Next(-9, 10));
            Assert.True(@case.Expected(x).Select(value => (float)value).SequenceEqual(@case.Run(x, 1)), $"{@case} differs");
        }
    }

    [Theory]
    [InlineData(PoolingKind.Max, 1, 1, 1)]
    [InlineData(PoolingKind.Max, 37, 5, 6)]
    [InlineData(PoolingKind.Average, 3, 1, 2)]
    [InlineData(PoolingKind.Average, 40, 7, 7)]
    [InlineData(PoolingKind.Average, 16, 13, 18)]
    public unsafe void A_global_window_is_the_whole_map(PoolingKind kind, int channels, int height, int width)
    {
        const int batch = 2;
        float[] x = Draw([batch, channels, height, width], random => random.Next(-100, 100));
        BlockedLayout from = BlockedLayout.Blocked(channels, height, width, new Halo(1, 1, 1, 1));
        BlockedLayout to = BlockedLayout.Blocked(channels, 1, 1);
        using var input = new NativeTensor(batch, from, x);
        using var output = new NativeTensor(batch, to);
        KernelRun.Run(new GlobalPooling(kind, batch, from, to).Prepare(), new KernelArguments { Input = input.Pixel, Output = output.Pixel }, 3);
        double[] expected = Oracle.Run(kind == PoolingKind.Max ? new GlobalMaxPool() : new GlobalAveragePool(), ([batch, channels, height, width], x));
        Assert.Equal(expected.Select(value => (float)value), output.Values());
    }
}

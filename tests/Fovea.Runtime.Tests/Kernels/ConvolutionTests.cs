using CsCheck;
using Fovea.Runtime.Kernels;
using Xunit;

namespace Fovea.Runtime.Tests.Kernels;

/// <summary>All methods of convolution against the reference, on every geometry that they accept.</summary>
public sealed class ConvolutionTests
{
    private static readonly Activation[] Activations =
    [
        new(ActivationKind.None),
        Activation.Relu,
        new(ActivationKind.Clip, -1, 6),
        new(ActivationKind.LeakyRelu, 0.125f),
        new(ActivationKind.Sigmoid),
        new(ActivationKind.Swish, 1),
        new(ActivationKind.HardSigmoid, 0.25f, 0.5f),
        new(ActivationKind.HardSwish, 1 / 6f, 0.5f),
        new(ActivationKind.Tanh),
        new(ActivationKind.Gelu),
    ];

    public static TheoryData<string> Methods() => [.. ConvolutionMethod.All.Select(method => method.Name)];

    private static ConvolutionMethod Named(string name) => ConvolutionMethod.All.Single(method => method.Name == name);

    // Geometries of all kinds; most methods refuse many of them.
    private static readonly Gen<ConvolutionCase> Cases =
        from groups in Gen.Frequency((4, Gen.Const(1)), (1, Gen.Int[2, 5]), (2, Gen.Int[6, 40]))
        from channelsOfGroup in Gen.Frequency((2, Gen.Int[1, 6]), (2, Gen.Int[1, groups == 1 ? 40 : 12]), (3, Gen.Const(1)))
        from filtersOfGroup in Gen.Frequency((2, Gen.Int[1, 6]), (2, Gen.Int[1, groups == 1 ? 70 : 12]), (3, Gen.Const(1)))
        from batch in Gen.Int[1, 2]
        from height in Gen.Int[1, 18]
        from width in Gen.Int[1, 34]
        from kernel in Gen.Frequency((3, Gen.Const((3, 3))), (2, Gen.Const((1, 1))), (2, Gen.Select(Gen.Int[1, 5], Gen.Int[1, 5])))
        from stride in Gen.Frequency((3, Gen.Const((1, 1))), (1, Gen.Const((2, 2))), (1, Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3])))
        from dilation in Gen.Frequency((3, Gen.Const((1, 1))), (1, Gen.Const((2, 2))), (1, Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3])))
        from padding in Gen.Frequency(
            (2, Gen.Const(new Halo(1, 1, 1, 1))),
            (1, Gen.Const(default(Halo))),
            (1, Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 2], (top, left, bottom, right) => new Halo(top, left, bottom, right))))
        from activation in Gen.Int[0, Activations.Length - 1].Select(i => Activations[i])
        from residual in Gen.Bool
        from planes in Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true)))
        from extra in Gen.Int[0, 1]
        select new ConvolutionCase(batch, groups * channelsOfGroup, groups * filtersOfGroup, height, width, kernel.Item1, kernel.Item2)
        {
            Stride = stride,
            Dilation = dilation,
            Padding = padding,
            Groups = groups,
            Activation = activation,
            HasResidual = residual,
            Planes = planes,
            ExtraHalo = extra,
        };

    // Cases that a method accepts, from a fixed seed, each with a seed of its own for the values.
    private static IEnumerable<(ConvolutionCase Case, int Seed)> Accepted(ConvolutionMethod method, int count)
    {
        var random = new PCG(1);
        int tries = 0;
        for (int found = 0; found < count; tries++)
        {
            Assert.True(tries < 400 * count, $"{method.Name} accepts too few of the cases");
            ConvolutionCase drawn = Cases.Generate(random, null, out _);
            if (drawn.IsPossible && method.Refusal(drawn.Convolution(method)) is null)
            {
                found++;
                yield return (drawn, tries);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Whole_numbers_come_out_exact(string name)
    {
        ConvolutionMethod method = Named(name);
        foreach ((ConvolutionCase drawn, int seed) in Accepted(method, 150))
        {
            ConvolutionCase @case = drawn with { Activation = drawn.Activation.HasPass ? default : drawn.Activation };
            (float[] x, float[] w, float[] b, float[] residual) = @case.Draw(seed, whole: true, range: 4);
            double[] expected = ActivationOracle.Apply(@case.Activation, @case.Expected(x, w, b, residual));
            (float[] actual, bool leavesHalo, long allocated) = @case.Run(method, x, w, b, residual, parts: 1);
            Assert.True(leavesHalo, $"{@case} writes into the halo");
            Assert.Equal(0, allocated);
            // Where the transforms divide by other numbers than powers of 2, what comes out is still nearest to the right whole number.
            Assert.True(
                expected.AsSpan().SequenceEqual(Array.ConvertAll(actual, value => method.IsExact ? value : Math.Round((double)value))),
                $"{@case} differs");
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Results_stay_within_the_bound_of_their_rounding_errors(string name)
    {
        ConvolutionMethod method = Named(name);
        foreach ((ConvolutionCase @case, int seed) in Accepted(method, 150))
        {
            (float[] x, float[] w, float[] b, float[] residual) = @case.Draw(seed, whole: false, range: 1);
            double[] expected = ActivationOracle.Apply(@case.Activation, @case.Expected(x, w, b, residual));
            double[] errors = @case.ErrorBounds(method, x, w, b, residual);
            (float[] actual, _, _) = @case.Run(method, x, w, b, residual, parts: 1);
            for (int i = 0; i < expected.Length; i++)
            {
                // No activation is steeper than 1.2; those with a pass of their own err by some units in the last place more.
                double bound = (1.2 * errors[i]) + (8 * Unit * Math.Max(1, Math.Abs(expected[i])));
                Assert.True(Math.Abs(actual[i] - expected[i]) <= bound, $"{@case}: output {i} is {actual[i]}, not {expected[i]} ± {bound}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_number_of_parts_changes_no_bit(string name)
    {
        ConvolutionMethod method = Named(name);
        foreach ((ConvolutionCase @case, int seed) in Accepted(method, 40))
        {
            (float[] x, float[] w, float[] b, float[] residual) = @case.Draw(seed, whole: false, range: 1);
            (float[] alone, _, _) = @case.Run(method, x, w, b, residual, parts: 1);
            foreach (int parts in (int[])[2, 3, 7])
            {
                (float[] together, _, _) = @case.Run(method, x, w, b, residual, parts);
                Assert.True(alone.AsSpan().SequenceEqual(together), $"{@case} differs in {parts} parts");
            }
        }
    }

    [Theory]
    [InlineData(64, 3)]
    [InlineData(256, 1)]
    [InlineData(512, 3)]
    [InlineData(2048, 1)]
    public void Errors_stay_small_however_many_channels_are_summed(int channels, int kernel)
    {
        int padding = kernel / 2;
        var @case = new ConvolutionCase(1, channels, 16, 9, 9, kernel, kernel) { Padding = new Halo(padding, padding, padding, padding) };
        (float[] x, float[] w, float[] b, float[] residual) = @case.Draw(1, whole: false, range: 1);
        double[] expected = @case.Expected(x, w, b, residual);
        double power = expected.Sum(value => value * value);
        foreach (ConvolutionMethod method in ConvolutionMethod.All.Where(method => method.Refusal(@case.Convolution(method)) is null))
        {
            (float[] actual, _, _) = @case.Run(method, x, w, b, residual, 1);
            double error = Math.Sqrt(expected.Zip(actual, (right, value) => (value - right) * (value - right)).Sum() / power);
            Assert.True(error < (method is WinogradConvolution ? 1e-6 : 3e-7), $"{method.Name}: {error:g3}");
        }
    }

    // Half the distance from 1 to the next float.
    private const double Unit = 1.0 / (1 << 24);
}

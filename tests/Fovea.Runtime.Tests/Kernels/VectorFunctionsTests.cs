using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Runtime.Elementwise;
using Fovea.Runtime.Kernels;
using Xunit;

namespace Fovea.Runtime.Tests.Kernels;

/// <summary>Functions of vectors against the reference in float64, over floats of all magnitudes.</summary>
public sealed unsafe class VectorFunctionsTests
{
    // Every so many floats in the order of their bits, both signs, and those at which something ends.
    private static readonly float[] Everywhere =
    [
        .. Enumerable.Range(0, 1 << 17).Select(i => BitConverter.Int32BitsToSingle(i * 32749)),
        .. Enumerable.Range(0, 1 << 16).Select(i => (i - (1 << 15)) / 256f),
        0, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN,
        88, 88.7228f, 88.73f, 89, 104, 127, 128, 150, -87, -87.3f, -88, -103, -104, -126, -127, -128, -150,
    ];

    public static TheoryData<ActivationKind> Activations() =>
        [ActivationKind.Sigmoid, ActivationKind.Swish, ActivationKind.Tanh, ActivationKind.Gelu];

    [Theory]
    [MemberData(nameof(Activations))]
    public void Activations_are_right_to_two_units_in_the_last_place(ActivationKind kind)
    {
        var activation = new Activation(kind, 1);
        float[] actual = [.. Everywhere];
        fixed (float* values = actual)
        {
            RowFunctions.Apply(activation, values, actual.Length);
        }
        Compare(kind.ToString(), ActivationOracle.Apply(activation, [.. Everywhere.Select(x => (double)x)]), actual, atLeast: 1);
    }

    [Fact]
    public void The_error_function_is_right_to_two_units_in_the_last_place_of_one() => Compare(new Erf(), atLeast: 1);

    [Fact]
    public void The_exponential_is_right_to_two_units_in_its_last_place() => Compare(new Exp(), atLeast: 0);

    private static void Compare(Operators.Elementwise rule, double atLeast)
    {
        Assert.True(RowFunctions.Of(rule, 1) is { ByVectors: true });
        var actual = new float[Everywhere.Length];
        fixed (float* from = Everywhere)
        fixed (float* to = actual)
        {
            RowFunctions.Of(rule, 1)!.Value.Function.Run([new RowOperand { From = from, Along = Along.Elements }], to, actual.Length);
        }
        Compare(rule.Name, Oracle.Run(rule, [.. Everywhere.Select(x => (double)x)]), actual, atLeast);
    }

    private static void Compare(string name, double[] expected, float[] actual, double atLeast)
    {
        for (int i = 0; i < actual.Length; i++)
        {
            float right = (float)expected[i];
            double unit = float.BitIncrement((float)Math.Max(atLeast, Math.Abs(right))) - Math.Max(atLeast, Math.Abs(right));
            bool holds = !float.IsFinite(right) ? actual[i].Equals(right)
                // What is less than 2⁻¹²⁵ may become 0.
                : Math.Abs(actual[i] - expected[i]) <= Math.Max(2 * unit, Math.ScaleB(1, -125));
            Assert.True(holds, $"{name}({Everywhere[i]:g9}) is {actual[i]:g9}, not {expected[i]:g12}");
        }
    }
}

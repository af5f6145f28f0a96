using System.Globalization;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Conformance;

/// <summary>How far a tensor is from the expected one, beside the largest value that was expected.</summary>
internal sealed record Closeness(double Difference, double Largest)
{
    public static Closeness Of(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Dimensions, actual.Dimensions);
        double largest = 0;
        double difference = 0;
        for (long i = 0; i < expected.Count; i++)
        {
            // NaN, which no maximum forgets, is near nothing.
            difference = Math.Max(difference, Math.Abs(expected.GetDouble(i) - actual.GetDouble(i)));
            largest = Math.Max(largest, Math.Abs(expected.GetDouble(i)));
        }
        return new Closeness(difference, largest);
    }

    /// <summary>Says how near it is, and fails if it is not near enough.</summary>
    public void Require(double tolerance, string what, ITestOutputHelper output)
    {
        string found = string.Create(CultureInfo.InvariantCulture, $"{what} differs by {Difference:0.0e+00} of {Largest:0.0e+00}");
        output.WriteLine(found);
        Assert.True(Difference <= tolerance * Largest, found);
    }
}

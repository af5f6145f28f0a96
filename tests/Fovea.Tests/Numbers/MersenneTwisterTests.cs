using Fovea.Numbers;
using Xunit;

namespace Fovea.Tests.Numbers;

/// <summary>The generator against numbers that others published.</summary>
public sealed class MersenneTwisterTests
{
    // The C++ standard fixes the ten thousandth word of mt19937, whose seed is 5489.
    [Fact]
    public void The_ten_thousandth_word_is_the_one_that_the_standard_of_another_language_requires()
    {
        var random = new MersenneTwister(5489);
        for (int i = 1; i < 10_000; i++)
        {
            random.NextWord();
        }
        Assert.Equal(4123659995, random.NextWord());
    }

    // numpy.random.RandomState(seed).random_sample(3)
    [Theory]
    [InlineData(0, 0.5488135039273248, 0.7151893663724195, 0.6027633760716439)]
    [InlineData(42, 0.3745401188473625, 0.9507143064099162, 0.7319939418114051)]
    public void Numbers_are_those_of_NumPy(uint seed, params double[] expected)
    {
        var random = new MersenneTwister(seed);
        Assert.Equal(expected, expected.Select(_ => random.NextDouble()));
    }
}

namespace Fovea.Numbers;

/// <summary>
/// xᵢ₊₆₂₄ = xᵢ₊₃₉₇ ⊕ (upper bit of xᵢ, lower 31 bits of xᵢ₊₁) · A on words of 32 bits: the generator MT19937, seeded and read as NumPy's <c>RandomState</c> does it, whose
/// numbers stand in ONNX's reference implementation and in its backend tests. The same seed gives the same numbers everywhere.
/// <para>M. Matsumoto, T. Nishimura: Mersenne Twister, a 623-dimensionally equidistributed uniform pseudo-random number generator (1998).</para>
/// </summary>
public sealed class MersenneTwister
{
    private const int Words = 624;
    private const int Ahead = 397;

    private readonly uint[] state = new uint[Words];
    private int next = Words;

    /// <summary>A generator at the beginning of the numbers of a seed.</summary>
    public MersenneTwister(uint seed)
    {
        state[0] = seed;
        for (int i = 1; i < Words; i++)
        {
            uint before = state[i - 1];
            state[i] = (1812433253 * (before ^ (before >> 30))) + (uint)i;
        }
    }

    /// <summary>The next word, each of the 2³² equally likely.</summary>
    public uint NextWord()
    {
        if (next == Words)
        {
            Advance();
        }
        uint word = state[next++];
        // Tempering: the words of the recurrence alone are not equidistributed in many dimensions.
        word ^= word >> 11;
        word ^= (word << 7) & 0x9D2C5680;
        word ^= (word << 15) & 0xEFC60000;
        return word ^ (word >> 18);
    }

    /// <summary>The next number of [0, 1): a multiple of 2⁻⁵³, of the upper 27 bits of one word and the upper 26 of another. NumPy's <c>random_sample</c>, and <c>uniform(0, 1)</c>.</summary>
    public double NextDouble()
    {
        uint upper = NextWord() >> 5;
        uint lower = NextWord() >> 6;
        return ((upper * 67108864.0) + lower) / 9007199254740992.0;
    }

    private void Advance()
    {
        for (int i = 0; i < Words; i++)
        {
            uint joined = (state[i] & 0x80000000) | (state[(i + 1) % Words] & 0x7FFFFFFF);
            state[i] = state[(i + Ahead) % Words] ^ (joined >> 1) ^ ((joined & 1) * 0x9908B0DF);
        }
        next = 0;
    }
}

using System.Text;

namespace Fovea.Onnx;

/// <summary>
/// The short texts that were read last, so that one that comes again is the same object: what one node makes the next one reads, and most nodes have one of a few
/// operators. Of two texts with the same place the later one stays.
/// </summary>
internal sealed class RecentTexts
{
    private const int Places = 1 << 12;
    private const int LongestText = 128;

    private readonly string?[] texts = new string?[Places];

    /// <summary>A text; null if it is too long to be kept here.</summary>
    /// <exception cref="DecoderFallbackException">The bytes are none.</exception>
    public string? Find(ReadOnlySpan<byte> bytes, UTF8Encoding encoding)
    {
        if (bytes.Length > LongestText)
        {
            return null;
        }
        Span<char> buffer = stackalloc char[LongestText];
        ReadOnlySpan<char> text = buffer[..encoding.GetChars(bytes, buffer)];
        ref string? found = ref texts[string.GetHashCode(text) & (Places - 1)];
        if (found is null || !text.SequenceEqual(found))
        {
            found = text.ToString();
        }
        return found;
    }
}

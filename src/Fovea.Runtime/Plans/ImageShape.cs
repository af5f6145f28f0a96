namespace Fovea.Runtime.Plans;

/// <summary>The sizes of a value as kernels for images take them: a sequence is an image of one row, a matrix one image of one pixel for each row.</summary>
/// <param name="Samples">N</param>
/// <param name="Channels">C</param>
/// <param name="Height">H</param>
/// <param name="Width">W</param>
internal readonly record struct ImageShape(int Samples, int Channels, int Height, int Width)
{
    /// <summary>The sizes of a tensor as an image; null if it has no such form.</summary>
    public static ImageShape? Of(ReadOnlySpan<long> sizes)
    {
        foreach (long size in sizes)
        {
            if (size is < 1 or > int.MaxValue)
            {
                return null;
            }
        }
        return sizes.Length switch
        {
            2 => new((int)sizes[0], (int)sizes[1], 1, 1),
            3 => new((int)sizes[0], (int)sizes[1], 1, (int)sizes[2]),
            4 => new((int)sizes[0], (int)sizes[1], (int)sizes[2], (int)sizes[3]),
            _ => null,
        };
    }

    /// <summary>Whether it has one pixel.</summary>
    public bool IsPixel => Height == 1 && Width == 1;
}

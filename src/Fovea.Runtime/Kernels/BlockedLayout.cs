using System.Runtime.CompilerServices;

namespace Fovea.Runtime.Kernels;

/// <summary>Rows and columns of zeros around every image, so that windows need no edge code.</summary>
/// <param name="Top">Rows above the first.</param>
/// <param name="Left">Columns before the first.</param>
/// <param name="Bottom">Rows below the last.</param>
/// <param name="Right">Columns behind the last.</param>
public readonly record struct Halo(int Top, int Left, int Bottom, int Right)
{
    /// <summary>The least halo that holds both.</summary>
    public Halo With(Halo other) =>
        new(Math.Max(Top, other.Top), Math.Max(Left, other.Left), Math.Max(Bottom, other.Bottom), Math.Max(Right, other.Right));

    /// <summary>Whether it holds another.</summary>
    public bool Holds(Halo other) => With(other) == this;
}

/// <summary>
/// How a tensor [N, C, H, W] lies in memory: [N][⌈C/lanes⌉][top + H + bottom][left + W + right][lanes], each pixel of a block of channels one vector.
/// With one lane these are plain planes. Strides are in floats and pointers stand at pixel (0, 0) of the first block, so that a part of a larger tensor
/// (some of its channels, some of its samples) has a layout, too. The lanes beyond the last channel hold anything: nothing may depend on them.
/// </summary>
/// <param name="Lanes">The channels of a block: the floats of a vector, or 1.</param>
/// <param name="Channels">C</param>
/// <param name="Height">H</param>
/// <param name="Width">W</param>
/// <param name="Halo">The zeros around each image.</param>
/// <param name="RowStride">From a row to the next.</param>
/// <param name="BlockStride">From a block of channels to the next.</param>
/// <param name="BatchStride">From a sample to the next.</param>
public readonly record struct BlockedLayout(int Lanes, int Channels, int Height, int Width, Halo Halo, long RowStride, long BlockStride, long BatchStride)
{
    /// <summary>A tensor by itself, blocked by the vector width.</summary>
    public static BlockedLayout Blocked(int channels, int height, int width, Halo halo = default) => Of(VectorWidth.Floats, channels, height, width, halo);

    /// <summary>A tensor by itself in plain planes.</summary>
    public static BlockedLayout Planes(int channels, int height, int width, Halo halo = default) => Of(1, channels, height, width, halo);

    private static BlockedLayout Of(int lanes, int channels, int height, int width, Halo halo)
    {
        long row = checked(lanes * ((long)halo.Left + width + halo.Right));
        long block = checked(row * ((long)halo.Top + height + halo.Bottom));
        return new(lanes, channels, height, width, halo, row, block, checked(block * (((long)channels + lanes - 1) / lanes)));
    }

    /// <summary>The number of blocks of channels.</summary>
    public int Blocks => (int)(((long)Channels + Lanes - 1) / Lanes);

    /// <summary>From the start of a tensor that stands by itself to its pixel (0, 0).</summary>
    public long Origin => (Halo.Top * RowStride) + ((long)Halo.Left * Lanes);

    /// <summary>Some of the channels, from the first of a block on: a view of the same memory, <see cref="BlockStride"/> floats further for each block before it.</summary>
    public BlockedLayout Channelwise(int channels) => this with { Channels = channels };

    /// <summary>From pixel (0, 0) of the first block to a pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint At(int sample, int block, int row, int column) =>
        (nint)((sample * BatchStride) + (block * BlockStride) + (row * RowStride) + ((long)column * Lanes));

    /// <summary>Zeros the halo of a range of samples.</summary>
    /// <param name="pixel">Pixel (0, 0) of the first block of the first sample.</param>
    /// <param name="samples">The number of samples.</param>
    public unsafe void ClearHalo(float* pixel, int samples)
    {
        for (int n = 0; n < samples; n++)
        {
            for (int block = 0; block < Blocks; block++)
            {
                float* first = pixel + At(n, block, 0, 0);
                for (int row = -Halo.Top; row < Height + Halo.Bottom; row++)
                {
                    float* start = first + (row * RowStride);
                    if (row < 0 || row >= Height)
                    {
                        Clear(start - (Halo.Left * Lanes), Halo.Left + Width + Halo.Right);
                    }
                    else
                    {
                        Clear(start - (Halo.Left * Lanes), Halo.Left);
                        Clear(start + ((long)Width * Lanes), Halo.Right);
                    }
                }
            }
        }
    }

    private unsafe void Clear(float* from, long pixels)
    {
        if (pixels > 0)
        {
            new Span<float>(from, checked((int)(pixels * Lanes))).Clear();
        }
    }
}

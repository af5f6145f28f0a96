using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Runtime.Kernels;

/// <summary>
/// y[n, c] = the average or maximum of x[n, c, h, w] over all h, w; input and output blocked by the vector width, the output 1 × 1. Rows are summed by
/// themselves, in four sums, before they are added up: chains of additions stay short.
/// </summary>
/// <param name="Kind">What is made of a map.</param>
/// <param name="Batch">N</param>
/// <param name="Input">X [N, C, H, W]</param>
/// <param name="Output">Y [N, C, 1, 1]</param>
public readonly record struct GlobalPooling(PoolingKind Kind, int Batch, BlockedLayout Input, BlockedLayout Output)
{
    /// <summary>Why it cannot be run; null if it can.</summary>
    public string? Refusal => Input.Lanes != VectorWidth.Floats || Output.Lanes != VectorWidth.Floats ? "its tensors are not blocked by the vector width" : null;

    /// <summary>Makes it ready to run.</summary>
    /// <exception cref="ArgumentException">It is refused.</exception>
    public Kernel Prepare()
    {
        if (Refusal is { } refusal)
        {
            throw new ArgumentException(refusal);
        }
        return VectorWidth.Floats switch
        {
            16 => Prepare<Lanes512, Vector512<float>>(),
            8 => Prepare<Lanes256, Vector256<float>>(),
            _ => Prepare<Lanes128, Vector128<float>>(),
        };
    }

    private Kernel Prepare<L, V>()
        where L : struct, ILanes<V>
        where V : struct =>
        Kind == PoolingKind.Max ? new GlobalPooling<L, V, Greatest<L, V>>(this) : new GlobalPooling<L, V, Sum<L, V>>(this);
}

internal sealed unsafe class GlobalPooling<L, V, R>(GlobalPooling p) : Kernel
    where L : struct, ILanes<V>
    where V : struct
    where R : struct, IReduction<V>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(in KernelArguments arguments, int phase, int part, int parts)
    {
        (int first, int end) = Share(p.Batch * p.Input.Blocks, part, parts);
        V taps = L.All((float)((long)p.Input.Height * p.Input.Width));
        for (int map = first; map < end; map++)
        {
            (int sample, int block) = Math.DivRem(map, p.Input.Blocks);
            float* x = arguments.Input + p.Input.At(sample, block, 0, 0);
            V sum = L.All(R.Neutral);
            for (int row = 0; row < p.Input.Height; row++, x += p.Input.RowStride)
            {
                sum = R.Combine(sum, CombineRow(x));
            }
            L.Store(arguments.Output + p.Output.At(sample, block, 0, 0), p.Kind == PoolingKind.Average ? L.Divide(sum, taps) : sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V CombineRow(float* x)
    {
        V a = L.All(R.Neutral), b = a, c = a, d = a;
        int column = 0;
        for (; column + 4 <= p.Input.Width; column += 4, x += 4 * L.Count)
        {
            a = R.Combine(a, L.Load(x));
            b = R.Combine(b, L.Load(x + L.Count));
            c = R.Combine(c, L.Load(x + (2 * L.Count)));
            d = R.Combine(d, L.Load(x + (3 * L.Count)));
        }
        for (; column < p.Input.Width; column++, x += L.Count)
        {
            a = R.Combine(a, L.Load(x));
        }
        return R.Combine(R.Combine(a, b), R.Combine(c, d));
    }
}

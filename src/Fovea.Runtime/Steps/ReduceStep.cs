using System.Runtime.Intrinsics;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Plans;

namespace Fovea.Runtime.Steps;

/// <summary>What a reduction makes of a row of elements.</summary>
internal enum ReductionKind
{
    Sum,
    Mean,
    SumOfSquares,
    SumOfMagnitudes,
    Norm,
    Max,
    Min,
}

/// <summary>Sums, means and extremes along some axes that stand side by side. Sums go through several partial sums, always the same ones.</summary>
internal static class ReduceStep
{
    public static Step Of(Slot from, Slot to, long outer, long length, long inner, ReductionKind kind) => VectorWidth.Floats switch
    {
        16 => new ReduceStep<Lanes512, Vector512<float>>(from, to, outer, length, inner, kind),
        8 => new ReduceStep<Lanes256, Vector256<float>>(from, to, outer, length, inner, kind),
        _ => new ReduceStep<Lanes128, Vector128<float>>(from, to, outer, length, inner, kind),
    };
}

internal sealed unsafe class ReduceStep<L, V>(Slot from, Slot to, long outer, long length, long inner, ReductionKind kind) : Step
    where L : struct, ILanes<V>
    where V : struct
{
    // A chain of this many additions is summed by itself.
    private const long Chain = 128;

    private readonly long columns = (inner + L.Count - 1) / L.Count;

    public override IEnumerable<Slot> Reads => [from];

    public override IEnumerable<Slot> Writes => [to];

    public override long Work => outer * length * inner;

    public override void Run(int part, int parts, int thread)
    {
        float* edge = stackalloc float[L.Count];
        if (inner == 1)
        {
            (long first, long end) = Share(outer, part, parts);
            for (long row = first; row < end; row++)
            {
                to.Floats[row] = Row(from.Floats + (row * length), edge);
            }
            return;
        }
        (long firstItem, long endItem) = Share(outer * columns, part, parts);
        for (long item = firstItem; item < endItem; item++)
        {
            (long o, long column) = Math.DivRem(item, columns);
            int count = (int)Math.Min(L.Count, inner - (column * L.Count));
            V result = Column(from.Floats + (o * length * inner) + (column * L.Count), length, inner, count, edge);
            L.Store(edge, result);
            float* y = to.Floats + (o * inner) + (column * L.Count);
            for (int lane = 0; lane < count; lane++)
            {
                y[lane] = Finished(edge[lane]);
            }
        }
    }

    private float Row(float* x, float* edge)
    {
        long whole = length / L.Count * L.Count;
        float result = Start;
        if (whole > 0)
        {
            L.Store(edge, Column(x, whole / L.Count, L.Count, L.Count, edge));
            for (int lane = 0; lane < L.Count; lane++)
            {
                result = Joined(result, edge[lane]);
            }
        }
        for (long i = whole; i < length; i++)
        {
            result = Joined(result, Element(x[i]));
        }
        return Finished(result);
    }

    // Each lane by itself, over rows that stand so far apart.
    private V Column(float* x, long rows, long step, int count, float* edge)
    {
        V result = L.All(Start);
        for (long start = 0; start < rows; start += Chain)
        {
            V partial = L.All(Start);
            for (long i = start; i < Math.Min(rows, start + Chain); i++)
            {
                V value = Load(x + (i * step), count, edge);
                partial = kind switch
                {
                    ReductionKind.Max => Greater(partial, value),
                    ReductionKind.Min => Lesser(partial, value),
                    ReductionKind.SumOfSquares or ReductionKind.Norm => L.MultiplyAdd(value, value, partial),
                    ReductionKind.SumOfMagnitudes => L.Add(partial, L.Abs(value)),
                    _ => L.Add(partial, value),
                };
            }
            result = kind switch
            {
                ReductionKind.Max => Greater(result, partial),
                ReductionKind.Min => Lesser(result, partial),
                _ => L.Add(result, partial),
            };
        }
        return result;
    }

    // The kernels' maximum is its second operand where either is NaN: what is new wins, and what was NaN stays.
    private static V Greater(V best, V value) => L.WhereLess(L.All(float.NegativeInfinity), L.Max(best, value), L.Max(best, value), L.Max(value, best));

    private static V Lesser(V best, V value) => L.WhereLess(L.Min(best, value), L.All(float.PositiveInfinity), L.Min(best, value), L.Min(value, best));

    private float Start => kind switch
    {
        ReductionKind.Max => float.NegativeInfinity,
        ReductionKind.Min => float.PositiveInfinity,
        _ => 0,
    };

    private float Element(float x) => kind switch
    {
        ReductionKind.SumOfSquares or ReductionKind.Norm => x * x,
        ReductionKind.SumOfMagnitudes => MathF.Abs(x),
        _ => x,
    };

    private float Joined(float a, float b) => kind switch
    {
        ReductionKind.Max => MathF.Max(a, b),
        ReductionKind.Min => MathF.Min(a, b),
        _ => a + b,
    };

    private float Finished(float x) => kind switch
    {
        ReductionKind.Mean => x / length,
        ReductionKind.Norm => MathF.Sqrt(x),
        _ => x,
    };

    private static V Load(float* x, int count, float* edge)
    {
        if (count == L.Count)
        {
            return L.Load(x);
        }
        for (int lane = 0; lane < L.Count; lane++)
        {
            edge[lane] = x[lane < count ? lane : 0];
        }
        return L.Load(edge);
    }
}

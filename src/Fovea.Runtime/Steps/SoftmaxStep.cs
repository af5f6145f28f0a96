using System.Runtime.Intrinsics;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Plans;

namespace Fovea.Runtime.Steps;

/// <summary>
/// e^(x − max) / Σ e^(x − max) along an axis, or its logarithm x − max − ln Σ. Positions beside the axis go side by side in a vector; where the axis is the last one, so do its elements.
/// </summary>
internal static class SoftmaxStep
{
    public static Step Of(Slot from, Slot to, long outer, long length, long inner, bool logarithm) => VectorWidth.Floats switch
    {
        16 => new SoftmaxStep<Lanes512, Vector512<float>>(from, to, outer, length, inner, logarithm),
        8 => new SoftmaxStep<Lanes256, Vector256<float>>(from, to, outer, length, inner, logarithm),
        _ => new SoftmaxStep<Lanes128, Vector128<float>>(from, to, outer, length, inner, logarithm),
    };
}

internal sealed unsafe class SoftmaxStep<L, V>(Slot from, Slot to, long outer, long length, long inner, bool logarithm) : Step
    where L : struct, ILanes<V>
    where V : struct
{
    private readonly long columns = (inner + L.Count - 1) / L.Count;

    public override IEnumerable<Slot> Reads => [from];

    public override IEnumerable<Slot> Writes => [to];

    public override long Work => 8 * outer * length * inner;

    public override void Run(int part, int parts, int thread)
    {
        if (inner == 1)
        {
            (long first, long end) = Share(outer, part, parts);
            for (long row = first; row < end; row++)
            {
                Row(from.Floats + (row * length), to.Floats + (row * length));
            }
            return;
        }
        float* edge = stackalloc float[L.Count];
        (long firstItem, long endItem) = Share(outer * columns, part, parts);
        for (long item = firstItem; item < endItem; item++)
        {
            long start = (item / columns * length * inner) + (item % columns * L.Count);
            Column(from.Floats + start, to.Floats + start, (int)Math.Min(L.Count, inner - (item % columns * L.Count)), edge);
        }
    }

    // One row of adjacent elements. The sum goes through the vectors' lanes, so that it does not depend on who computes it.
    private void Row(float* x, float* y)
    {
        float greatest = float.NegativeInfinity;
        for (long i = 0; i < length; i++)
        {
            greatest = x[i] > greatest || float.IsNaN(x[i]) ? x[i] : greatest;
        }
        V greatestOfAll = L.All(greatest);
        V sums = L.All(0);
        float* edge = stackalloc float[L.Count];
        for (long i = 0; i < length; i += L.Count)
        {
            int count = (int)Math.Min(L.Count, length - i);
            V e = VectorFunctions<L, V>.Exp(L.Subtract(Load(x + i, count, edge, float.NegativeInfinity), greatestOfAll));
            if (count < L.Count)
            {
                L.Store(edge, e);
                new Span<float>(edge, L.Count)[count..].Clear();
                e = L.Load(edge);
            }
            sums = L.Add(sums, e);
            if (!logarithm)
            {
                Store(y + i, count, edge, e);
            }
        }
        float sum = L.Sum(sums);
        V change = logarithm ? L.All(greatest + MathF.Log(sum)) : L.All(1 / sum);
        for (long i = 0; i < length; i += L.Count)
        {
            int count = (int)Math.Min(L.Count, length - i);
            Store(y + i, count, edge, logarithm ? L.Subtract(Load(x + i, count, edge, 0), change) : L.Multiply(Load(y + i, count, edge, 0), change));
        }
    }

    // As many rows as a vector has lanes, side by side.
    private void Column(float* x, float* y, int count, float* edge)
    {
        V greatest = Load(x, count, edge, 0);
        for (long i = 1; i < length; i++)
        {
            greatest = L.Max(greatest, Load(x + (i * inner), count, edge, 0));
        }
        V sum = L.All(0);
        for (long i = 0; i < length; i++)
        {
            V e = VectorFunctions<L, V>.Exp(L.Subtract(Load(x + (i * inner), count, edge, 0), greatest));
            sum = L.Add(sum, e);
            if (!logarithm)
            {
                Store(y + (i * inner), count, edge, e);
            }
        }
        if (logarithm)
        {
            L.Store(edge, sum);
            for (int lane = 0; lane < L.Count; lane++)
            {
                edge[lane] = MathF.Log(edge[lane]);
            }
            V shift = L.Add(greatest, L.Load(edge));
            for (long i = 0; i < length; i++)
            {
                Store(y + (i * inner), count, edge, L.Subtract(Load(x + (i * inner), count, edge, 0), shift));
            }
        }
        else
        {
            V factor = L.Divide(L.All(1), sum);
            for (long i = 0; i < length; i++)
            {
                Store(y + (i * inner), count, edge, L.Multiply(Load(y + (i * inner), count, edge, 0), factor));
            }
        }
    }

    private static V Load(float* from, int count, float* edge, float otherwise)
    {
        if (count == L.Count)
        {
            return L.Load(from);
        }
        for (int lane = 0; lane < L.Count; lane++)
        {
            edge[lane] = lane < count ? from[lane] : otherwise;
        }
        return L.Load(edge);
    }

    private static void Store(float* to, int count, float* edge, V value)
    {
        if (count == L.Count)
        {
            L.Store(to, value);
            return;
        }
        L.Store(edge, value);
        Buffer.MemoryCopy(edge, to, count * sizeof(float), count * sizeof(float));
    }
}

using System.Runtime.Intrinsics;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Plans;

namespace Fovea.Runtime.Steps;

/// <summary>How a normalisation divides a tensor.</summary>
/// <param name="Groups">The groups that each have a mean and a variance of their own, one behind the other.</param>
/// <param name="Segments">The pieces of a group that have one scale and one shift each, or 1 where each element has its own.</param>
/// <param name="Length">The elements of a segment.</param>
/// <param name="Elementwise">Whether each element of a group has its own scale and shift, the same in every group.</param>
/// <param name="Channels">How many segments there are until scales and shifts repeat.</param>
internal sealed record NormaliseShape(long Groups, int Segments, int Length, bool Elementwise, int Channels);

/// <summary>(x − mean) / √(variance + epsilon) · scale + shift with mean and variance of each group. The mean is taken first, so that the variance is one of small numbers.</summary>
internal static class NormaliseStep
{
    public static Step Of(Slot from, Slot to, Slot scale, Slot? shift, NormaliseShape shape, float epsilon) => VectorWidth.Floats switch
    {
        16 => new NormaliseStep<Lanes512, Vector512<float>>(from, to, scale, shift, shape, epsilon),
        8 => new NormaliseStep<Lanes256, Vector256<float>>(from, to, scale, shift, shape, epsilon),
        _ => new NormaliseStep<Lanes128, Vector128<float>>(from, to, scale, shift, shape, epsilon),
    };
}

internal sealed unsafe class NormaliseStep<L, V>(Slot from, Slot to, Slot scale, Slot? shift, NormaliseShape shape, float epsilon) : Step
    where L : struct, ILanes<V>
    where V : struct
{
    private readonly long length = (long)shape.Segments * shape.Length;

    public override IEnumerable<Slot> Reads => shift is null ? [from, scale] : [from, scale, shift];

    public override IEnumerable<Slot> Writes => [to];

    public override long Work => 4 * shape.Groups * length;

    public override void Run(int part, int parts, int thread)
    {
        (long first, long end) = Share(shape.Groups, part, parts);
        for (long group = first; group < end; group++)
        {
            float* x = from.Floats + (group * length);
            float* y = to.Floats + (group * length);
            float mean = Sum(x, 0, squares: false) / length;
            float factor = 1 / MathF.Sqrt((Sum(x, mean, squares: true) / length) + epsilon);
            for (int segment = 0; segment < shape.Segments; segment++)
            {
                long channel = shape.Elementwise ? 0 : ((group * shape.Segments) + segment) % shape.Channels;
                Segment(x + ((long)segment * shape.Length), y + ((long)segment * shape.Length), mean, factor, channel);
            }
        }
    }

    private float Sum(float* x, float mean, bool squares)
    {
        V sums = L.All(0);
        V chain = L.All(0);
        V middle = L.All(mean);
        long whole = length / L.Count * L.Count;
        for (long i = 0; i < whole; i += L.Count)
        {
            V value = L.Subtract(L.Load(x + i), middle);
            chain = squares ? L.MultiplyAdd(value, value, chain) : L.Add(chain, value);
            if (i / L.Count % 64 == 63)
            {
                sums = L.Add(sums, chain);
                chain = L.All(0);
            }
        }
        float sum = L.Sum(L.Add(sums, chain));
        for (long i = whole; i < length; i++)
        {
            float value = x[i] - mean;
            sum += squares ? value * value : value;
        }
        return sum;
    }

    private void Segment(float* x, float* y, float mean, float factor, long channel)
    {
        float* scales = scale.Floats + channel;
        float* shifts = shift is null ? null : shift.Floats + channel;
        V middle = L.All(mean);
        V factors = L.All(factor);
        int whole = shape.Length / L.Count * L.Count;
        if (shape.Elementwise)
        {
            for (int i = 0; i < whole; i += L.Count)
            {
                V value = L.Multiply(L.Multiply(L.Subtract(L.Load(x + i), middle), factors), L.Load(scales + i));
                L.Store(y + i, shifts is null ? value : L.Add(value, L.Load(shifts + i)));
            }
        }
        else
        {
            V all = L.All(factor * scales[0]);
            V added = L.All(shifts is null ? 0 : shifts[0]);
            for (int i = 0; i < whole; i += L.Count)
            {
                L.Store(y + i, L.MultiplyAdd(L.Subtract(L.Load(x + i), middle), all, added));
            }
        }
        for (int i = whole; i < shape.Length; i++)
        {
            int own = shape.Elementwise ? i : 0;
            y[i] = ((x[i] - mean) * factor * scales[own]) + (shifts is null ? 0 : shifts[own]);
        }
    }
}

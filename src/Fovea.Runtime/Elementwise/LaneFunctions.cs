using Fovea.Runtime.Kernels;

namespace Fovea.Runtime.Elementwise;

/// <summary>A function of two.</summary>
internal interface IBinary<V>
    where V : struct
{
    V Apply(V a, V b);
}

/// <summary>A function of one element by vectors; the last, partial one by way of a copy.</summary>
internal sealed unsafe class UnaryRow<L, V, F>(F function) : RowFunction
    where L : struct, ILanes<V>
    where V : struct
    where F : struct, IUnary<V>
{
    public override int Operands => 1;

    public override void Run(ReadOnlySpan<RowOperand> operands, float* to, long count)
    {
        float* edge = stackalloc float[L.Count];
        Lane<L, V> x = new(operands[0], edge);
        long whole = count - (count % L.Count);
        for (long i = 0; i < whole; i += L.Count)
        {
            L.Store(to + i, function.Apply(x.Next()));
        }
        if (whole < count)
        {
            float* result = stackalloc float[L.Count];
            L.Store(result, function.Apply(x.Last(count - whole)));
            Buffer.MemoryCopy(result, to + whole, L.Count * sizeof(float), (count - whole) * sizeof(float));
        }
    }
}

/// <summary>A function of two elements by vectors.</summary>
internal sealed unsafe class BinaryRow<L, V, F>(F function) : RowFunction
    where L : struct, ILanes<V>
    where V : struct
    where F : struct, IBinary<V>
{
    public override int Operands => 2;

    public override void Run(ReadOnlySpan<RowOperand> operands, float* to, long count)
    {
        float* edges = stackalloc float[2 * L.Count];
        Lane<L, V> a = new(operands[0], edges);
        Lane<L, V> b = new(operands[1], edges + L.Count);
        long whole = count - (count % L.Count);
        for (long i = 0; i < whole; i += L.Count)
        {
            L.Store(to + i, function.Apply(a.Next(), b.Next()));
        }
        if (whole < count)
        {
            float* result = stackalloc float[L.Count];
            L.Store(result, function.Apply(a.Last(count - whole), b.Last(count - whole)));
            Buffer.MemoryCopy(result, to + whole, L.Count * sizeof(float), (count - whole) * sizeof(float));
        }
    }
}

/// <summary>x · factor + shift by vectors.</summary>
internal sealed unsafe class AffineRow<L, V> : RowFunction
    where L : struct, ILanes<V>
    where V : struct
{
    public override int Operands => 3;

    public override void Run(ReadOnlySpan<RowOperand> operands, float* to, long count)
    {
        float* edges = stackalloc float[3 * L.Count];
        Lane<L, V> x = new(operands[0], edges);
        Lane<L, V> factor = new(operands[1], edges + L.Count);
        Lane<L, V> shift = new(operands[2], edges + (2 * L.Count));
        long whole = count - (count % L.Count);
        for (long i = 0; i < whole; i += L.Count)
        {
            L.Store(to + i, L.MultiplyAdd(x.Next(), factor.Next(), shift.Next()));
        }
        if (whole < count)
        {
            float* result = stackalloc float[L.Count];
            long rest = count - whole;
            L.Store(result, L.MultiplyAdd(x.Last(rest), factor.Last(rest), shift.Last(rest)));
            Buffer.MemoryCopy(result, to + whole, L.Count * sizeof(float), rest * sizeof(float));
        }
    }
}

/// <summary>An operand, vector after vector. One that does not change along the row is kept in a vector of its own.</summary>
internal unsafe ref struct Lane<L, V>
    where L : struct, ILanes<V>
    where V : struct
{
    private readonly float* edge;
    private readonly int step;
    private float* from;

    /// <summary>Begins a row.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="edge">Room for a vector.</param>
    public Lane(RowOperand operand, float* edge)
    {
        this.edge = edge;
        from = operand.From;
        step = operand.Along == Along.Elements ? L.Count : 0;
        if (operand.Along == Along.Once)
        {
            L.Store(edge, L.Broadcast(operand.From));
            from = edge;
        }
    }

    /// <summary>The next vector.</summary>
    public V Next()
    {
        V value = L.Load(from);
        from += step;
        return value;
    }

    /// <summary>The rest of the row, filled up with its first element, so that nothing happens in the other lanes that does not happen in these.</summary>
    public readonly V Last(long count)
    {
        if (step == 0)
        {
            return L.Load(from);
        }
        for (int lane = 0; lane < L.Count; lane++)
        {
            edge[lane] = from[lane < count ? lane : 0];
        }
        return L.Load(edge);
    }
}

internal readonly struct AbsOf<L, V> : IUnary<V>
    where L : struct, ILanes<V>
    where V : struct
{
    public V Apply(V x) => L.Abs(x);
}

internal readonly struct NegOf<L, V> : IUnary<V>
    where L : struct, ILanes<V>
    where V : struct
{
    public V Apply(V x) => L.Subtract(L.All(-0f), x);
}

internal readonly struct ReciprocalOf<L, V> : IUnary<V>
    where L : struct, ILanes<V>
    where V : struct
{
    public V Apply(V x) => L.Divide(L.All(1), x);
}

internal readonly struct SqrtOf<L, V> : IUnary<V>
    where L : struct, ILanes<V>
    where V : struct
{
    public V Apply(V x) => L.Sqrt(x);
}

internal readonly struct ErfOf<L, V> : IUnary<V>
    where L : struct, ILanes<V>
    where V : struct
{
    public V Apply(V x) => VectorFunctions<L, V>.Erf(x);
}

internal readonly struct SumOf<L, V> : IBinary<V>
    where L : struct, ILanes<V>
    where V : struct
{
    public V Apply(V a, V b) => L.Add(a, b);
}

internal readonly struct DifferenceOf<L, V> : IBinary<V>
    where L : struct, ILanes<V>
    where V : struct
{
    public V Apply(V a, V b) => L.Subtract(a, b);
}

internal readonly struct ProductOf<L, V> : IBinary<V>
    where L : struct, ILanes<V>
    where V : struct
{
    public V Apply(V a, V b) => L.Multiply(a, b);
}

internal readonly struct QuotientOf<L, V> : IBinary<V>
    where L : struct, ILanes<V>
    where V : struct
{
    public V Apply(V a, V b) => L.Divide(a, b);
}

internal readonly struct ExpOf<L, V> : IUnary<V>
    where L : struct, ILanes<V>
    where V : struct
{
    public V Apply(V x) => VectorFunctions<L, V>.Exp(x);
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Runtime.Kernels;

/// <summary>
/// Y = activation(A · B + bias) for row-major matrices, some of them at once: A [Rows, Inner], B [Inner, Columns], Y [Rows, Columns].
/// <para>
/// Rows of A are the pixels of a <see cref="Tile{L,V,M,P}"/>, as they lie; two vectors of columns of B are its outputs, packed [pair of vectors][inner][2V].
/// A constant B is packed once, with the biases; another is packed by the first phase of each run, into scratch memory that parts share.
/// </para>
/// </summary>
/// <param name="Batch">The number of products.</param>
/// <param name="Rows">The rows of A and Y.</param>
/// <param name="Inner">The columns of A, the rows of B.</param>
/// <param name="Columns">The columns of B and Y.</param>
public readonly record struct MatrixProduct(int Batch, int Rows, int Inner, int Columns)
{
    /// <summary>From a row of A to the next.</summary>
    public long LeftRow { get; init; } = Inner;

    /// <summary>From an A to the next; 0 for the same.</summary>
    public long LeftBatch { get; init; } = (long)Rows * Inner;

    /// <summary>From a row of Y to the next.</summary>
    public long OutputRow { get; init; } = Columns;

    /// <summary>From a Y to the next.</summary>
    public long OutputBatch { get; init; } = (long)Rows * Columns;

    /// <summary>Whether B is packed beforehand (one for all products); otherwise the arguments' weights are B itself.</summary>
    public bool IsConstant { get; init; }

    /// <summary>From a B that is not constant to the next; 0 for the same.</summary>
    public long RightBatch { get; init; } = (long)Inner * Columns;

    /// <summary>Whether B lies column by column, as [Columns, Inner].</summary>
    public bool ByColumns { get; init; }

    /// <summary>What is applied to each element.</summary>
    public Activation Activation { get; init; }

    /// <summary>Why it cannot be run; null if it can.</summary>
    public string? Refusal => Batch < 1 || Rows < 1 || Inner < 1 || Columns < 1 ? "a matrix is empty" : null;

    private int Vectors => (Columns + VectorWidth.Floats - 1) / VectorWidth.Floats;

    /// <summary>The floats before the packed columns: the biases.</summary>
    internal long BiasFloats => Cache.WholeLines((long)Vectors * VectorWidth.Floats);

    /// <summary>The floats of a packed B and the biases.</summary>
    public long PackedFloats => BiasFloats + ((long)Vectors * VectorWidth.Floats * Inner);

    /// <summary>Packs a constant B.</summary>
    /// <param name="right">B.</param>
    /// <param name="biases">What is added to each column; empty for nothing.</param>
    /// <param name="packed">Room for <see cref="PackedFloats"/>, aligned to 64 bytes.</param>
    public unsafe void Pack(ReadOnlySpan<float> right, ReadOnlySpan<float> biases, float* packed)
    {
        new Span<float>(packed, (int)BiasFloats).Clear();
        biases.CopyTo(new Span<float>(packed, Columns));
        fixed (float* from = right)
        {
            Pack(from, packed + BiasFloats, 0, (Vectors + 1) / 2);
        }
    }

    /// <summary>Packs some pairs of vectors of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal unsafe void Pack(float* right, float* packed, int firstPair, int endPair)
    {
        int width = VectorWidth.Floats;
        for (int pair = firstPair; pair < endPair; pair++)
        {
            int first = pair * 2 * width;
            int columns = Math.Min(2, Vectors - (2 * pair)) * width;
            int existing = Math.Min(columns, Columns - first);
            float* to = packed + ((long)first * Inner);
            if (ByColumns)
            {
                for (int m = 0; m < columns; m++)
                {
                    float* from = right + ((first + (long)m) * Inner);
                    for (int k = 0; k < Inner; k++)
                    {
                        to[((long)k * columns) + m] = m < existing ? from[k] : 0;
                    }
                }
                continue;
            }
            for (int k = 0; k < Inner; k++, to += columns)
            {
                new ReadOnlySpan<float>(right + ((long)k * Columns) + first, existing).CopyTo(new Span<float>(to, columns));
                new Span<float>(to + existing, columns - existing).Clear();
            }
        }
    }

    /// <summary>Makes it ready to run: Input is A, Weights the packed B or B itself, Output is Y.</summary>
    /// <exception cref="ArgumentException">It is refused.</exception>
    public Kernel Prepare()
    {
        if (Refusal is { } refusal)
        {
            throw new ArgumentException(refusal);
        }
        return VectorWidth.Floats switch
        {
            16 => new MatrixProduct<Lanes512, Vector512<float>>(this),
            8 => new MatrixProduct<Lanes256, Vector256<float>>(this),
            _ => new MatrixProduct<Lanes128, Vector128<float>>(this),
        };
    }
}

internal sealed unsafe class MatrixProduct<L, V>(MatrixProduct p) : Kernel
    where L : struct, ILanes<V>
    where V : struct
{
    // The additions that are chained at most.
    private const int Additions = 144;

    // Two kilobytes: a large matrix comes from memory, each element once for a single row, and the processor's own fetching ahead stops at the end of each page.
    private const int Ahead = 512;

    private static readonly int[] NoOffset = GC.AllocateArray<int>(2, pinned: true);

    private readonly int pairs = (((p.Columns + L.Count - 1) / L.Count) + 1) / 2;
    private readonly int tiles = Tiles<L, V>.Count(p.Rows);
    private readonly int chunks = (p.Inner + Additions - 1) / Additions;
    private readonly int packings = p.IsConstant || p.RightBatch == 0 ? 1 : p.Batch;

    // Pairs that go over all rows together, so that their columns stay in the second-level cache.
    private readonly int together = (int)Math.Clamp(Cache.SecondLevelFloats / ((long)p.Inner * 2 * L.Count), 1, (((p.Columns + L.Count - 1) / L.Count) + 1) / 2);

    public override int Phases => p.IsConstant ? 1 : 2;

    public override long SharedBytes => p.IsConstant ? 0 : packings * p.PackedFloats * sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(in KernelArguments arguments, int phase, int part, int parts)
    {
        float* packed = p.IsConstant ? arguments.Weights : (float*)arguments.Shared;
        if (phase < Phases - 1)
        {
            (int first, int end) = Share(checked(packings * pairs), part, parts);
            for (int item = first; item < end; item++)
            {
                (int product, int pair) = Math.DivRem(item, pairs);
                p.Pack(arguments.Weights + (product * p.RightBatch), packed + (product * p.PackedFloats) + p.BiasFloats, pair, pair + 1);
            }
            return;
        }
        // An item is a tile of rows and a pair of vectors of columns, the pairs of a round running fastest.
        int ofProduct = checked(tiles * pairs);
        (int begin, int finish) = Share(checked(p.Batch * ofProduct), part, parts);
        for (int item = begin; item < finish; item++)
        {
            (int product, int index) = Math.DivRem(item, ofProduct);
            int round = index / (together * tiles);
            int pairsHere = Math.Min(together, pairs - (round * together));
            (int tile, int pair) = Math.DivRem(index - (round * together * tiles), pairsHere);
            Compute(arguments, packed + (packings == 1 ? 0 : product * p.PackedFloats), product, tile, (round * together) + pair);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Compute(in KernelArguments arguments, float* packed, int product, int tile, int pair)
    {
        float* sums = stackalloc float[Tiles<L, V>.MostFloats];
        int row = (int)((long)tile * p.Rows / tiles);
        int rows = (int)(((long)tile + 1) * p.Rows / tiles) - row;
        int column = pair * 2 * L.Count;
        int vectors = Math.Min(2, ((p.Columns + L.Count - 1) / L.Count) - (2 * pair));
        delegate*<TileArguments*, void> compute = Tiles<L, V>.Of(vectors, rows);
        float* left = arguments.Input + (product * p.LeftBatch) + (row * p.LeftRow);
        TileArguments a;
        a.PixelStride = (nint)p.LeftRow;
        a.Panels = 1;
        a.Tiles = 1;
        a.Weights = packed + p.BiasFloats + ((long)column * p.Inner);
        a.Start = p.IsConstant ? packed + column : null;
        a.Output = sums;
        a.OutputOfSecond = sums + (Tiles<L, V>.FirstRow * L.Count);
        a.OutputBlock = Tiles<L, V>.Widest * L.Count;
        a.AddOfSecond = a.OutputOfSecond;
        a.AddBlock = a.OutputBlock;
        (a.Low, a.High) = (float.NegativeInfinity, float.PositiveInfinity);
        a.Next = a.Weights + Ahead;
        a.NextStep = vectors * L.Count;
        (float low, float high) = p.Activation.Bounds;
        fixed (int* offset = NoOffset)
        {
            a.Offsets = offset;
            for (int i = 0; i < chunks; i++)
            {
                int from = (int)((long)i * p.Inner / chunks);
                a.Input = left + from;
                a.InputOfSecond = a.Input + (Tiles<L, V>.FirstRow * p.LeftRow);
                a.Steps = (int)(((long)i + 1) * p.Inner / chunks) - from;
                a.LastSteps = a.Steps;
                a.Add = i == 0 ? null : sums;
                if (i == 1)
                {
                    a.Start = null;
                }
                if (i == chunks - 1)
                {
                    (a.Low, a.High) = (low, high);
                }
                compute(&a);
            }
        }
        float* output = arguments.Output + (product * p.OutputBatch) + (row * p.OutputRow) + column;
        if (p.Activation.HasPass)
        {
            VectorFunctions<L, V>.Apply(p.Activation, sums, rows, vectors, Tiles<L, V>.Widest * L.Count);
        }
        for (int vector = 0; vector < vectors; vector++)
        {
            float* from = sums + (vector * Tiles<L, V>.Widest * L.Count);
            int columns = Math.Min(L.Count, p.Columns - column - (vector * L.Count));
            for (int q = 0; q < rows; q++)
            {
                float* to = output + (q * p.OutputRow) + (vector * L.Count);
                if (columns == L.Count)
                {
                    L.Store(to, L.Load(from + (q * L.Count)));
                }
                else
                {
                    new ReadOnlySpan<float>(from + (q * L.Count), columns).CopyTo(new Span<float>(to, columns));
                }
            }
        }
    }
}

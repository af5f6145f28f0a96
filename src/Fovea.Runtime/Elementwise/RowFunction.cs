namespace Fovea.Runtime.Elementwise;

/// <summary>How an operand goes along a row.</summary>
internal enum Along
{
    /// <summary>Each element has its own.</summary>
    Elements,

    /// <summary>One for the whole row.</summary>
    Once,

    /// <summary>One vector, for a row of pixels in blocks: each lane its own.</summary>
    Lanes,
}

/// <summary>One operand on a row.</summary>
internal unsafe struct RowOperand
{
    /// <summary>Where it begins.</summary>
    public float* From;

    /// <summary>How it goes on.</summary>
    public Along Along;
}

/// <summary>A function of elements, computed row by row.</summary>
internal abstract unsafe class RowFunction
{
    /// <summary>The most operands that a function has.</summary>
    public const int MaximumOperands = 8;

    /// <summary>The number of its operands.</summary>
    public abstract int Operands { get; }

    /// <summary>Computes a row.</summary>
    /// <param name="operands">As many as the function has.</param>
    /// <param name="to">The row; it may be one of the operands.</param>
    /// <param name="count">The number of elements.</param>
    public abstract void Run(ReadOnlySpan<RowOperand> operands, float* to, long count);
}

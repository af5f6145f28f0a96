namespace Fovea.Numbers;

/// <summary>
/// The kinds of scalar operation that a cost counts, each apart: one closed list. Literals, coordinate arithmetic and moving
/// data are free. The members stand in the order in which they are printed.
/// </summary>
public enum OperationKind
{
    /// <summary>a · b</summary>
    Multiply,

    /// <summary>a + b and a − b</summary>
    Add,

    /// <summary>max, min, and every comparison that chooses or answers true or false</summary>
    Compare,

    /// <summary>a / b, and 1 / a</summary>
    Divide,

    /// <summary>The remainder of a division</summary>
    Remainder,

    /// <summary>eᵃ</summary>
    Exp,

    /// <summary>ln a</summary>
    Log,

    /// <summary>√a</summary>
    Sqrt,

    /// <summary>aᵇ</summary>
    Power,

    /// <summary>tanh, sinh, cosh and their inverses</summary>
    Hyperbolic,

    /// <summary>sin, cos, tan and their inverses</summary>
    Trigonometric,

    /// <summary>The error function</summary>
    Erf,

    /// <summary>−a, |a| and the sign of a</summary>
    Sign,

    /// <summary>Rounding to a whole number: floor, ceiling, nearest</summary>
    Round,

    /// <summary>Conversion from one element type to another</summary>
    Convert,

    /// <summary>and, or, not, xor and shifts, on truth values or bits</summary>
    Logic,
}

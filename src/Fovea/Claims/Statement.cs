using Fovea.Claims.Proofs;
using Fovea.Notation;
using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>What is claimed, as it was read.</summary>
/// <param name="At">Where it begins in the text.</param>
internal abstract record Statement(Token At)
{
    /// <summary>a = b ≤ c: two terms or more, and how each is compared with the next.</summary>
    public sealed record Chain(Token At, Values<Term> Terms, Values<Relation> Relations) : Statement(At);

    /// <summary>f in O(g), and so on.</summary>
    public sealed record Order(Token At, Term Of, Growth Growth, Term Bound) : Statement(At);

    /// <summary>a and b; a or b; a implies b; a iff b.</summary>
    public sealed record Joined(Token At, Connective Connective, Statement Left, Statement Right) : Statement(At);

    /// <summary>not a</summary>
    public sealed record Not(Token At, Statement Of) : Statement(At);

    /// <summary>for all …: a, or exists …: a</summary>
    public sealed record Quantified(Token At, bool IsExistential, Values<Binder> Binders, Statement Of) : Statement(At);

    /// <summary>a where b</summary>
    public sealed record Where(Token At, Statement Of, Statement Condition) : Statement(At);
}

/// <summary>How a quantity grows against another one.</summary>
public enum Growth
{
    /// <summary>At most a multiple of it: O.</summary>
    AtMost,

    /// <summary>At least a multiple of it: Ω.</summary>
    AtLeast,

    /// <summary>Both: Θ.</summary>
    Same,
}

/// <summary>How statements are joined.</summary>
internal enum Connective
{
    /// <summary>Both hold.</summary>
    And,

    /// <summary>One of them holds, or both.</summary>
    Or,

    /// <summary>The second holds where the first does.</summary>
    Implies,

    /// <summary>Both hold, or none.</summary>
    Iff,
}

/// <summary>What a quantifier ranges over.</summary>
/// <param name="At">Where it stands.</param>
/// <param name="Name">The name it binds.</param>
internal abstract record Binder(Token At, string Name)
{
    /// <summary>i in a..b: the whole numbers from a to b, both included.</summary>
    public sealed record Index(Token At, string Name, Term From, Term To) : Binder(At, Name);

    /// <summary>k, or k ≥ 2: all whole numbers that are at least so large, 1 where nothing is said.</summary>
    public sealed record Whole(Token At, string Name, Rational AtLeast) : Binder(At, Name);

    /// <summary>real a, or real a ≥ 0, or real q in 0..1</summary>
    public sealed record Real(Token At, string Name, Rational? AtLeast, Rational? AtMost) : Binder(At, Name);

    /// <summary>tensor x[3, h, w], or tensor x[2, 2] in 0..1</summary>
    public sealed record Tensor(Token At, string Name, Values<Term> Sizes, Rational? AtLeast, Rational? AtMost) : Binder(At, Name);
}

using Fovea.Notation;
using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>An expression of a claim as it was read.</summary>
/// <param name="At">Where it begins in the text.</param>
internal abstract record Term(Token At)
{
    /// <summary>A number: 3, 0.25.</summary>
    public sealed record Number(Token At, Rational Value) : Term(At);

    /// <summary>A text in quotation marks.</summary>
    public sealed record Text(Token At, string Content) : Term(At);

    /// <summary>A name, with dots inside: a symbol, a tensor, a network, or a node or value of one.</summary>
    public sealed record Name(Token At, string Path) : Term(At);

    /// <summary>What the claim leaves open: <c>?</c>, or <c>_</c> in a submitted exercise.</summary>
    public sealed record Hole(Token At) : Term(At);

    /// <summary>name(a, b, key: c): a function, a definition, a network with its symbols or its inputs.</summary>
    public sealed record Call(Token At, string Function, Values<Term> Arguments, Values<Argument> Named) : Term(At);

    /// <summary>part.name: a node or a value of what a call gives.</summary>
    public sealed record Member(Token At, Term Of, string Part) : Term(At);

    /// <summary>x[i, j, k]</summary>
    public sealed record Element(Token At, Term Of, Values<Term> Indices) : Term(At);

    /// <summary>[a, b, c]: a list, or a tensor where it is nested.</summary>
    public sealed record List(Token At, Values<Term> Items) : Term(At);

    /// <summary>−a</summary>
    public sealed record Negative(Token At, Term Of) : Term(At);

    /// <summary>a sign b, with the signs + - * / ^.</summary>
    public sealed record Joined(Token At, char Sign, Term Left, Term Right) : Term(At);

    /// <summary>sum(i in a..b, j in c..d, term), product, min, max, argmin, argmax over a range.</summary>
    public sealed record Fold(Token At, string Kind, Values<Range> Ranges, Term Of) : Term(At);

    /// <summary>limit(term, h -> infinity, w -> infinity)</summary>
    public sealed record Limit(Token At, Term Of, Values<Approach> Approaches) : Term(At);
}

/// <summary>key: value in a call.</summary>
internal readonly record struct Argument(Token At, string Name, Term Value);

/// <summary>name in from..to, both included.</summary>
internal readonly record struct Range(Token At, string Name, Term From, Term To);

/// <summary>name -> to, where null stands for infinity.</summary>
internal readonly record struct Approach(Token At, string Name, Term? To);

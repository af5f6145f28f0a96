using Fovea.Claims.Proofs;
using Fovea.Notation;
using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>A statement or a term without its places: what it is, and its parts in order. Two of them are equal if they say the same in the same way.</summary>
/// <param name="Head">What it is: a name, a number, a sign, a function.</param>
/// <param name="Parts">What it is made of.</param>
internal sealed record Outline(string Head, params Values<Outline> Parts)
{
    private const string Hole = "?";
    private const string Called = "()";

    /// <summary>Whether it is open.</summary>
    public bool IsHole => Head == Hole;

    /// <summary>Whether it compares terms, with a sign between each and the next.</summary>
    public bool IsChain => Head[0] is '=' or '!' or '<' or '>';

    /// <summary>The function that is called; null if it is no call.</summary>
    public string? Function => Head.EndsWith(Called, StringComparison.Ordinal) ? Head[..^Called.Length] : null;

    /// <summary>It, and all that it is made of.</summary>
    public IEnumerable<Outline> All() => Parts.SelectMany(part => part.All()).Prepend(this);

    public static Outline Of(Statement statement) => statement switch
    {
        Statement.Chain chain => new(string.Join(' ', chain.Relations.Map(relation => Sign(relation))), chain.Terms.Map(Of)),
        Statement.Order order => new("in " + order.Growth switch { Growth.AtMost => "O", Growth.AtLeast => "Omega", _ => "Theta" }, Of(order.Of), Of(order.Bound)),
        Statement.Joined joined => new(joined.Connective.ToString().ToLowerInvariant(), Of(joined.Left), Of(joined.Right)),
        Statement.Not not => new("not", Of(not.Of)),
        Statement.Quantified quantified => new(quantified.IsExistential ? "exists" : "for all", [.. quantified.Binders.Map(Of), Of(quantified.Of)]),
        Statement.Where where => new("where", Of(where.Of), Of(where.Condition)),
        _ => throw new ArgumentOutOfRangeException(nameof(statement)),
    };

    public static Outline Of(Term term) => term switch
    {
        Term.Number number => new(number.Value.ToString()),
        Term.Text text => new(Names.Quote(text.Content)),
        Term.Name name => new(name.Path),
        Term.Hole => new(Hole),
        Term.Call call => new(
            call.Function + Called, [.. call.Arguments.Map(Of), .. call.Named.Map(argument => new Outline(argument.Name + ":", Of(argument.Value)))]),
        Term.Member member => new("." + member.Part, Of(member.Of)),
        Term.Element element => new("[]", [Of(element.Of), .. element.Indices.Map(Of)]),
        Term.List list => new("list", list.Items.Map(Of)),
        Term.Negative negative => new("-", Of(negative.Of)),
        Term.Joined joined => new(joined.Sign.ToString(), Of(joined.Left), Of(joined.Right)),
        Term.Fold fold => new(fold.Kind, [.. fold.Ranges.Map(range => new Outline(range.Name + " in", Of(range.From), Of(range.To))), Of(fold.Of)]),
        Term.Limit limit => new(
            "limit", [Of(limit.Of), .. limit.Approaches.Map(approach => new Outline(approach.Name + " ->", approach.To is { } to ? Of(to) : new Outline("infinity")))]),
        _ => throw new ArgumentOutOfRangeException(nameof(term)),
    };

    private static Outline Of(Binder binder) => binder switch
    {
        Binder.Index index => new(index.Name + " in", Of(index.From), Of(index.To)),
        Binder.Whole whole => new($"{whole.Name} >= {whole.AtLeast}"),
        Binder.Real real => new($"real {real.Name}{Bounds(real.AtLeast, real.AtMost)}"),
        Binder.Tensor tensor => new($"tensor {tensor.Name}{Bounds(tensor.AtLeast, tensor.AtMost)}", tensor.Sizes.Map(Of)),
        _ => throw new ArgumentOutOfRangeException(nameof(binder)),
    };

    private static string Bounds(Rational? atLeast, Rational? atMost) => (atLeast is { } least ? $" >= {least}" : "") + (atMost is { } most ? $" <= {most}" : "");

    private static string Sign(Relation relation) => relation switch
    {
        Relation.Equal => "=",
        Relation.Different => "!=",
        Relation.Less => "<",
        Relation.AtMost => "<=",
        Relation.Greater => ">",
        _ => ">=",
    };

    /// <summary>In prefix form: <c>(= (height() c) (- i 1))</c>.</summary>
    public override string ToString() => Parts.Count == 0 ? Head : $"({Head} {string.Join(' ', Parts)})";
}

using System.Text;
using Fovea.Claims.Proofs;
using Fovea.Notation;
using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>Writes terms and statements so that they are read back as the same.</summary>
internal static class ClaimText
{
    // How tightly what is written holds together, from the loosest on.
    private const int Sum = 1;
    private const int Product = 2;
    private const int Sign = 3;
    private const int Power = 4;
    private const int Whole = 5;

    public static string Print(Term term) => Inside(term, 0);

    private static string Inside(Term term, int around)
    {
        (string text, int level) = Written(term);
        return level < around ? $"({text})" : text;
    }

    private static (string Text, int Level) Written(Term term) => term switch
    {
        Term.Number { Value: { IsWhole: false } value } => (value.ToString(), Product),
        Term.Number number => (number.Value.ToString(), number.Value < 0 ? Sign : Whole),
        Term.Text text => (Names.Quote(text.Content), Whole),
        Term.Name name => (name.Path, Whole),
        Term.Hole => ("?", Whole),
        Term.Call call => ($"{call.Function}({string.Join(", ", call.Arguments.Select(Print).Concat(call.Named.Select(named => $"{named.Name}: {Print(named.Value)}")))})", Whole),
        Term.Member member => ($"{Inside(member.Of, Whole)}.{member.Part}", Whole),
        Term.Element element => ($"{Inside(element.Of, Whole)}[{string.Join(", ", element.Indices.Select(Print))}]", Whole),
        Term.List list => ($"[{string.Join(", ", list.Items.Select(Print))}]", Whole),
        Term.Negative negative => ("-" + Inside(negative.Of, Product), Sum),
        Term.Joined { Sign: '+' or '-' } sum => ($"{Inside(sum.Left, Sum)} {sum.Sign} {Inside(sum.Right, sum.Sign == '-' ? Product : Sum)}", Sum),
        Term.Joined { Sign: '^' } power => ($"{Inside(power.Left, Whole)}^{Inside(power.Right, Power)}", Power),
        Term.Joined product => ($"{Inside(product.Left, Product)}{product.Sign}{Inside(product.Right, product.Sign == '/' ? Sign : Product)}", Product),
        Term.Fold fold => ($"{fold.Kind}({string.Join(", ", fold.Ranges.Select(Print))}, {Print(fold.Of)})", Whole),
        Term.Limit limit => ($"limit({Print(limit.Of)}, {string.Join(", ", limit.Approaches.Select(approach => $"{approach.Name} -> {(approach.To is null ? "infinity" : Print(approach.To))}"))})", Whole),
        _ => throw new InvalidOperationException($"no text for {term.GetType().Name}"),
    };

    private static string Print(Range range) => $"{range.Name} in {Inside(range.From, Sum)}..{Inside(range.To, Sum)}";

    public static string Print(Statement statement) => statement switch
    {
        Statement.Chain chain => Chain(chain),
        Statement.Order order => $"{Print(order.Of)} in {order.Growth switch { Growth.AtMost => "O", Growth.AtLeast => "Omega", _ => "Theta" }}({Print(order.Bound)})",
        Statement.Joined joined => $"{Part(joined.Left)} {joined.Connective.ToString().ToLowerInvariant()} {Part(joined.Right)}",
        Statement.Not not => $"not {Part(not.Of)}",
        Statement.Quantified quantified => $"{(quantified.IsExistential ? "exists" : "for all")} {Print(quantified.Binders)}: {Print(quantified.Of)}",
        Statement.Where where => $"{Print(where.Of)} where {Print(where.Condition)}",
        _ => throw new InvalidOperationException($"no text for {statement.GetType().Name}"),
    };

    private static string Part(Statement statement) => statement is Statement.Joined or Statement.Quantified or Statement.Where ? $"({Print(statement)})" : Print(statement);

    private static string Chain(Statement.Chain chain)
    {
        var text = new StringBuilder(Print(chain.Terms[0]));
        for (int i = 0; i < chain.Relations.Count; i++)
        {
            text.Append(' ').Append(Print(chain.Relations[i])).Append(' ').Append(Print(chain.Terms[i + 1]));
        }
        return text.ToString();
    }

    /// <summary>The sign of a relation.</summary>
    public static string Print(Relation relation) => relation switch
    {
        Relation.Equal => "=",
        Relation.Different => "≠",
        Relation.Less => "<",
        Relation.AtMost => "≤",
        Relation.Greater => ">",
        _ => "≥",
    };

    // Neighbours that range over the same share it: i, j in 0..5.
    private static string Print(Values<Binder> binders)
    {
        var text = new StringBuilder();
        (string Kind, string Range) before = ("", "");
        for (int i = 0; i < binders.Count; i++)
        {
            (string Kind, string Name, string Range) written = Written(binders[i]);
            bool isSame = i > 0 && (written.Kind, written.Range) == before && binders[i] is not (Binder.Tensor or Binder.Whole);
            text.Append(isSame ? ", " : before.Range + (i > 0 ? ", " : "") + written.Kind).Append(written.Name);
            before = (written.Kind, written.Range);
        }
        return text.Append(before.Range).ToString();
    }

    private static (string Kind, string Name, string Range) Written(Binder binder) => binder switch
    {
        Binder.Index index => ("", index.Name, $" in {Inside(index.From, Sum)}..{Inside(index.To, Sum)}"),
        Binder.Whole whole => ("", whole.Name, whole.AtLeast == 1 ? "" : $" >= {whole.AtLeast}"),
        Binder.Real real => ("real ", real.Name, Bounds(real.AtLeast, real.AtMost)),
        Binder.Tensor tensor => ("tensor ", $"{tensor.Name}[{string.Join(", ", tensor.Sizes.Select(Print))}]", Bounds(tensor.AtLeast, tensor.AtMost)),
        _ => throw new InvalidOperationException($"no text for {binder.GetType().Name}"),
    };

    private static string Bounds(Rational? least, Rational? most) => (least, most) switch
    {
        (null, null) => "",
        ({ } low, { } high) => $" in {low}..{high}",
        ({ } low, null) => $" >= {low}",
        (null, { } high) => $" <= {high}",
    };
}

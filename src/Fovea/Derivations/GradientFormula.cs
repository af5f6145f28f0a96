using System.Globalization;
using System.Text;
using Fovea.Numbers;

namespace Fovea.Derivations;

/// <summary>What an indexed name stands for.</summary>
public enum IndexedKind
{
    /// <summary>An element of a value.</summary>
    Element,

    /// <summary>The derivative of the loss with respect to an element.</summary>
    Gradient,

    /// <summary>The derivative of an element with respect to one of another value.</summary>
    Local,
}

/// <summary>An element of a value at an index, or a derivative: <c>W2[0, 3·⌊i/2⌋ + ⌊j/2⌋]</c>, <c>∂L/∂c[0, 0, i, j]</c>.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Name">The value.</param>
/// <param name="Index">The index: formulas in the names of indices.</param>
/// <param name="With">The other value of a local derivative, and its index.</param>
public sealed record Indexed(IndexedKind Kind, string Name, Values<Size> Index, (string Name, Values<Size> Index) With = default)
{
    internal Indexed Substitute(IReadOnlyDictionary<string, Size> values) => this with
    {
        Index = Index.Map(size => size.Substitute(values)),
        With = (With.Name, With.Index.Map(size => size.Substitute(values))),
    };

    internal string ToString(SizeNotation notation)
    {
        string element = Element(Name, Index, notation);
        bool latex = notation == SizeNotation.Latex;
        string sign = notation == SizeNotation.Ascii ? "d" : "∂";
        return Kind switch
        {
            IndexedKind.Element => element,
            IndexedKind.Gradient => latex ? $@"\frac{{\partial L}}{{\partial {element}}}" : $"{sign}L/{sign}{element}",
            _ => latex
                ? $@"\frac{{\partial {element}}}{{\partial {Element(With.Name, With.Index, notation)}}}"
                : $"{sign}{element}/{sign}{Element(With.Name, With.Index, notation)}",
        };
    }

    private static string Element(string name, Values<Size> index, SizeNotation notation)
    {
        string stem = notation == SizeNotation.Latex ? SizeText.LatexSymbol(name) : name;
        return index.Count == 0 ? stem : $"{stem}[{string.Join(", ", index.Map(size => size.ToString(notation)))}]";
    }
}

/// <summary>A name that a sum runs over, both ends included.</summary>
/// <param name="Name">The name.</param>
/// <param name="First">Where it begins.</param>
/// <param name="Last">Where it ends; the sum is empty if that is before its beginning.</param>
public sealed record IndexRange(string Name, Size First, Size Last);

/// <summary>A formula in indexed names. In the formula itself they are called by their places.</summary>
/// <param name="Formula">The formula.</param>
/// <param name="Names">What stands at each place.</param>
public sealed record GradientFactor(Symbol Formula, Values<Indexed> Names)
{
    /// <summary>A single indexed name.</summary>
    internal static GradientFactor Of(Indexed name) => new(Symbol.Named(Place(0)), [name]);

    // One letter that no network uses, so that every notation leaves it alone.
    internal static string Place(int index) => ((char)(0xE000 + index)).ToString();
}

/// <summary>A product of factors, summed over indices.</summary>
/// <param name="Ranges">The sums, the outermost first.</param>
/// <param name="Factors">The factors.</param>
public sealed record GradientTerm(Values<IndexRange> Ranges, Values<GradientFactor> Factors)
{
    internal GradientTerm Substitute(IReadOnlyDictionary<string, Size> values) => new(
        Ranges.Map(range => new IndexRange(
            values.TryGetValue(range.Name, out Size renamed) && renamed.TryGetSymbol(out string? name) ? name : range.Name,
            range.First.Substitute(values),
            range.Last.Substitute(values))),
        Factors.Map(factor => factor with { Names = factor.Names.Map(indexed => indexed.Substitute(values)) }));

    internal string ToString(SizeNotation notation)
    {
        var text = new StringBuilder();
        foreach (IndexRange range in Ranges)
        {
            text.Append(notation switch
            {
                SizeNotation.Latex => $@"\sum_{{{SizeText.LatexSymbol(range.Name)}={range.First.ToString(notation)}}}^{{{range.Last.ToString(notation)}}} ",
                SizeNotation.Unicode => $"Σ({range.Name} = {range.First}…{range.Last}) ",
                _ => $"sum({range.Name} in {range.First.ToString(notation)}..{range.Last.ToString(notation)}) ",
            });
        }
        List<string> names = [];
        Symbol product = Symbol.Literal(1);
        foreach (GradientFactor factor in Factors)
        {
            int start = names.Count;
            product *= factor.Formula.Evaluate(place => Symbol.Named(GradientFactor.Place(start + place[0] - GradientFactor.Place(0)[0])));
            names.AddRange(factor.Names.Map(name => name.ToString(notation)));
        }
        foreach (char letter in product.ToString(notation))
        {
            int place = letter - GradientFactor.Place(0)[0];
            text.Append(place >= 0 && place < names.Count ? names[place] : letter.ToString(CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }
}

/// <summary>A sum of terms: what a derivative is, for every index of an element.</summary>
/// <param name="Terms">The terms.</param>
public sealed record GradientFormula(Values<GradientTerm> Terms) : DerivedFormula
{
    internal static GradientFormula Of(Indexed name) => new([new GradientTerm([], [GradientFactor.Of(name)])]);

    /// <inheritdoc/>
    public override string ToString(SizeNotation notation) => Terms.Count == 0 ? "0" : string.Join(" + ", Terms.Map(term => term.ToString(notation)));

    /// <summary>Its value for one element.</summary>
    /// <param name="indices">The element's index, by the names of its parts.</param>
    /// <param name="value">The value of an indexed name at a known index.</param>
    public T Evaluate<T>(IReadOnlyDictionary<string, Size> indices, Func<Indexed, T> value)
        where T : struct, IScalar<T>
    {
        T sum = default;
        foreach (GradientTerm term in Terms)
        {
            foreach (Dictionary<string, Size> inside in Each(term.Ranges, indices))
            {
                T product = T.Literal(1);
                foreach (GradientFactor factor in term.Factors)
                {
                    product *= factor.Formula.Evaluate(place => value(factor.Names[place[0] - GradientFactor.Place(0)[0]].Substitute(inside)));
                }
                sum += product;
            }
        }
        return sum;
    }

    /// <summary>Everything that the names of sums run through.</summary>
    internal static IEnumerable<Dictionary<string, Size>> Each(Values<IndexRange> ranges, IReadOnlyDictionary<string, Size> outer)
    {
        List<Dictionary<string, Size>> all = [new(outer, StringComparer.Ordinal)];
        foreach (IndexRange range in ranges)
        {
            List<Dictionary<string, Size>> longer = [];
            foreach (Dictionary<string, Size> given in all)
            {
                for (long at = range.First.Substitute(given).Value; at <= range.Last.Substitute(given).Value; at++)
                {
                    longer.Add(new(given, StringComparer.Ordinal) { [range.Name] = at });
                }
            }
            all = longer;
        }
        return all;
    }
}

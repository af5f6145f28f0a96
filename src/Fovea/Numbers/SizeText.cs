using System.Globalization;
using System.Text;
using Fovea.Notation;

namespace Fovea.Numbers;

/// <summary>How a formula is written.</summary>
public enum SizeNotation
{
    /// <summary><c>⌊(H + 1)/2⌋·3</c></summary>
    Unicode,

    /// <summary><c>floor((H + 1)/2)*3</c></summary>
    Ascii,

    /// <summary><c>3 \left\lfloor \frac{H + 1}{2} \right\rfloor</c></summary>
    Latex,
}

/// <summary>Writes formulas.</summary>
internal static class SizeText
{
    public static string Print(Formula formula, SizeNotation notation)
    {
        var text = new StringBuilder();
        Sum(text, formula, notation);
        return text.ToString();
    }

    private static void Sum(StringBuilder text, Formula formula, SizeNotation notation)
    {
        if (formula.Terms.Length == 0)
        {
            text.Append('0');
            return;
        }
        // A sum that can begin with a positive term does: 1 - H reads better than -H + 1.
        int leading = Array.FindIndex(formula.Terms, term => term.Coefficient > 0);
        if (leading > 0)
        {
            Term(text, formula.Terms[leading], true, notation);
        }
        for (int i = 0; i < formula.Terms.Length; i++)
        {
            if (leading <= 0 || i != leading)
            {
                Term(text, formula.Terms[i], i == 0 && leading <= 0, notation);
            }
        }
    }

    private static void Term(StringBuilder text, (Monomial Monomial, long Coefficient) term, bool first, SizeNotation notation)
    {
        (Monomial monomial, long coefficient) = term;
        text.Append(first ? (coefficient < 0 ? "-" : "") : coefficient < 0 ? " - " : " + ");
        // The magnitude as text: that of the least long is no long.
        string magnitude = coefficient.ToString(CultureInfo.InvariantCulture).TrimStart('-');
        string times = notation switch { SizeNotation.Unicode => "·", SizeNotation.Ascii => "*", _ => " " };
        bool needsTimes = monomial.Degree == 0 || magnitude != "1";
        if (needsTimes)
        {
            text.Append(magnitude);
        }
        foreach ((Atom atom, int power) in monomial.Factors)
        {
            for (int i = 0; i < (notation == SizeNotation.Latex ? 1 : power); i++)
            {
                if (needsTimes)
                {
                    text.Append(times);
                }
                Print(text, atom, notation);
                needsTimes = true;
            }
            if (notation == SizeNotation.Latex && power > 1)
            {
                text.Append(CultureInfo.InvariantCulture, $"^{{{power}}}");
            }
        }
    }

    private static void Print(StringBuilder text, Atom atom, SizeNotation notation)
    {
        switch (atom)
        {
            case SymbolAtom symbol:
                text.Append(notation == SizeNotation.Latex ? LatexSymbol(symbol.Name) : SizeParser.IsPlain(symbol.Name) ? symbol.Name : Names.Quote(symbol.Name));
                break;
            case FloorAtom floor when notation == SizeNotation.Latex:
                text.Append(@"\left\lfloor \frac{");
                Sum(text, floor.Numerator, notation);
                text.Append("}{");
                Sum(text, floor.Divisor, notation);
                text.Append(@"} \right\rfloor");
                break;
            case FloorAtom floor:
                text.Append(notation == SizeNotation.Unicode ? "⌊" : "floor(");
                Factor(text, floor.Numerator, notation);
                text.Append('/');
                Factor(text, floor.Divisor, notation);
                text.Append(notation == SizeNotation.Unicode ? '⌋' : ')');
                break;
            case ExtremeAtom extreme:
                string name = extreme.Greatest ? "max" : "min";
                text.Append(notation == SizeNotation.Latex ? $@"\{name}\left(" : name + "(");
                bool first = true;
                foreach (Formula operand in extreme.Parts)
                {
                    text.Append(first ? "" : ", ");
                    Sum(text, operand, notation);
                    first = false;
                }
                text.Append(notation == SizeNotation.Latex ? @"\right)" : ")");
                break;
            default:
                throw new InvalidOperationException($"no notation for {atom.GetType().Name}");
        }
    }

    // A numerator or divisor, in parentheses if it is a sum or a product.
    private static void Factor(StringBuilder text, Formula formula, SizeNotation notation)
    {
        bool single = formula.IsConstant
            || (formula.Terms.Length == 1 && formula.Terms[0].Coefficient == 1 && formula.Terms[0].Monomial.Degree == 1);
        text.Append(single ? "" : "(");
        Sum(text, formula, notation);
        text.Append(single ? "" : ")");
    }

    // k1 is set with an index, and a longer name upright.
    internal static string LatexSymbol(string name)
    {
        int letters = name.Length;
        while (letters > 1 && char.IsAsciiDigit(name[letters - 1]))
        {
            letters--;
        }
        string stem = name[..letters].Replace("_", @"\_", StringComparison.Ordinal);
        string body = letters == 1 ? stem : $@"\mathrm{{{stem}}}";
        return letters < name.Length ? $"{body}_{{{name[letters..]}}}" : body;
    }
}

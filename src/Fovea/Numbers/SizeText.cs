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
internal sealed class SizeText
{
    private readonly StringBuilder text = new();
    private readonly SizeNotation notation;
    private readonly IReadOnlyDictionary<string, Size> written;

    private SizeText(SizeNotation notation, IReadOnlyDictionary<string, Size> written)
    {
        this.notation = notation;
        this.written = written;
    }

    /// <summary>Writes a formula, with some symbols as what they stand for.</summary>
    public static string Print(Formula formula, SizeNotation notation, IReadOnlyDictionary<string, Size> written)
    {
        if (new Size(formula).TryGetSymbol(out string? name) && written.TryGetValue(name, out Size value))
        {
            return value.ToString(notation);
        }
        var writer = new SizeText(notation, written);
        writer.Sum(formula);
        return writer.text.ToString();
    }

    private bool IsLatex => notation == SizeNotation.Latex;

    private void Sum(Formula formula)
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
            Term(formula.Terms[leading], true);
        }
        for (int i = 0; i < formula.Terms.Length; i++)
        {
            if (leading <= 0 || i != leading)
            {
                Term(formula.Terms[i], i == 0 && leading <= 0);
            }
        }
    }

    private void Term((Monomial Monomial, long Coefficient) term, bool first)
    {
        (Monomial monomial, long coefficient) = term;
        text.Append(first ? (coefficient < 0 ? "-" : "") : coefficient < 0 ? " - " : " + ");
        // The magnitude as text: that of the least long is no long.
        string magnitude = coefficient.ToString(CultureInfo.InvariantCulture).TrimStart('-');
        bool needsTimes = monomial.Degree == 0 || magnitude != "1";
        if (needsTimes)
        {
            text.Append(magnitude);
        }
        bool word = false;
        foreach ((Atom atom, int power) in monomial.Factors)
        {
            bool afterWord = word;
            word = IsWord(atom);
            for (int i = 0; i < (IsLatex ? 1 : power); i++)
            {
                if (needsTimes)
                {
                    text.Append(Times(IsWrittenNumber(atom) || (afterWord && word)));
                }
                Print(atom);
                needsTimes = true;
            }
            if (IsLatex && power > 1)
            {
                text.Append(CultureInfo.InvariantCulture, $"^{{{power}}}");
            }
        }
    }

    // Two words, and a number behind something else, need a sign between them.
    private string Times(bool apart) => notation switch { SizeNotation.Unicode => "·", SizeNotation.Ascii => "*", _ => apart ? @" \cdot " : " " };

    private bool IsWord(Atom atom) =>
        atom is SymbolAtom symbol && !written.ContainsKey(symbol.Name) && LatexSymbol(symbol.Name).Contains("mathrm", StringComparison.Ordinal);

    private bool IsWrittenNumber(Atom atom) => atom is SymbolAtom symbol && written.TryGetValue(symbol.Name, out Size value) && value.IsKnown;

    private void Print(Atom atom)
    {
        switch (atom)
        {
            case SymbolAtom symbol when written.TryGetValue(symbol.Name, out Size value):
                Enclosed(value.Formula, IsSingle(value.Formula) && !(value.UpperBound < 0));
                break;
            case SymbolAtom symbol:
                text.Append(IsLatex ? LatexSymbol(symbol.Name) : SizeParser.IsPlain(symbol.Name) ? symbol.Name : Names.Quote(symbol.Name));
                break;
            case FloorAtom floor when IsLatex:
                text.Append(@"\left\lfloor \frac{");
                Sum(floor.Numerator);
                text.Append("}{");
                Sum(floor.Divisor);
                text.Append(@"} \right\rfloor");
                break;
            case FloorAtom floor:
                text.Append(notation == SizeNotation.Unicode ? "⌊" : "floor(");
                Enclosed(floor.Numerator, IsSingle(floor.Numerator));
                text.Append('/');
                Enclosed(floor.Divisor, IsSingle(floor.Divisor));
                text.Append(notation == SizeNotation.Unicode ? '⌋' : ')');
                break;
            case ExtremeAtom extreme:
                string name = extreme.Greatest ? "max" : "min";
                text.Append(IsLatex ? $@"\{name}\left(" : name + "(");
                bool first = true;
                foreach (Formula operand in extreme.Parts)
                {
                    text.Append(first ? "" : ", ");
                    Sum(operand);
                    first = false;
                }
                text.Append(IsLatex ? @"\right)" : ")");
                break;
            default:
                throw new InvalidOperationException($"no notation for {atom.GetType().Name}");
        }
    }

    private void Enclosed(Formula formula, bool bare)
    {
        text.Append(bare ? "" : IsLatex ? @"\left(" : "(");
        Sum(formula);
        text.Append(bare ? "" : IsLatex ? @"\right)" : ")");
    }

    private static bool IsSingle(Formula formula) => formula.IsConstant
        || (formula.Terms.Length == 1 && formula.Terms[0].Coefficient == 1 && formula.Terms[0].Monomial.Degree == 1);

    // k1 is set with an index, and so is what follows _; a longer name upright.
    internal static string LatexSymbol(string name)
    {
        int underscore = name.IndexOf('_', StringComparison.Ordinal);
        if (underscore > 0 && underscore < name.Length - 1)
        {
            return $"{LatexWord(name[..underscore])}_{{{LatexWord(name[(underscore + 1)..])}}}";
        }
        int letters = name.Length;
        while (letters > 1 && char.IsAsciiDigit(name[letters - 1]))
        {
            letters--;
        }
        return LatexWord(name[..letters]) + (letters < name.Length ? $"_{{{name[letters..]}}}" : "");
    }

    private static string LatexWord(string word)
    {
        string escaped = Escape(word);
        return word.Length == 1 || word.All(char.IsAsciiDigit) ? escaped : $@"\mathrm{{{escaped}}}";
    }

    /// <summary>A text in which LaTeX finds nothing to do.</summary>
    internal static string Escape(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (char letter in text)
        {
            result.Append(letter switch
            {
                '\\' => @"\backslash{}",
                '~' or '^' => $@"\{letter}{{}}",
                '_' or '{' or '}' or '#' or '%' or '&' or '$' => $@"\{letter}",
                _ => letter.ToString(),
            });
        }
        return result.ToString();
    }
}

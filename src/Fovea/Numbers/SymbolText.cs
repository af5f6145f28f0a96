using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Fovea.Numbers;

/// <summary>Writes expressions in the notations of sizes.</summary>
internal sealed class SymbolText
{
    // Quotients of larger numbers are written as decimals, if that is exact.
    private const int MaximumPart = 1000;

    private readonly StringBuilder text = new();
    private readonly SizeNotation notation;

    private SymbolText(SizeNotation notation) => this.notation = notation;

    public static string Print(Expression expression, SizeNotation notation)
    {
        var writer = new SymbolText(notation);
        writer.Write(expression);
        return writer.text.Length <= Symbol.MaximumLength
            ? writer.text.ToString()
            : writer.text.ToString(0, Symbol.MaximumLength) + (notation == SizeNotation.Unicode ? "…" : "...");
    }

    private bool IsLatex => notation == SizeNotation.Latex;

    private string Times => notation switch { SizeNotation.Unicode => "·", SizeNotation.Ascii => "*", _ => " " };

    private void Write(Expression expression)
    {
        // What is shared is written in every place, so that a short computation can have a very long text.
        if (text.Length > Symbol.MaximumLength)
        {
            return;
        }
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (expression.Kind)
        {
            case ExpressionKind.Constant:
                Number(expression.Numbers[0]);
                break;
            case ExpressionKind.Variable:
                text.Append(IsLatex ? LatexName(expression.Name) : expression.Name);
                break;
            case ExpressionKind.Sum:
                Sum(expression);
                break;
            case ExpressionKind.Product:
                for (int i = 0; i < expression.Operands.Length; i++)
                {
                    text.Append(i > 0 ? Times : "");
                    Factor(expression.Operands[i]);
                    Exponent(expression.Numbers[i]);
                }
                break;
            case ExpressionKind.Quotient:
                Quotient(() => Write(expression.Operands[0]), () => Write(expression.Operands[1]), IsSimple(expression.Operands[0]), IsAtom(expression.Operands[1]));
                break;
            case ExpressionKind.Power:
                Factor(expression.Operands[0]);
                text.Append('^').Append(IsLatex ? "{" : "");
                Parenthesised(expression.Operands[1], IsLatex || IsAtom(expression.Operands[1]));
                text.Append(IsLatex ? "}" : "");
                break;
            case ExpressionKind.Remainder:
                Call("rem", expression.Operands);
                break;
            case ExpressionKind.Max:
                Call("max", expression.Operands);
                break;
            case ExpressionKind.Min:
                Call("min", expression.Operands);
                break;
            case ExpressionKind.Call:
                Call(expression.Function!, expression.Operands);
                break;
        }
    }

    // The constant last; a sum that can begin with a positive term does.
    private void Sum(Expression sum)
    {
        bool first = true;
        int leading = Array.FindIndex(sum.Numbers, 1, number => number > 0);
        bool constantLeads = leading < 0 && sum.Numbers[0] > 0;
        if (constantLeads)
        {
            Term(sum.Numbers[0], null, ref first);
        }
        else if (leading > 0)
        {
            Term(sum.Numbers[leading], sum.Operands[leading - 1], ref first);
        }
        for (int i = 1; i < sum.Numbers.Length; i++)
        {
            if (i != leading)
            {
                Term(sum.Numbers[i], sum.Operands[i - 1], ref first);
            }
        }
        if (!constantLeads && sum.Numbers[0] != 0)
        {
            Term(sum.Numbers[0], null, ref first);
        }
    }

    private void Term(Rational coefficient, Expression? body, ref bool first)
    {
        bool negative = coefficient < 0;
        text.Append(first ? (negative ? "-" : "") : negative ? " - " : " + ");
        first = false;
        Rational magnitude = negative ? -coefficient : coefficient;
        if (body is null)
        {
            Number(magnitude);
        }
        else if (IsShort(magnitude) && !magnitude.IsWhole)
        {
            var numerator = new Rational(magnitude.Numerator, 1);
            Quotient(
                () => Scaled(numerator, body, bare: IsLatex),
                () => Number(new Rational(magnitude.Denominator, 1)),
                simpleNumerator: true,
                atomicDenominator: true);
        }
        else
        {
            Scaled(magnitude, body, bare: false);
        }
    }

    private void Scaled(Rational factor, Expression body, bool bare)
    {
        if (factor != 1)
        {
            Number(factor);
            text.Append(Times);
        }
        bool ambiguous = body.Kind == ExpressionKind.Sum || (body.Kind == ExpressionKind.Quotient && factor != 1 && !IsLatex);
        Parenthesised(body, !ambiguous || (bare && factor == 1));
    }

    private void Quotient(Action numerator, Action denominator, bool simpleNumerator, bool atomicDenominator)
    {
        if (IsLatex)
        {
            text.Append(@"\frac{");
            numerator();
            text.Append("}{");
            denominator();
            text.Append('}');
            return;
        }
        Enclosed(numerator, simpleNumerator);
        text.Append('/');
        Enclosed(denominator, atomicDenominator);
    }

    private void Factor(Expression expression) => Parenthesised(expression, IsAtom(expression));

    private void Parenthesised(Expression expression, bool bare) => Enclosed(() => Write(expression), bare);

    private void Enclosed(Action content, bool bare)
    {
        text.Append(bare ? "" : IsLatex ? @"\left(" : "(");
        content();
        text.Append(bare ? "" : IsLatex ? @"\right)" : ")");
    }

    private void Exponent(Rational power)
    {
        if (power == 1)
        {
            return;
        }
        string digits = power.ToString();
        text.Append(notation switch
        {
            SizeNotation.Unicode => string.Concat(digits.Select(digit => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0'])),
            SizeNotation.Ascii => "^" + digits,
            _ => $"^{{{digits}}}",
        });
    }

    private void Call(ScalarFunction function, Expression[] operands)
    {
        (string open, string close)? brackets =
            function == ScalarFunction.Abs ? (notation switch
            {
                SizeNotation.Unicode => ("|", "|"),
                SizeNotation.Latex => (@"\left|", @"\right|"),
                _ => null,
            })
            : function == ScalarFunction.Floor ? Brackets("⌊", "⌋", "floor")
            : function == ScalarFunction.Ceiling ? Brackets("⌈", "⌉", "ceil")
            : function == ScalarFunction.Sqrt ? (IsLatex ? (@"\sqrt{", "}") : notation == SizeNotation.Unicode ? ("√(", ")") : null)
            : null;
        if (brackets is not { } pair)
        {
            Call(function.Name, operands);
            return;
        }
        text.Append(pair.open);
        Write(operands[0]);
        text.Append(pair.close);
    }

    private (string, string)? Brackets(string open, string close, string name) => notation switch
    {
        SizeNotation.Unicode => (open, close),
        SizeNotation.Latex => ($@"\left\l{name} ", $@" \right\r{name}"),
        _ => null,
    };

    private void Call(string name, Expression[] operands)
    {
        text.Append(IsLatex ? Latex(name) + @"\left(" : name + "(");
        for (int i = 0; i < operands.Length; i++)
        {
            text.Append(i > 0 ? ", " : "");
            Write(operands[i]);
        }
        text.Append(IsLatex ? @"\right)" : ")");
    }

    // The functions that LaTeX knows by name.
    private static string Latex(string name) =>
        name is "exp" or "ln" or "max" or "min" or "sin" or "cos" or "tan" or "sinh" or "cosh" or "tanh" ? "\\" + name : $@"\operatorname{{{name}}}";

    // x[0,1] has its position as an index.
    private static string LatexName(string name)
    {
        int bracket = name.IndexOf('[', StringComparison.Ordinal);
        if (bracket <= 0 || !name.EndsWith(']'))
        {
            return SizeText.LatexSymbol(name);
        }
        string stem = name[..bracket].Replace("_", @"\_", StringComparison.Ordinal);
        return $"{(stem.Length == 1 ? stem : $@"\mathrm{{{stem}}}")}_{{{name[(bracket + 1)..^1]}}}";
    }

    private void Number(Rational value)
    {
        if (!value.IsFinite)
        {
            text.Append(Rational.IsNaN(value) ? "NaN" : (value.Sign < 0 ? "-" : "") + (notation switch
            {
                SizeNotation.Unicode => "∞",
                SizeNotation.Ascii => "infinity",
                _ => @"\infty",
            }));
        }
        else if (IsLatex && IsShort(value) && !value.IsWhole)
        {
            text.Append(CultureInfo.InvariantCulture, $@"{(value.Sign < 0 ? "-" : "")}\frac{{{BigInteger.Abs(value.Numerator)}}}{{{value.Denominator}}}");
        }
        else
        {
            double nearest = Rational.Value(value)!.Value;
            text.Append(IsShort(value) || value.IsWhole || Rational.Literal(nearest) != value
                ? value.ToString()
                : nearest.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static bool IsShort(Rational value) => BigInteger.Abs(value.Numerator) < MaximumPart && value.Denominator < MaximumPart && value.IsFinite;

    // What needs no parentheses as a factor, and below a stroke.
    private static bool IsAtom(Expression expression) => expression.Kind switch
    {
        ExpressionKind.Constant => expression.Numbers[0].IsWhole && expression.Numbers[0].Sign >= 0,
        ExpressionKind.Sum or ExpressionKind.Product or ExpressionKind.Quotient or ExpressionKind.Power => false,
        _ => true,
    };

    // What needs none above a stroke.
    private static bool IsSimple(Expression expression) => IsAtom(expression) || expression.Kind is ExpressionKind.Product or ExpressionKind.Power;
}

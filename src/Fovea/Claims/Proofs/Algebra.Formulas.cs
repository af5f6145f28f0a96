using System.Runtime.CompilerServices;
using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

internal sealed partial class Algebra
{
    /// <summary>A normal form as a formula that reads well: terms of high degree first, equal degrees in the order of the alphabet.</summary>
    public Symbol ToSymbol(NormalForm value)
    {
        // Negative powers stand below the stroke.
        PowerProduct below = PowerProduct.One;
        foreach ((int atom, int power) in value.Numerator.Common.Factors)
        {
            below *= PowerProduct.Of(atom, power < 0 ? -power : 0);
        }
        Symbol divisor = ToSymbol(below);
        foreach ((Polynomial factor, int power) in value.Denominator)
        {
            divisor *= Symbol.Power(ToSymbol(factor), (Rational)power);
        }
        Symbol above = ToSymbol(value.Numerator.Times(below));
        return divisor.Constant is { } one && one == 1 ? above : above / divisor;
    }

    private Symbol ToSymbol(Polynomial polynomial)
    {
        Symbol sum = default;
        IEnumerable<(Symbol Product, int Degree, Rational Coefficient)> terms =
            polynomial.Terms.Select(term => (ToSymbol(term.Product), term.Product.Degree, term.Coefficient));
        foreach ((Symbol product, _, Rational coefficient) in terms.OrderByDescending(term => term.Degree).ThenBy(term => term.Product.ToString(), StringComparer.Ordinal))
        {
            sum += (Symbol)coefficient * product;
        }
        return sum;
    }

    private Symbol ToSymbol(PowerProduct product)
    {
        Symbol result = (Rational)1;
        foreach ((Symbol factor, int power) in product.Factors.Select(factor => (ToSymbol(factor.Atom), factor.Power)).OrderBy(factor => factor.Item1.ToString(), StringComparer.Ordinal))
        {
            result *= Symbol.Power(factor, (Rational)power);
        }
        return result;
    }

    private Symbol ToSymbol(int number)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        AlgebraAtom atom = atoms[number];
        Symbol Argument(int i) => ToSymbol(atom.Arguments[i]);
        switch (atom.Kind)
        {
            case AtomKind.Variable:
                return Symbol.Named(atom.Name);
            case AtomKind.Exponential:
                return Symbol.Apply(ScalarFunction.Exp, Argument(0));
            case AtomKind.Call:
                return Symbol.Apply(atom.Function!, Argument(0));
            case AtomKind.Power:
                return Symbol.Power(Argument(0), Argument(1));
            case AtomKind.Remainder:
                return Symbol.Remainder(Argument(0), Argument(1));
            default:
                Symbol largest = Argument(0);
                for (int i = 1; i < atom.Arguments.Count; i++)
                {
                    largest = Symbol.Max(largest, Argument(i));
                }
                return largest;
        }
    }

    /// <summary>The least value of a variable that stands for a whole number; null if it has none, or is none.</summary>
    public long? LeastOf(string name) =>
        variables.TryGetValue(name, out Variable variable) && variable is { IsWhole: true, AtLeast: { } least } && least >= long.MinValue / 2 && least <= long.MaxValue / 2
            ? (long)Rational.Exact(ScalarFunction.Ceiling, least)!.Value.Numerator
            : null;
}

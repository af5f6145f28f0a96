using Fovea.Claims.Proofs;
using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>Formulas as somebody reads them in a verdict.</summary>
internal static class FormulaText
{
    /// <summary>In the normal form of sizes where it is one, which is the shortest.</summary>
    public static string Readable(Symbol formula, ClaimScope scope) =>
        formula.ToSize(scope.AtLeast) is { } size ? size.ToString() : formula.ToString();

    /// <summary>What a formula is at a point: exactly, if it is rational there.</summary>
    public static string At(Symbol formula, IReadOnlyDictionary<string, Rational>? values)
    {
        Symbol value = values is null ? formula : formula.Evaluate<Symbol>(name => values.TryGetValue(name, out Rational known) ? known : Symbol.Named(name));
        return value.ToString();
    }
}

using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

public static partial class Prover
{
    /// <summary>A formula in its normal form, with terms in a readable order: equal to it for all values for which it is defined.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="premises">What its names range over: of whole numbers, whole parts leave a floor.</param>
    /// <returns>The normal form; the formula itself where that would be too large.</returns>
    public static Symbol Simplified(Symbol formula, Premises premises)
    {
        try
        {
            var algebra = new Algebra(premises.Variables, new Work(MaximumWork));
            return algebra.ToSymbol(algebra.Of(formula));
        }
        catch (Exception exception) when (exception is OutOfReachException or InsufficientExecutionStackException)
        {
            return formula;
        }
    }
}

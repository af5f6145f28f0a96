namespace Fovea.Numbers;

public readonly partial record struct Symbol
{
    /// <summary>The names that stand in the formula, each once.</summary>
    public IReadOnlyCollection<string> Names => new SortedSet<string>(
        Expression.Parts().Where(part => part.Kind == ExpressionKind.Variable).Select(part => part.Name), StringComparer.Ordinal);

    /// <summary>How many different parts it is made of.</summary>
    internal int Parts => Expression.Parts().Count();

    /// <summary>The formula with everything in place of its floors and ceilings.</summary>
    internal Symbol Smoothed() => Smoothed(Expression, new Dictionary<Expression, Symbol>(ReferenceEqualityComparer.Instance));

    // Replacing from inside out: the floors inside a floor are replaced first.
    private static Symbol Smoothed(Expression expression, Dictionary<Expression, Symbol> known)
    {
        foreach (Expression part in expression.Parts().Reverse())
        {
            if (part.Kind == ExpressionKind.Call && (part.Function == ScalarFunction.Floor || part.Function == ScalarFunction.Ceiling))
            {
                known[part] = part.Operands[0].Evaluate(Named, known);
            }
        }
        return expression.Evaluate(Named, known);
    }
}

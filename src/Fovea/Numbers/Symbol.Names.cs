namespace Fovea.Numbers;

public readonly partial record struct Symbol
{
    /// <summary>The names that stand in the formula, each once.</summary>
    public IReadOnlyCollection<string> Names => new SortedSet<string>(
        Expression.Parts().Where(part => part.Kind == ExpressionKind.Variable).Select(part => part.Name), StringComparer.Ordinal);

    /// <summary>How many different parts it is made of.</summary>
    internal int Parts => Expression.Parts().Count();
}

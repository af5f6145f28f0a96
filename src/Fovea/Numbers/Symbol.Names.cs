namespace Fovea.Numbers;

public readonly partial record struct Symbol
{
    /// <summary>The names that stand in the formula, each once.</summary>
    public IReadOnlyCollection<string> Names
    {
        get
        {
            var names = new SortedSet<string>(StringComparer.Ordinal);
            var seen = new HashSet<Expression>(ReferenceEqualityComparer.Instance);
            var next = new Stack<Expression>([Expression]);
            while (next.TryPop(out Expression? expression))
            {
                if (seen.Add(expression))
                {
                    if (expression.Kind == ExpressionKind.Variable)
                    {
                        names.Add(expression.Name);
                    }
                    foreach (Expression operand in expression.Operands)
                    {
                        next.Push(operand);
                    }
                }
            }
            return names;
        }
    }
}

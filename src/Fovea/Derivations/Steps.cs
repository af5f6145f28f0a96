using Fovea.Numbers;

namespace Fovea.Derivations;

/// <summary>From a general formula to that of a layer: one name after the other is put in, and what comes out is simplified.</summary>
internal static class Steps
{
    /// <summary>The steps.</summary>
    /// <param name="general">The general formula.</param>
    /// <param name="rule">Where it comes from.</param>
    /// <param name="assignments">What its names stand for, in the order in which they are put in. Names that do not stand in it are passed over.</param>
    public static Values<DerivationStep> Of(Size general, string rule, params IEnumerable<Assignment> assignments)
    {
        List<DerivationStep> steps = [new(new SizeFormula(general), rule)];
        Size current = general;
        foreach (Assignment assignment in assignments)
        {
            if (!current.Symbols.Contains(assignment.Name))
            {
                continue;
            }
            var put = new SizeFormula(current, assignment);
            steps.Add(new(put, assignment.Meaning, assignment));
            current = put.Value;
            if (current.ToString() != put.ToString())
            {
                steps.Add(new(new SizeFormula(current), "simplified"));
            }
        }
        return [.. steps];
    }

    /// <summary>A sum over layers, and what it comes to.</summary>
    public static DerivationSection Total(string quantity, IEnumerable<Size> terms, string reason)
    {
        var sum = new SumFormula([.. terms.Where(term => term != 0)]);
        DerivationStep result = new(new SizeFormula(sum.Value), "added up");
        return new DerivationSection("In total", new Words(quantity), sum.Terms.Count < 2 ? [result with { Reason = reason }] : [new(sum, reason), result]);
    }

    /// <summary>The size at the end of steps.</summary>
    public static Size Result(Values<DerivationStep> steps) => steps[^1].Formula switch
    {
        SizeFormula size => size.Value,
        SumFormula sum => sum.Value,
        _ => throw new InvalidOperationException("the steps do not end in a size"),
    };
}

using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>What happens to an element that a scatter writes to.</summary>
public enum ScatterReduction
{
    /// <summary>It is replaced.</summary>
    None,

    /// <summary>The update is added.</summary>
    Add,

    /// <summary>It is multiplied by the update.</summary>
    Mul,

    /// <summary>The greater stays.</summary>
    Max,

    /// <summary>The less stays.</summary>
    Min,
}

/// <summary>Words, cost and computation of the reductions of scatters.</summary>
internal static class ScatterReductions
{
    public static ScatterReduction Read(Attributes attributes) => attributes.OneOf(
        "reduction",
        ScatterReduction.None,
        ("none", ScatterReduction.None),
        ("add", ScatterReduction.Add),
        ("mul", ScatterReduction.Mul),
        ("max", ScatterReduction.Max),
        ("min", ScatterReduction.Min));

    public static string Word(ScatterReduction reduction) => reduction.ToString().ToLowerInvariant();

    public static Cost Cost(ScatterReduction reduction, Size updates) => reduction switch
    {
        ScatterReduction.None => Graphs.Cost.Free,
        ScatterReduction.Add => Graphs.Cost.Of(OperationKind.Add, updates),
        ScatterReduction.Mul => Graphs.Cost.Of(OperationKind.Multiply, updates),
        _ => Graphs.Cost.Of(OperationKind.Compare, updates),
    };

    /// <summary>The data with each update written to its place, in their order: the reference computation of all scatters.</summary>
    public static void Write<T>(Evaluation<T> run, ScatterReduction reduction, int[] places)
        where T : struct, IScalar<T>
    {
        Operands.Require(run[2].Elements.Count == places.Length, $"there are {run[2].Elements.Count} updates for {places.Length} places");
        if (reduction == ScatterReduction.None)
        {
            run.Put(0, run[0].Elements.Replace(places, run[2].Elements));
        }
        else if (run.IsWhole(0))
        {
            Reduce<T, Whole>(run, reduction, places);
        }
        else if (run.IsTruth(0))
        {
            throw new UnavailableException($"the standard does not say what '{Word(reduction)}' makes of truth values");
        }
        else
        {
            Reduce<T, T>(run, reduction, places);
        }
    }

    private static void Reduce<T, E>(Evaluation<T> run, ScatterReduction reduction, int[] places)
        where T : struct, IScalar<T>
        where E : struct, IScalar<E>
    {
        E[] result = run.Make<E>(0);
        run.Items<E>(0).CopyTo(result, 0);
        E[] updates = run.Items<E>(2);
        for (int i = 0; i < places.Length; i++)
        {
            E old = result[places[i]];
            result[places[i]] = reduction switch
            {
                ScatterReduction.Add => old + updates[i],
                ScatterReduction.Mul => old * updates[i],
                ScatterReduction.Max => E.Max(old, updates[i]),
                _ => E.Min(old, updates[i]),
            };
        }
    }
}

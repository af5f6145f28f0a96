using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// Follows values that are known before the network runs through an operator: its reference computation, on small contents. Where all integers are plain they
/// are computed as in a run; otherwise they are fractions of sizes, as floats always are.
/// </summary>
internal static class Following
{
    // Values that shapes depend on are few.
    private const int MaximumElements = 1 << 12;

    /// <summary>What is known of the outputs: their types as given and, where the inputs are known and the computation can be followed, their contents.</summary>
    public static Values<ValueInfo> Outputs(Operands inputs, params ReadOnlySpan<ValueInfo> outputs)
    {
        Values<ValueInfo> types = Values.Create(outputs);
        if (!AreSmall(outputs) || Known(inputs) is not { } tensors)
        {
            return types;
        }
        var evaluation = new Evaluation<Fraction>(
            inputs, types, tensors, (_, _) => throw new UnavailableException("graphs inside a node are not followed"));
        // What is computed here is no work of the network: it is counted apart, and forgotten.
        using Ledger apart = Ledger.Open();
        try
        {
            inputs.Node.Operator.Forward(evaluation);
        }
        catch (Exception error) when (error is UndecidableException or UnavailableException or GraphException
            or OverflowException or DivideByZeroException or NotSupportedException)
        {
            // No shape depends on it. If it is an error, it is one of the run.
            return types;
        }
        ValueInfo[] followed = outputs.ToArray();
        for (int i = 0; i < followed.Length && i < evaluation.Results.Length; i++)
        {
            if (evaluation.Results[i] is { } result)
            {
                followed[i] = followed[i] with { Contents = Contents(result.Stored<Fraction>()) };
            }
        }
        return Values.Create<ValueInfo>(followed);
    }

    private static bool AreSmall(ReadOnlySpan<ValueInfo> outputs)
    {
        foreach (ValueInfo output in outputs)
        {
            if (!output.Shape.IsKnown || !output.Shape.Elements.TryGetValue(out long count) || count > MaximumElements)
            {
                return false;
            }
        }
        return true;
    }

    // The inputs in a run over fractions, or null if the contents of one are not known or many.
    private static RunTensor?[]? Known(Operands inputs)
    {
        bool plain = true;
        for (int i = 0; i < inputs.Count; i++)
        {
            if (!inputs.Has(i))
            {
                continue;
            }
            if (inputs.Contents(i) is not { } contents || contents.Elements.Count > MaximumElements)
            {
                return null;
            }
            plain &= !inputs.Element(i).IsInteger() || contents.Elements.All(element => element.TryGetWhole(out Size whole) && whole.IsKnown);
        }
        var tensors = new RunTensor?[inputs.Count];
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i] = inputs.Has(i) ? new RunTensor(inputs.Element(i), inputs.Contents(i)!.Dimensions, Elements(inputs, i, plain)) : null;
        }
        return tensors;
    }

    private static Elements Elements(Operands inputs, int input, bool plain)
    {
        ElementType element = inputs.Element(input);
        Values<Fraction> elements = inputs.Contents(input)!.Elements;
        return element == ElementType.Bool ? new Elements<bool>([.. elements.Select(truth => truth != 0)])
            : element.IsInteger() && plain ? new Elements<Whole>([.. elements.Select(number => (Whole)number.Numerator.Value)])
            : new Elements<Fraction>([.. elements]);
    }

    private static Contents? Contents(RunTensor result)
    {
        var elements = new Fraction[result.Elements.Count];
        for (int i = 0; i < elements.Length; i++)
        {
            Fraction? element = result.Elements switch
            {
                Elements<bool> truths => truths.Items[i] ? 1 : 0,
                Elements<Whole> wholes => Graphs.Contents.TryGetFraction(wholes.Items[i], out Fraction whole) ? whole : null,
                Elements<Fraction> numbers => Rounding.To(result.Element, numbers.Items[i]),
                _ => null,
            };
            if (element is not { } known)
            {
                return null;
            }
            elements[i] = known;
        }
        return new Contents(result.Dimensions, Values.Create<Fraction>(elements));
    }
}

using System.Runtime.CompilerServices;
using Fovea.Numbers;

namespace Fovea.Graphs;

/// <summary>
/// What the rules of an operator say of inputs. Networks repeat their layers: nodes of one operator whose inputs are known the same way share it, so that a rule is
/// applied once for all of them.
/// </summary>
/// <param name="inputs">What is known of the inputs; null for one that is left out.</param>
/// <param name="outputs">What the shape rule says of the outputs.</param>
internal sealed class RuleResults(ValueInfo?[] inputs, Values<ValueInfo> outputs)
{
    /// <summary>What is known of the inputs.</summary>
    public ValueInfo?[] Inputs { get; } = inputs;

    /// <summary>What the shape rule says.</summary>
    public Values<ValueInfo> Outputs { get; } = outputs;

    /// <summary>What the cost rule says, once it has been asked.</summary>
    public Cost? Cost { get; set; }

    /// <summary>What the receptive-field rule says of the first output, once it has been asked.</summary>
    public FieldRule? Field { get; set; }
}

/// <summary>An operator and what is known of its inputs, the same objects each.</summary>
/// <param name="applied">The operator.</param>
/// <param name="inputs">What is known of its inputs.</param>
internal readonly struct RuleQuestion(Operator applied, ValueInfo?[] inputs) : IEquatable<RuleQuestion>
{
    private readonly Operator applied = applied;
    private readonly ValueInfo?[] inputs = inputs;

    /// <summary>
    /// Whether another node of the same operator and inputs gets the same answer. Not if the operator has graphs inside, which read names around it, or several outputs, of
    /// which each node may ask for others.
    /// </summary>
    public static bool IsRepeatable(Node node) => node.Outputs.Count == 1 && node.Operator.Subgraphs.Count == 0;

    /// <inheritdoc/>
    public bool Equals(RuleQuestion other)
    {
        if (!ReferenceEquals(applied, other.applied) || inputs.Length != other.inputs.Length)
        {
            return false;
        }
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!ReferenceEquals(inputs[i], other.inputs[i]))
            {
                return false;
            }
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RuleQuestion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int hash = RuntimeHelpers.GetHashCode(applied);
        foreach (ValueInfo? input in inputs)
        {
            hash = HashCode.Combine(hash, RuntimeHelpers.GetHashCode(input));
        }
        return hash;
    }
}

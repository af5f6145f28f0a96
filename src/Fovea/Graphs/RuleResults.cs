using System.Runtime.CompilerServices;
using Fovea.Numbers;

namespace Fovea.Graphs;

/// <summary>
/// What the rules of an operator say of inputs. Networks repeat their layers: nodes of one operator whose inputs are known the same way share it, so that a rule is
/// applied once for all of them. Two are equal if they ask the same: operator and inputs are the same objects.
/// </summary>
/// <param name="applied">The operator.</param>
/// <param name="inputs">What is known of the inputs; null for one that is left out.</param>
internal sealed class RuleResults(Operator applied, ValueInfo?[] inputs) : IEquatable<RuleResults>
{
    private readonly Operator applied = applied;

    /// <summary>What is known of the inputs.</summary>
    public ValueInfo?[] Inputs { get; } = inputs;

    /// <summary>What the shape rule says of the outputs.</summary>
    public Values<ValueInfo> Outputs { get; set; }

    /// <summary>What the cost rule says, once it has been asked.</summary>
    public Cost? Cost { get; set; }

    /// <summary>What the receptive-field rule says of the first output, once it has been asked.</summary>
    public FieldRule? Field { get; set; }

    /// <summary>
    /// Whether another node of the same operator and inputs gets the same answer. Not if the operator has graphs inside, which read names around it, or several outputs, of
    /// which each node may ask for others.
    /// </summary>
    public static bool AreShared(Node node) => node.Outputs.Count == 1 && node.Operator.Subgraphs.Count == 0;

    /// <inheritdoc/>
    public bool Equals(RuleResults? other)
    {
        if (other is null || !ReferenceEquals(applied, other.applied) || Inputs.Length != other.Inputs.Length)
        {
            return false;
        }
        for (int i = 0; i < Inputs.Length; i++)
        {
            if (!ReferenceEquals(Inputs[i], other.Inputs[i]))
            {
                return false;
            }
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RuleResults);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int hash = RuntimeHelpers.GetHashCode(applied);
        foreach (ValueInfo? input in Inputs)
        {
            hash = HashCode.Combine(hash, RuntimeHelpers.GetHashCode(input));
        }
        return hash;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Fovea.Numbers;

namespace Fovea.Graphs;

/// <summary>
/// What the rules of an operator say of inputs. Networks repeat their layers: nodes of one operator whose inputs are known the same way share it, so that a rule is
/// applied once for all of them.
/// </summary>
/// <param name="applied">The operator.</param>
/// <param name="inputs">What is known of the inputs; null for one that is left out.</param>
internal sealed class RuleResults(Operator applied, ValueInfo?[] inputs)
{
    /// <summary>The operator.</summary>
    public Operator Operator { get; } = applied;

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

    /// <summary>An operator and what is known of its inputs.</summary>
    public readonly ref struct Question(Operator asked, ReadOnlySpan<ValueInfo?> inputs)
    {
        public Operator Asked { get; } = asked;

        public ReadOnlySpan<ValueInfo?> Inputs { get; } = inputs;
    }

    /// <summary>Finds what was answered before: to the same question, that is for an operator and inputs that are the same objects.</summary>
    public sealed class SameQuestion : IEqualityComparer<RuleResults>, IAlternateEqualityComparer<Question, RuleResults>
    {
        public bool Equals(Question question, RuleResults results)
        {
            if (!ReferenceEquals(question.Asked, results.Operator) || question.Inputs.Length != results.Inputs.Length)
            {
                return false;
            }
            for (int i = 0; i < results.Inputs.Length; i++)
            {
                if (!ReferenceEquals(question.Inputs[i], results.Inputs[i]))
                {
                    return false;
                }
            }
            return true;
        }

        public int GetHashCode(Question question)
        {
            int hash = RuntimeHelpers.GetHashCode(question.Asked);
            foreach (ValueInfo? input in question.Inputs)
            {
                hash = (hash * 31) + RuntimeHelpers.GetHashCode(input);
            }
            return hash;
        }

        public RuleResults Create(Question question) => new(question.Asked, question.Inputs.ToArray());

        public bool Equals(RuleResults? left, RuleResults? right) =>
            ReferenceEquals(left, right) || (left is not null && right is not null && Equals(Asked(left), right));

        public int GetHashCode([DisallowNull] RuleResults results) => GetHashCode(Asked(results));

        private static Question Asked(RuleResults results) => new(results.Operator, results.Inputs);
    }
}

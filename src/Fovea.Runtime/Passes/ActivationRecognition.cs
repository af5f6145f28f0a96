using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;

namespace Fovea.Runtime.Passes;

/// <summary>
/// Writes activations that files spell out as one operator: x · sigmoid(x) as Swish, x · max(0, min(1, α · x + β)) with the constants of hard swish as HardSwish, and
/// x / 2 · (1 + erf(x / √2)) as Gelu.
/// </summary>
internal static class ActivationRecognition
{
    private const double Tolerance = 1e-6;

    public static WeightedGraph Apply(WeightedGraph model)
    {
        Graph graph = model.Graph;
        Dictionary<string, List<int>> readers = Readers.Places(graph);
        var makers = new Dictionary<string, Node>(StringComparer.Ordinal);
        Dictionary<string, Parameter> parameters = graph.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        var removed = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        var changed = new List<Node>();
        foreach (Node node in graph.Nodes)
        {
            Node made = node;
            if (node.Operator is Mul { Legacy: null } && (Gated(node) ?? ErrorGated(node)) is { } recognised)
            {
                made = node with { Operator = recognised.Operator, Inputs = [recognised.Input] };
                removed.UnionWith(recognised.Parts);
            }
            changed.Add(made);
            foreach (string output in node.Outputs)
            {
                makers[output] = node;
            }
        }
        return removed.Count == 0 ? model : model.With([.. changed.Where(node => !removed.Contains(node))]);

        Node? Maker(string name) => makers.GetValueOrDefault(name);
        bool IsInner(string name) => readers.GetValueOrDefault(name) is [_];
        bool Is(string name, double value) => parameters.TryGetValue(name, out Parameter? parameter) && parameter.Type.Element == ElementType.Float32
            && model.Value(parameter) is { Count: 1 } tensor && Math.Abs(tensor.GetDouble(0) - value) <= Tolerance * value;

        (Operator Operator, string Input, Node[] Parts)? Gated(Node node)
        {
            for (int side = 0; side < 2; side++)
            {
                string x = node.Inputs[1 - side];
                if (Maker(node.Inputs[side]) is { } gate && gate.Inputs.Count > 0 && gate.Inputs[0] == x && IsInner(node.Inputs[side]))
                {
                    switch (gate.Operator)
                    {
                        case Sigmoid:
                            return (new Swish(), x, [gate]);
                        case HardSigmoid hard when Math.Abs(hard.Alpha - (1.0 / 6)) < Tolerance && hard.Beta == 0.5f:
                            return (new HardSwish(), x, [gate]);
                    }
                }
            }
            return null;
        }

        // The three factors x, 1 + erf(x / √2) and 1/2 may be multiplied in any order.
        (Operator Operator, string Input, Node[] Parts)? ErrorGated(Node last)
        {
            for (int side = 0; side < 2; side++)
            {
                if (Maker(last.Inputs[side]) is { Operator: Mul { Legacy: null } } first && IsInner(last.Inputs[side]))
                {
                    string[] factors = [first.Inputs[0], first.Inputs[1], last.Inputs[1 - side]];
                    for (int i = 0; i < factors.Length; i++)
                    {
                        if (Is(factors[i], 0.5))
                        {
                            (string a, string b) = (factors[(i + 1) % 3], factors[(i + 2) % 3]);
                            if ((Error(a, b) ?? Error(b, a)) is { } found)
                            {
                                return (new Gelu(), found.Input, [.. found.Parts, first]);
                            }
                        }
                    }
                }
            }
            return null;
        }

        // 1 + erf(x / √2) beside x.
        (string Input, Node[] Parts)? Error(string sum, string x) =>
            IsInner(sum) && Maker(sum) is { Operator: Add { Legacy: null } } add && Other(add, 1) is { } erf
            && IsInner(erf) && Maker(erf) is { Operator: Erf } error
            && IsInner(error.Inputs[0]) && Maker(error.Inputs[0]) is { } scaled && IsScaled(scaled, x)
                ? (x, [add, error, scaled])
                : null;

        bool IsScaled(Node node, string x) => node.Operator switch
        {
            Div { Legacy: null } => node.Inputs[0] == x && Is(node.Inputs[1], Math.Sqrt(2)),
            Mul { Legacy: null } => Other(node, Math.Sqrt(0.5)) == x,
            _ => false,
        };

        // The operand beside a constant of a given value.
        string? Other(Node node, double value) => Is(node.Inputs[1], value) ? node.Inputs[0] : Is(node.Inputs[0], value) ? node.Inputs[1] : null;
    }
}

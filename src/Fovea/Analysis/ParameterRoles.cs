using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Analysis;

/// <summary>
/// What each tensor of a network is: trained, gathered, or a setting. A tensor counts as what its readers take it for; trained goes before gathered. Single numbers
/// without axes and indices are settings whoever reads them.
/// </summary>
public sealed class ParameterRoles
{
    private readonly Dictionary<string, (ParameterRole Role, Size Count)> roles = new(StringComparer.Ordinal);

    /// <summary>Looks at who reads each tensor, in the graphs inside nodes, too.</summary>
    public ParameterRoles(Graph graph) => Collect(graph);

    private void Collect(Graph graph)
    {
        for (int index = 0; index < graph.Nodes.Count; index++)
        {
            Node node = graph.Nodes[index];
            ReadOnlySpan<int> reads = graph.Numbers.Reads(index);
            for (int input = 0; input < node.Inputs.Count; input++)
            {
                int parameter = reads[input] - graph.Inputs.Count;
                if (parameter >= 0 && parameter < graph.Parameters.Count)
                {
                    (string name, TensorType type, _) = graph.Parameters[parameter];
                    ParameterRole role = Role(node.Operator, input, type);
                    if (!roles.TryGetValue(name, out var known) || role < known.Role)
                    {
                        roles[name] = (role, type.Shape.Elements);
                    }
                }
            }
            foreach (Graph inner in node.Operator.Subgraphs)
            {
                Collect(inner);
            }
        }
    }

    // Integers are weights where they are narrow; otherwise they are indices.
    private static ParameterRole Role(Operator reader, int input, TensorType type)
    {
        ParameterRole role = reader.Role(input);
        bool number = type.Element.IsFloating()
            || (type.Element.IsInteger() && (type.Element.Bits() <= 8 || reader is Operators.QLinearConv));
        return number && type.Shape.Rank > 0 ? role : ParameterRole.Setting;
    }

    /// <summary>How many numbers of a role a node reads.</summary>
    public Size Of(Node node, ParameterRole role)
    {
        Size sum = 0;
        foreach (int input in Inputs(node, role))
        {
            sum += roles[node.Inputs[input]].Count;
        }
        return sum;
    }

    /// <summary>The inputs of a node that are tensors of a role.</summary>
    public IEnumerable<int> Inputs(Node node, ParameterRole role)
    {
        for (int input = 0; input < node.Inputs.Count; input++)
        {
            if (node.Operator.Role(input) == role && roles.TryGetValue(node.Inputs[input], out var known) && known.Role == role)
            {
                yield return input;
            }
        }
    }

    /// <summary>How many numbers of a role there are, each tensor once.</summary>
    /// <param name="role">The role.</param>
    /// <param name="among">The names of the tensors that count; all of them if not said.</param>
    public Size Total(ParameterRole role, IReadOnlySet<string>? among = null)
    {
        Size sum = 0;
        foreach ((string name, (ParameterRole Role, Size Count) known) in roles)
        {
            sum += known.Role == role && (among is null || among.Contains(name)) ? known.Count : 0;
        }
        return sum;
    }
}

using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Onnx;

/// <content>Functions of the model: a node that calls one is replaced by the function's body.</content>
internal sealed partial class ModelReader
{
    private readonly Dictionary<(string Domain, string Name, string Overload), Place> functions = [];
    private int expansions;

    // Names and attributes inside the body of a function that is being expanded.
    private sealed record Call(
        string Prefix, Dictionary<string, string> Names, IReadOnlyList<KeyValuePair<string, AttributeValue>> Attributes, int Depth);

    private void AddFunction(Place place)
    {
        WireReader reader = At(place);
        string name = "";
        string domain = "";
        string overload = "";
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    name = reader.Text(limits.NameBytes);
                    break;
                case 10:
                    domain = Domain(reader.Text(limits.NameBytes));
                    break;
                case 13:
                    overload = reader.Text(limits.NameBytes);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        if (!functions.TryAdd((domain, name, overload), place))
        {
            throw reader.Error($"function '{name}' is defined twice");
        }
    }

    private void Expand(
        WireReader reader,
        string label,
        Values<string> inputs,
        Values<string> outputs,
        List<KeyValuePair<string, AttributeValue>> attributes,
        Values<OperatorSet> outer,
        int callDepth,
        int depth,
        List<Node> to)
    {
        if (callDepth > limits.Nesting)
        {
            throw reader.Error($"functions call each other more than {limits.Nesting} deep");
        }
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var given = new List<KeyValuePair<string, AttributeValue>>(attributes);
        var sets = new List<OperatorSet>();
        int input = 0;
        int output = 0;
        WireReader head = reader;
        while (head.Next())
        {
            switch (head.Field)
            {
                case 4:
                    names[head.Text(limits.NameBytes)] = input < inputs.Count ? inputs[input] : "";
                    input++;
                    break;
                case 5:
                    names[head.Text(limits.NameBytes)] = output < outputs.Count && outputs[output].Length > 0 ? outputs[output] : $"{label}.{++expansions}";
                    output++;
                    break;
                case 9:
                    sets.Add(OperatorSet(head.Message()));
                    break;
                case 11:
                    // An attribute with its default, for calls that do not give it.
                    if (Attribute(head.Message(), outer, null, depth) is { } standard && !given.Exists(entry => entry.Key == standard.Key))
                    {
                        given.Add(standard);
                    }
                    break;
                default:
                    head.Skip();
                    break;
            }
        }
        var call = new Call($"{label}/{++expansions}/", names, given, callDepth);
        Values<OperatorSet> own = sets.Count > 0 ? Values.Create<OperatorSet>([.. sets]) : outer;
        WireReader body = reader;
        while (body.Next())
        {
            if (body.Field == 7)
            {
                WireReader node = body.Message();
                Node(node, own, call, depth, to);
            }
            else
            {
                body.Skip();
            }
        }
    }

    private static string Rename(string name, Call? call)
    {
        if (call is null || name.Length == 0)
        {
            return name;
        }
        if (!call.Names.TryGetValue(name, out string? outside))
        {
            outside = call.Prefix + name;
            call.Names.Add(name, outside);
        }
        return outside;
    }
}

using System.Globalization;
using System.Text;
using Fovea.Notation;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>Writes graphs in the exact form of the notation.</summary>
internal sealed class GraphPrinter
{
    private readonly StringBuilder text = new();
    private readonly SizeNotation notation;

    private GraphPrinter(SizeNotation notation) => this.notation = notation;

    public static string Print(Graph graph, SizeNotation notation)
    {
        if (graph.FreeNames.Count > 0)
        {
            throw new GraphException($"'{graph.Name}' is a part of another network, from which it reads '{graph.FreeNames[0]}': it has no text of its own");
        }
        var printer = new GraphPrinter(notation);
        printer.Net(graph, "", [], null);
        return printer.text.Append('\n').ToString();
    }

    // Symbols that the graphs around declare are not declared again.
    private void Net(Graph graph, string indent, HashSet<string> around, Values<OperatorSet>? sets)
    {
        text.Append("net");
        if (graph.Name.Length > 0)
        {
            text.Append(' ').Append(Names.Write(graph.Name));
        }
        if (graph.Symbols.Count > 0)
        {
            text.Append('(').AppendJoin(", ", graph.Symbols.Map(Symbol)).Append(')');
        }
        text.Append(" {\n");
        string inside = indent + "  ";
        if (sets != graph.OperatorSets)
        {
            text.Append(inside).Append("opset ");
            text.AppendJoin(", ", graph.OperatorSets.Count == 0 ? ["none"] : graph.OperatorSets.Select(OperatorSet)).Append('\n');
        }
        HashSet<string> known = Open(graph, inside, around);
        foreach (GraphInput input in graph.Inputs)
        {
            Value(inside, "input", input.Name, input.Type).Append('\n');
        }
        foreach (Parameter parameter in graph.Parameters)
        {
            Value(inside, parameter.Contents is null ? "weight" : "constant", parameter.Name, parameter.Type);
            if (parameter.Contents is { } contents)
            {
                text.Append(" = ");
                if (contents.Type != parameter.Type)
                {
                    Type(contents.Type).Append(' ');
                }
                TensorText.Write(text, contents);
            }
            text.Append('\n');
        }
        foreach (Node node in graph.Nodes)
        {
            Node(node, graph.OperatorSets, inside, known);
        }
        foreach (GraphOutput output in graph.Outputs)
        {
            Value(inside, "output", output.Name, output.Type).Append('\n');
        }
        text.Append(indent).Append('}');
    }

    private string Symbol(GraphSymbol symbol) =>
        Names.Write(symbol.Name)
        + (symbol.AtLeast != 1 ? $" {AtLeast} {symbol.AtLeast.ToString(CultureInfo.InvariantCulture)}" : "")
        + (symbol.Default is { } standard ? $" = {standard.ToString(CultureInfo.InvariantCulture)}" : "");

    private string AtLeast => notation == SizeNotation.Ascii ? ">=" : "≥";

    private static string OperatorSet(OperatorSet set)
    {
        string version = set.Version.ToString(CultureInfo.InvariantCulture);
        return set.Domain.Length == 0 ? version : $"{Names.Write(set.Domain)} {version}";
    }

    /// <summary>
    /// Declares the open dimensions that no input shows, and those that have another least value than 1.
    /// </summary>
    /// <returns>The symbols that are known inside the graph.</returns>
    private HashSet<string> Open(Graph graph, string indent, HashSet<string> around)
    {
        var known = new HashSet<string>(around, StringComparer.Ordinal);
        var open = new List<string>();
        foreach (GraphSymbol symbol in graph.Symbols)
        {
            known.Add(symbol.Name);
        }
        void See(Size size, bool shown)
        {
            if (size.IsKnown)
            {
                return;
            }
            foreach (SymbolAtom atom in size.Formula.Atoms(inside: true).OfType<SymbolAtom>())
            {
                if (known.Add(atom.Name) && !(shown && atom.AtLeast == 1))
                {
                    open.Add(Symbol(new GraphSymbol(atom.Name, atom.AtLeast)));
                }
            }
        }
        void SeeType(TensorType? type, bool shown)
        {
            foreach (Size size in type?.Shape ?? [])
            {
                See(size, shown);
            }
        }
        foreach (GraphInput input in graph.Inputs)
        {
            SeeType(input.Type, shown: true);
        }
        foreach (Parameter parameter in graph.Parameters)
        {
            SeeType(parameter.Type, shown: false);
        }
        foreach (Node node in graph.Nodes)
        {
            foreach ((_, AttributeValue value) in AttributeWriter.Of(node.Operator))
            {
                foreach (Size size in value switch
                {
                    AttributeValue.Integer integer => [integer.Value],
                    AttributeValue.Integers integers => integers.Value,
                    _ => Values<Size>.Empty,
                })
                {
                    See(size, shown: false);
                }
            }
        }
        foreach (GraphOutput output in graph.Outputs)
        {
            SeeType(output.Type, shown: false);
        }
        if (open.Count > 0)
        {
            text.Append(indent).Append("open ").AppendJoin(", ", open).Append('\n');
        }
        return known;
    }

    private StringBuilder Value(string indent, string word, string name, TensorType? type)
    {
        text.Append(indent).Append(word).Append(' ').Append(Names.Write(name));
        if (type is { } given)
        {
            text.Append(": ");
            Type(given);
        }
        return text;
    }

    private StringBuilder Type(TensorType type)
    {
        text.Append(type.Element.Name()).Append('[');
        for (int axis = 0; axis < type.Shape.Rank; axis++)
        {
            text.Append(axis > 0 ? ", " : "").Append(type.Shape[axis].ToString(notation));
        }
        return text.Append(']');
    }

    private void Node(Node node, Values<OperatorSet> sets, string indent, HashSet<string> known)
    {
        text.Append(indent).AppendJoin(", ", node.Outputs.Map(Optional)).Append(node.Outputs.Count > 0 ? " = " : "");
        OperatorType type = node.Operator.Type;
        bool plain = Names.IsPlain(type.Name) && !type.Name.Contains('.', StringComparison.Ordinal);
        if (type.Domain.Length == 0)
        {
            // In quotation marks, an operator that is not known is no misspelt one.
            text.Append(plain && char.IsUpper(type.Name[0]) && node.Operator is not UnknownOperator ? type.Name : Names.Quote(type.Name));
        }
        else
        {
            text.Append(plain && Names.IsPlain(type.Domain) ? $"{type.Domain}.{type.Name}" : $"{Names.Quote(type.Domain)}.{Names.Quote(type.Name)}");
        }
        text.Append('(').AppendJoin(", ", node.Inputs.Map(Optional));
        (IReadOnlyList<KeyValuePair<string, AttributeValue>> attributes, int? opset) = Attributes(node, sets);
        bool first = node.Inputs.Count == 0;
        foreach ((string name, AttributeValue value) in attributes)
        {
            text.Append(first ? "" : ", ").Append(Names.Write(name)).Append(" = ");
            Attribute(value, sets, indent, known);
            first = false;
        }
        text.Append(')');
        if (opset is { } version)
        {
            text.Append(" opset ").Append(version.ToString(CultureInfo.InvariantCulture));
        }
        if (node.Name != (node.Outputs.Count > 0 ? node.Outputs[0] : ""))
        {
            text.Append(" as ").Append(Names.Write(node.Name));
        }
        text.Append('\n');
    }

    private static string Optional(string name) => name.Length == 0 ? "_" : Names.Write(name);

    // The attributes in the form of the graph's operator set or, where that cannot express the operator, of one that can.
    private static (IReadOnlyList<KeyValuePair<string, AttributeValue>> Attributes, int? Opset) Attributes(Node node, Values<OperatorSet> sets)
    {
        Operator @operator = node.Operator;
        int own = Graphs.OperatorSet.VersionOf(@operator.Type.Domain, sets);
        const int newest = 32;
        for (int opset = own, next = newest; ; opset = next--)
        {
            IReadOnlyList<KeyValuePair<string, AttributeValue>> entries = AttributeWriter.Of(@operator, opset);
            var attributes = new Attributes(entries, opset);
            if (Reads(@operator, attributes))
            {
                return (entries, opset == own ? null : opset);
            }
            if (next == 0)
            {
                throw new GraphException($"node '{node.Label}' ({@operator.Name}): its attributes have no form in any operator set");
            }
        }
    }

    private static bool Reads(Operator @operator, Attributes attributes)
    {
        try
        {
            return @operator is UnknownOperator || (@operator.Type.Read(attributes).Equals(@operator) && !attributes.Unread.Any());
        }
        catch (GraphException)
        {
            // This version has no such form.
            return false;
        }
    }

    private void Attribute(AttributeValue value, Values<OperatorSet> sets, string indent, HashSet<string> known)
    {
        switch (value)
        {
            case AttributeValue.Integer integer:
                text.Append(Size(integer.Value));
                break;
            case AttributeValue.Integers integers:
                text.Append('[').AppendJoin(", ", integers.Value.Map(Size)).Append(']');
                break;
            case AttributeValue.Real real:
                text.Append(TensorText.Write(real.Value));
                break;
            case AttributeValue.Reals reals:
                text.Append(reals.Value.Count == 0 ? "real" : "").Append('[').AppendJoin(", ", reals.Value.Map(TensorText.Write)).Append(']');
                break;
            case AttributeValue.Text words:
                text.Append(Names.Quote(words.Value));
                break;
            case AttributeValue.Texts texts:
                text.Append(texts.Value.Count == 0 ? "text" : "").Append('[').AppendJoin(", ", texts.Value.Map(Names.Quote)).Append(']');
                break;
            case AttributeValue.OfTensor tensor:
                Type(tensor.Value.Type).Append(' ');
                TensorText.Write(text, tensor.Value);
                break;
            case AttributeValue.OfGraph body:
                Net(body.Value, indent + "  ", known, sets);
                break;
            default:
                throw new InvalidOperationException($"no notation for {value.Kind}");
        }
    }

    // In parentheses where it could be taken for a text, or for a real number.
    private string Size(Size size)
    {
        string formula = size.ToString(notation);
        string start = formula.TrimStart('-');
        return start.StartsWith('"') || start.StartsWith("inf", StringComparison.Ordinal) || start.StartsWith("nan", StringComparison.Ordinal)
            ? $"({formula})"
            : formula;
    }
}

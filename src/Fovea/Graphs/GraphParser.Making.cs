using Fovea.Notation;
using Fovea.Numbers;

namespace Fovea.Graphs;

// Makes the nodes that statements and expressions ask for.
internal sealed partial class GraphParser
{
    // What nodes make: a, _, b = Operator(…) or a = expression, or an operator without outputs.
    private void Nodes(Frame frame)
    {
        List<(Token At, string? Name)> outputs = [];
        bool assigns = (reader.IsName() && (reader.Peek(1).Is('=') || reader.Peek(1).Is(','))) || reader.Peek().Is('=');
        while (assigns && !reader.Take('='))
        {
            if (outputs.Count > 0)
            {
                reader.Expect(',');
            }
            Token token = reader.Peek();
            outputs.Add((token, reader.TakeWord("_") ? null : Name("the name of a value")));
        }
        Expression made = Read(frame);
        int? opset = null;
        Token suffix = reader.Peek();
        if (reader.TakeWord("opset"))
        {
            opset = (int)Math.Clamp(Integer(), 1, int.MaxValue);
        }
        string? name = reader.TakeWord("as") ? reader.IsName() ? reader.Content(reader.Next()) : throw reader.Unexpected("the name of a node") : null;
        if (made is Call { IsOperator: true } call)
        {
            Node(frame, call, outputs, opset, name);
        }
        else if (opset is not null || name is not null)
        {
            throw reader.Error(suffix, "only the node of an operator has a name or an operator set of its own");
        }
        else if (outputs is not [(var at, { } single)])
        {
            throw reader.Error(made.At, outputs.Count == 0 ? "what this makes needs a name: name = …" : "only an operator makes several values");
        }
        else if (made is Reference)
        {
            throw reader.Error(made.At, "a layer or an operator was expected");
        }
        else
        {
            Define(frame, at, single, Make(frame, made, single).Name);
        }
    }

    private void Node(Frame frame, Call call, List<(Token At, string? Name)> outputs, int? opset, string? name)
    {
        string first = outputs is [(_, { } named), ..] ? named : "";
        string[] inputs = Inputs(frame, call, first.Length > 0 ? first : null);
        var made = new string[outputs.Count];
        for (int i = 0; i < made.Length; i++)
        {
            made[i] = outputs[i].Name is { } output ? Define(frame, outputs[i].At, output, frame.Builder.Scoped(output)) : "";
        }
        name ??= first;
        Append(frame, call, name.Length > 0 ? frame.Builder.Scoped(name) : "", inputs, made, opset);
    }

    private void Append(Frame frame, Call call, string name, string[] inputs, string[] outputs, int? opset) => Guard(call.At, () =>
    {
        Operator @operator = Operator(frame, call, opset);
        frame.Builder.Append(new Node(name, @operator, Values.Create<string>(inputs), Values.Create<string>(outputs)));
        return true;
    });

    private string[] Inputs(Frame frame, Call call, string? name)
    {
        var inputs = new string[call.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = call.Inputs[i] is { } input ? Inside(frame, name, input).Name : "";
        }
        return inputs;
    }

    private Operator Operator(Frame frame, Call call, int? opset)
    {
        var entries = call.Attributes.ConvertAll(attribute => new KeyValuePair<string, AttributeValue>(attribute.Name, attribute.Value));
        if (call.Operator is not { } type)
        {
            return new UnknownOperator(call.Name, call.Domain, Values.Create<KeyValuePair<string, AttributeValue>>([.. entries]));
        }
        var attributes = new Attributes(entries, opset ?? OperatorSet.VersionOf(type.Domain, frame.Sets), wholeReals: true);
        Operator @operator = type.Read(attributes);
        foreach (string unread in attributes.Unread)
        {
            Token at = call.Attributes.Find(attribute => attribute.Name == unread).At;
            throw reader.Error(at, $"{type} has no attribute '{unread}'{Names.DidYouMean(unread, attributes.Asked)}");
        }
        return @operator;
    }

    // Makes a value under a name; what it is made of stands in the scope of that name.
    private GraphValue Make(Frame frame, Expression expression, string? name)
    {
        switch (expression)
        {
            case Reference reference:
                return Find(frame, reference.At, reference.Name);
            case Chain chain:
                GraphValue value = Inside(frame, name, chain.First);
                for (int i = 0; i < chain.Steps.Count; i++)
                {
                    Call step = chain.Steps[i];
                    GraphValue before = value;
                    value = i == chain.Steps.Count - 1 ? Apply(frame, step, before, name)
                        : name is null ? Apply(frame, step, before, null)
                        : frame.Builder.Within(name, () => Apply(frame, step, before, null));
                }
                return value;
            case Joined joined:
                GraphValue sum = Inside(frame, name, joined.Parts[0]);
                for (int i = 1; i < joined.Parts.Count; i++)
                {
                    GraphValue left = sum;
                    GraphValue right = Inside(frame, name, joined.Parts[i]);
                    bool last = i == joined.Parts.Count - 1;
                    GraphValue Join() => Layer(frame, new Call(joined.At, joined.Layer.Name) { Layer = joined.Layer }, [left, right], last ? name : null);
                    sum = last || name is null ? Join() : frame.Builder.Within(name, Join);
                }
                return sum;
            case Call call:
                return Apply(frame, call, null, name);
            default:
                throw new InvalidOperationException($"no meaning for {expression.GetType().Name}");
        }
    }

    private GraphValue Inside(Frame frame, string? name, Expression expression) => name is null || expression is Reference
        ? Make(frame, expression, null)
        : frame.Builder.Within(name, () => Make(frame, expression, null));

    // A call on what stands before it in a chain, if anything does, and on what stands in its parentheses.
    private GraphValue Apply(Frame frame, Call call, GraphValue? before, string? name)
    {
        if (call.IsOperator)
        {
            string own = name is null ? frame.Builder.Numbered(call.Name.ToLowerInvariant()) : frame.Builder.Scoped(name);
            string[] others = Inputs(frame, call, name);
            Append(frame, call, own, before is null ? others : [before.Name, .. others], [own], null);
            return new GraphValue(frame.Builder, own);
        }
        List<GraphValue> inputs = before is null ? [] : [before];
        foreach (Expression? input in call.Inputs)
        {
            inputs.Add(Inside(frame, name, input!));
        }
        return call.IsNet ? Net(frame, call, inputs, name) : Layer(frame, call, inputs, name);
    }

    private GraphValue Layer(Frame frame, Call call, List<GraphValue> inputs, string? name)
    {
        LayerType layer = call.Layer!;
        if (frame.Around is not null)
        {
            throw reader.Error(call.At, $"the layer {layer.Name} cannot stand in the body of a node, where nothing is typed; operators can");
        }
        Formal missing = inputs.Count < layer.Inputs.Count ? layer.Inputs[inputs.Count] : default;
        if (missing is { Name: not null, Repeated: false, Optional: false } || (inputs.Count == 0 && layer.Inputs.Count > 0))
        {
            throw reader.Error(call.At, $"{layer.Name} is applied to nothing: its value {layer.Inputs[inputs.Count].Name} is missing");
        }
        if (inputs.Count > layer.Inputs.Count && !layer.Inputs[^1].Repeated)
        {
            throw reader.Error(call.At, $"{layer.Name} is applied to {inputs.Count} values; it takes {layer.Inputs.Count}");
        }
        var settings = Settings(call, layer.Settings);
        return Guard(call.At, () => layer.Apply(new LayerCall(name, Values.Create<GraphValue>([.. inputs]), reader, (symbol, at) => FindSymbol(frame, symbol, at), settings)));
    }

    // Where each setting stands: in order, or by name.
    private Dictionary<string, IReadOnlyList<int>> Settings(Call call, Values<Formal> formals)
    {
        var settings = new Dictionary<string, IReadOnlyList<int>>(StringComparer.Ordinal);
        for (int i = 0; i < call.Settings.Count; i++)
        {
            if (i >= formals.Count)
            {
                reader.Position = call.Settings[i];
                throw reader.Error(
                    reader.Peek(), $"{call.Name} has {(formals.Count == 0 ? "no settings" : "only the settings " + string.Join(", ", formals.Select(formal => formal.Name)))}");
            }
            settings[formals[i].Name] = formals[i].Repeated ? call.Settings[i..] : [call.Settings[i]];
            if (formals[i].Repeated)
            {
                break;
            }
        }
        foreach ((string name, (Token at, int place)) in call.Named)
        {
            if (!formals.Any(formal => formal.Name == name))
            {
                throw reader.Error(at, $"{call.Name} has no setting '{name}'{Names.DidYouMean(name, formals.Select(formal => formal.Name))}");
            }
            if (!settings.TryAdd(name, [place]))
            {
                throw reader.Error(at, $"{name} is given twice");
            }
        }
        foreach (Formal formal in formals)
        {
            if (!formal.Optional && !formal.Repeated && !settings.ContainsKey(formal.Name))
            {
                throw reader.Error(call.At, $"{call.Name} needs to be told its {formal.Name}");
            }
        }
        return settings;
    }

    // Executes the statements of a net above on a value, in the scope of what is made.
    private GraphValue Net(Frame frame, Call call, List<GraphValue> inputs, string? name)
    {
        if (frame.Around is not null || inputs.Count != 1)
        {
            throw reader.Error(call.At, frame.Around is not null ? "a net cannot be applied in the body of a node" : $"net {call.Name} is applied to {inputs.Count} values, not to one");
        }
        Enter(call.At);
        int behind = reader.Position;
        GraphValue result = frame.Builder.Within(name ?? frame.Builder.Number(call.Name), () =>
        {
            reader.Position = nets[call.Name] + 2;
            GraphSymbol[] symbols = Symbols();
            int body = reader.Position;
            var inner = new Frame(frame.Builder) { Input = inputs[0], Sets = frame.Sets };
            var formals = symbols.Select(symbol => new Formal(symbol.Name, symbol.Default is not null, false)).ToArray();
            var settings = Settings(call, Values.Create<Formal>(formals));
            foreach (GraphSymbol symbol in symbols)
            {
                Size value = symbol.Default ?? 0;
                if (settings.TryGetValue(symbol.Name, out IReadOnlyList<int>? places))
                {
                    reader.Position = places[0];
                    Token at = reader.Peek();
                    value = ReadSize(frame);
                    if (!reader.Peek().Is(',') && !reader.Peek().Is(')'))
                    {
                        throw reader.Unexpected("',' or ')'");
                    }
                    if (value.UpperBound < symbol.AtLeast)
                    {
                        throw reader.Error(at, $"{symbol.Name} must be at least {symbol.AtLeast}");
                    }
                }
                inner.Symbols[symbol.Name] = value;
            }
            reader.Position = body;
            Statements(inner);
            return inner.Output ?? throw reader.Error(call.At, $"net {call.Name} has no output and cannot be applied");
        });
        reader.Position = behind;
        depth--;
        return result;
    }
}

using System.Globalization;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>
/// Builds a graph node by node. Every value that a layer makes is typed at once, so that the next layer can ask how many channels it gets. Names stand
/// in scopes (<c>layer1.0.conv1</c>); what is not named is numbered.
/// </summary>
public sealed class GraphBuilder
{
    private readonly string name;
    private readonly Values<GraphSymbol> symbols;
    private readonly StepwiseTyping typing = new();
    private readonly List<GraphInput> inputs = [];
    private readonly List<Parameter> parameters = [];
    private readonly List<Node> nodes = [];
    private readonly List<(string Name, string Value, TensorType? Type)> outputs = [];
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private string scope = "";
    private (int Inputs, int Parameters, int Nodes) typed;

    /// <summary>A graph without content.</summary>
    /// <param name="name">The graph's name.</param>
    /// <param name="symbols">The symbols it is parameterised by.</param>
    public GraphBuilder(string name, params ReadOnlySpan<GraphSymbol> symbols)
    {
        this.name = name;
        this.symbols = Values.Create(symbols);
    }

    /// <summary>A value that the user supplies.</summary>
    public GraphValue Input(string name, Shape shape, ElementType element = ElementType.Float32) => Input(name, new TensorType(element, shape));

    /// <summary>A value that the user supplies, of a type or of none that is known.</summary>
    internal GraphValue Input(string name, TensorType? type)
    {
        inputs.Add(new GraphInput(name, type));
        return new GraphValue(this, name);
    }

    /// <summary>A tensor that is trained or gathered; its values live beside the graph.</summary>
    /// <param name="name">The name within the scope.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="element">The type of its elements.</param>
    public GraphValue Parameter(string name, Shape shape, ElementType element = ElementType.Float32) =>
        Define(new Parameter(Scoped(name), new TensorType(element, shape)));

    /// <summary>A tensor whose values belong to the network: the target of a Reshape, the bound of a Clip.</summary>
    /// <param name="name">The name within the scope.</param>
    /// <param name="value">Its values.</param>
    public GraphValue Constant(string name, Tensor value) => Define(new Parameter(Scoped(name), value.Type, value));

    /// <summary>A tensor of the network under the name it has.</summary>
    internal GraphValue Define(Parameter parameter)
    {
        parameters.Add(parameter);
        return new GraphValue(this, parameter.Name);
    }

    /// <summary>A node with one output.</summary>
    /// <param name="name">Its name within the scope; null to number it.</param>
    /// <param name="operator">What it computes.</param>
    /// <param name="inputs">What it reads; null for an input that is left out.</param>
    /// <exception cref="GraphException">The inputs do not fit the operator.</exception>
    public GraphValue Add(string? name, Operator @operator, params ReadOnlySpan<GraphValue?> inputs) =>
        Add(name, @operator, 1, inputs)[0];

    /// <summary>A node with several outputs.</summary>
    /// <inheritdoc cref="Add(string?, Operator, ReadOnlySpan{GraphValue?})"/>
    public Values<GraphValue> Add(string? name, Operator @operator, int outputs, params ReadOnlySpan<GraphValue?> inputs)
    {
        // One that is left out at the end is not there: programs that read the file look for patterns, and count the inputs.
        while (inputs is [.., null])
        {
            inputs = inputs[..^1];
        }
        string own = name is null ? Numbered(@operator.Name.ToLowerInvariant()) : Scoped(name);
        var read = new string[inputs.Length];
        for (int i = 0; i < read.Length; i++)
        {
            read[i] = inputs[i]?.Name ?? "";
        }
        var made = new GraphValue[outputs];
        for (int i = 0; i < made.Length; i++)
        {
            made[i] = new GraphValue(this, outputs == 1 ? own : $"{own}.{i.ToString(CultureInfo.InvariantCulture)}");
        }
        Append(new Node(own, @operator, Values.Create<string>(read), Values.Create<GraphValue>(made).Map(value => value.Name)));
        Type();
        return Values.Create<GraphValue>(made);
    }

    /// <summary>A node as it is. It is typed when a layer asks for what it makes.</summary>
    /// <exception cref="GraphException">It has too few or too many inputs or outputs.</exception>
    internal void Append(Node node)
    {
        GraphCheck.CheckArity(node, nodes.Count);
        nodes.Add(node);
    }

    // Types what came since it was done last.
    private void Type()
    {
        for (; typed.Inputs < inputs.Count; typed.Inputs++)
        {
            GraphInput input = inputs[typed.Inputs];
            typing.Define(input.Name, input.Info);
        }
        for (; typed.Parameters < parameters.Count; typed.Parameters++)
        {
            typing.Define(parameters[typed.Parameters]);
        }
        for (; typed.Nodes < nodes.Count; typed.Nodes++)
        {
            typing.Apply(nodes[typed.Nodes]);
        }
    }

    /// <summary>Does something inside a scope: names made there begin with it and a dot.</summary>
    public GraphValue Within(string scope, Func<GraphValue> make)
    {
        string around = this.scope;
        this.scope = Scoped(scope);
        try
        {
            return make();
        }
        finally
        {
            this.scope = around;
        }
    }

    /// <summary>A name that is numbered within its scope: conv1, conv2, relu6_1.</summary>
    public string Number(string kind)
    {
        int number = numbers.GetValueOrDefault(Scoped(kind)) + 1;
        numbers[Scoped(kind)] = number;
        return kind + (char.IsAsciiDigit(kind[^1]) ? "_" : "") + number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A value that the graph delivers, under a name of its own.</summary>
    public void Output(string name, GraphValue value) => Output(name, value, Typed(value.Name).Type);

    /// <summary>A value that the graph delivers, of a type that is declared or not.</summary>
    internal void Output(string name, GraphValue value, TensorType? declared) => outputs.Add((name, value.Name, declared));

    /// <summary>The graph.</summary>
    /// <param name="operatorSets">The operator sets; by default ONNX's, <see cref="Attributes.DefaultOpset"/>.</param>
    /// <param name="inner">Whether it stands inside a node of another graph, whose names it may read.</param>
    /// <exception cref="GraphException">A name is used twice.</exception>
    public Graph Build(Values<OperatorSet>? operatorSets = null, bool inner = false)
    {
        // A value that a node makes takes the name it is delivered under.
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string output, string value, _) in outputs)
        {
            if (output != value && nodes.Exists(node => node.Outputs.Contains(value)))
            {
                renamed.TryAdd(value, output);
            }
        }
        string Renamed(string value) => renamed.GetValueOrDefault(value, value);
        return Graph.Create(
            name,
            Values.Create<GraphInput>(inputs.ToArray()),
            Values.Create<Parameter>(parameters.ToArray()),
            Values.Create<Node>(nodes.ToArray()).Map(node => node with { Inputs = node.Inputs.Map(Renamed), Outputs = node.Outputs.Map(Renamed) }),
            Values.Create<(string, string Value, TensorType? Type)>(outputs.ToArray()).Map(output => new GraphOutput(Renamed(output.Value), output.Type)),
            operatorSets,
            symbols,
            inner);
    }

    internal ValueInfo Typed(string value)
    {
        Type();
        return typing[value];
    }

    /// <summary>A name that is numbered, within the scope.</summary>
    internal string Numbered(string kind) => Scoped(Number(kind));

    /// <summary>A name within the scope.</summary>
    internal string Scoped(string name) => scope.Length == 0 ? name : $"{scope}.{name}";
}

/// <summary>A value of a graph that is being built.</summary>
/// <param name="Builder">What builds the graph.</param>
/// <param name="Name">The value's name.</param>
public sealed record GraphValue(GraphBuilder Builder, string Name)
{
    /// <summary>Its shape.</summary>
    /// <exception cref="UnavailableException">It cannot be told.</exception>
    public Shape Shape => Builder.Typed(Name).Shape;

    /// <summary>The type of its elements.</summary>
    /// <exception cref="UnavailableException">It cannot be told.</exception>
    public ElementType Element => Builder.Typed(Name).Element;

    /// <summary>The number of its channels: the size of axis 1.</summary>
    /// <exception cref="GraphException">It has no such axis.</exception>
    public Size Channels => Shape.Rank > 1 ? Shape[1] : throw new GraphException($"'{Name}' is {Shape}: it has no axis of channels");
}

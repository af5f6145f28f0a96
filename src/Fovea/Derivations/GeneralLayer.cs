using System.Globalization;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;

namespace Fovea.Derivations;

/// <summary>What the answers of a layer's rules depend on.</summary>
internal enum Asking
{
    /// <summary>Attributes and the sizes of inputs.</summary>
    Sizes,

    /// <summary>These and the sizes of outputs, as if they were given; padding is no part of it.</summary>
    Dense,
}

/// <summary>
/// A layer's own rules, asked in general: its operator gets symbols for attributes and for the sizes of its inputs, as far as its rules can do with them, so that what
/// they answer is the formula behind the layer's numbers. Nothing here knows a formula.
/// </summary>
internal sealed class GeneralLayer
{
    // A general formula that nobody would read is none: what made it so long stays a number.
    private const int LongestFormula = 200;

    private readonly TypedGraph typed;
    private readonly TypedNode node;
    private readonly Func<TypedNode, Values<Size>> ask;
    private readonly HashSet<string> taken;
    private readonly Values<Size> actual;
    private State state;

    /// <summary>What is general so far.</summary>
    private sealed record State(
        Dictionary<string, AttributeValue> Attributes, ValueInfo?[] Inputs, ValueInfo[]? Outputs, Dictionary<string, (Assignment Value, Place Place)> Names)
    {
        public State Copy() => new(new(Attributes), [.. Inputs], Outputs is null ? null : [.. Outputs], new(Names));
    }

    /// <summary>What a name belongs to: what it names, and along which axis.</summary>
    private readonly record struct Place(string Stem, int Axis);

    private GeneralLayer(TypedGraph typed, TypedNode node, Asking asking, HashSet<string> taken, Func<TypedNode, Values<Size>> ask)
    {
        this.typed = typed;
        this.node = node;
        this.ask = ask;
        this.taken = taken;
        actual = ask(node);
        General = actual;
        state = new State(
            AttributeWriter.Of(node.Node.Operator, typed.Graph.Opset).ToDictionary(StringComparer.Ordinal),
            [.. node.Node.Inputs.Select(name => name.Length == 0 ? null : typed[name])],
            asking == Asking.Dense ? [.. node.Outputs] : null,
            new(StringComparer.Ordinal));
    }

    /// <summary>What the rules answer in general; where they cannot, what they answer of the layer itself.</summary>
    public Values<Size> General { get; private set; }

    /// <summary>What the names in it stand for, in the order in which they are best put in: attributes first, then sizes.</summary>
    public IReadOnlyList<Assignment> Names => [.. state.Names.Values.Select(name => name.Value)];

    /// <summary>Whether an answer is just the size of the first input along an axis.</summary>
    public bool IsInputSize(int answer, int axis) => General[answer].TryGetSymbol(out string? name)
        && state.Names.TryGetValue(name, out var known)
        && known.Place == new Place(node.Node.Operator.Type.InputName(0), axis);

    /// <summary>Whether two answers, for two axes, are the same formula of the same numbers.</summary>
    public bool Alike(int left, int right)
    {
        var renamed = new Dictionary<string, Size>(StringComparer.Ordinal);
        foreach (string name in General[left].Symbols)
        {
            if (state.Names.TryGetValue(name, out var own) && own.Place.Axis == left)
            {
                (string? other, var match) = state.Names.FirstOrDefault(entry => entry.Value.Place == own.Place with { Axis = right });
                if (other is null || match.Value.Value != own.Value.Value)
                {
                    return false;
                }
                renamed[name] = Size.Symbol(other);
            }
        }
        return General[left].Substitute(renamed) == General[right];
    }

    /// <summary>Asks the rules of a layer.</summary>
    /// <param name="typed">The network.</param>
    /// <param name="node">The layer.</param>
    /// <param name="taken">Names that have a meaning in the network.</param>
    /// <param name="asking">What the answer depends on.</param>
    /// <param name="ask">What is asked: the sizes that are wanted.</param>
    /// <exception cref="UnavailableException">The rules do not know of the layer itself.</exception>
    public static GeneralLayer Of(TypedGraph typed, TypedNode node, HashSet<string> taken, Asking asking, Func<TypedNode, Values<Size>> ask)
    {
        var layer = new GeneralLayer(typed, node, asking, taken, ask);
        if (node.Node.Operator.Subgraphs.Count == 0)
        {
            layer.Generalise();
        }
        return layer;
    }

    /// <summary>Every name that stands for a size of the network.</summary>
    public static HashSet<string> NamesOf(Graph graph) => [.. graph.OpenDimensions(), .. graph.Symbols.Select(symbol => symbol.Name)];

    /// <summary>The name, or one like it that has no meaning in the network.</summary>
    public static string Free(string name, HashSet<string> taken) => taken.Contains(name) ? Free("own_" + name, taken) : name;

    /// <summary>What people call an axis of a tensor.</summary>
    public static string AxisWord(int axis, int rank) => (rank, axis) switch
    {
        ( < 3, _) => $"size of axis {axis}",
        (_, 0) => "samples",
        (_, 1) => "channels",
        (3, 2) => "length",
        (4, 2) or (5, 3) => "height",
        (4, 3) or (5, 4) => "width",
        (5, 2) => "depth",
        _ => $"size of axis {axis}",
    };

    private static string Index(int axis, int rank) => AxisWord(axis, rank) is var word && word.Contains(' ', StringComparison.Ordinal)
        ? axis.ToString(CultureInfo.InvariantCulture)
        : word[..1] switch { "s" => "n", var letter => letter };

    private void Generalise()
    {
        if (Slides())
        {
            int rank = state.Inputs[0]!.Shape.Rank;
            if (state.Outputs is null)
            {
                List(rank, "pads", Window.LeftOut.Pad, ["before", "after"]);
            }
            else
            {
                // With the output at hand, windows that need no padding do the same work, padding counted.
                Try(next => Array.ForEach(["pads", "auto_pad", "ceil_mode"], attribute => next.Attributes.Remove(attribute)));
            }
            List(rank, "kernel_shape", null, ["kernel"]);
            List(rank, "dilations", Window.LeftOut.Dilation, ["dilation"]);
            List(rank, "strides", Window.LeftOut.Stride, ["stride"]);
        }
        foreach ((string name, AttributeValue value) in state.Attributes.ToArray())
        {
            if (value is AttributeValue.Integer { Value: var size })
            {
                Try(next => next.Attributes[name] = new AttributeValue.Integer(Name(next, new Place(name, -1), name, size, 1, $"the attribute {name}")));
            }
        }
        for (int input = 0; input < state.Inputs.Length; input++)
        {
            Sizes(input);
        }
        for (int output = 0; output < state.Outputs?.Length; output++)
        {
            if (state.Outputs[output].Type is { } type)
            {
                int index = output;
                Try(next => next.Outputs![index] = type with { Shape = Named(next, type.Shape, node.Node.Operator.Type.Outputs[0].Name, $"'{node.Node.Label}'") });
            }
        }
    }

    // Whether the operator has a window: it asks for one.
    private bool Slides()
    {
        var attributes = new Attributes([.. state.Attributes], typed.Graph.Opset);
        node.Node.Operator.Type.Read(attributes);
        return attributes.Asked.Contains("kernel_shape") && attributes.Asked.Contains("dilations") && state.Inputs is [{ Type.Shape.Rank: >= 3 }, ..];
    }

    // A list of a window: all beginnings, then all ends.
    private void List(int rank, string attribute, Size? leftOut, string[] stems)
    {
        int spatial = rank - 2;
        Values<Size>? given = state.Attributes.TryGetValue(attribute, out AttributeValue? value) && value is AttributeValue.Integers sizes ? sizes.Value : null;
        if (given is null && leftOut is null)
        {
            return;
        }
        Try(next =>
        {
            var names = new Size[spatial * stems.Length];
            for (int i = 0; i < names.Length; i++)
            {
                string stem = stems[i / spatial];
                int axis = 2 + (i % spatial);
                string meaning = (stem is "before" or "after" ? $"padding {stem}" : stem) + $" along the {AxisWord(axis, rank)}" + (given is null ? ", by default" : "");
                names[i] = Name(next, new Place(stem, axis), $"{stem}_{Index(axis, rank)}", given is { } all ? all[i] : leftOut!.Value, attribute == "pads" ? 0 : 1, meaning);
            }
            next.Attributes[attribute] = new AttributeValue.Integers(Values.Create<Size>(names));
        });
    }

    // All sizes of an input at once, or, where the rules cannot do with that, one by one.
    private void Sizes(int input)
    {
        if (state.Inputs[input] is not { Type: { } type, Contents: null } || type.Shape.Rank == 0)
        {
            return;
        }
        string stem = node.Node.Operator.Type.InputName(input);
        string value = $"'{node.Node.Inputs[input]}'";
        if (Try(next => next.Inputs[input] = type with { Shape = Named(next, type.Shape, stem, value, input > 0) }))
        {
            return;
        }
        for (int axis = 0; axis < type.Shape.Rank; axis++)
        {
            int index = axis;
            Try(next =>
            {
                TensorType before = next.Inputs[input]!.Type!.Value;
                next.Inputs[input] = before with { Shape = before.Shape.With(index, Named(next, type.Shape, stem, value, input > 0)[index]) };
            });
        }
    }

    private Shape Named(State next, Shape shape, string stem, string value, bool weights = false)
    {
        var names = new Size[shape.Rank];
        // The weights of a window have its size behind their first two axes.
        bool kernel = weights && shape.Rank >= 3 && Slides() && shape.Rank == state.Inputs[0]!.Shape.Rank;
        for (int axis = 0; axis < names.Length; axis++)
        {
            string word = AxisWord(axis, shape.Rank);
            string index = Index(axis, shape.Rank);
            names[axis] = kernel && axis >= 2 ? Name(next, new Place("kernel", axis), $"kernel_{index}", shape[axis], 1, $"kernel along the {word}")
                : weights ? Name(next, new Place(stem, axis), $"{stem}_{axis}", shape[axis], 1, $"size of axis {axis} of {value}")
                : Name(next, new Place(stem, axis), $"{stem}_{index}", shape[axis], 1, $"{word} of {value}");
        }
        return Shape.Create(names);
    }

    private Size Name(State next, Place place, string name, Size value, long atLeast, string meaning)
    {
        name = Free(name, taken);
        next.Names.TryAdd(name, (new Assignment(name, value, meaning), place));
        return Size.Symbol(name, value.TryGetValue(out long known) ? Math.Min(known, atLeast) : atLeast);
    }

    // Keeps a change if the rules can do with it, and say the same of the layer.
    private bool Try(Action<State> change)
    {
        State next = state.Copy();
        change(next);
        if (Ask(next) is not { } general || general.Count != actual.Count)
        {
            return false;
        }
        Dictionary<string, Size> values = next.Names.ToDictionary(name => name.Key, name => name.Value.Value.Value, StringComparer.Ordinal);
        for (int i = 0; i < general.Count; i++)
        {
            if (general[i].Substitute(values) != actual[i] || general[i].ToString().Length > Math.Max(LongestFormula, General[i].ToString().Length))
            {
                return false;
            }
        }
        state = next;
        General = general;
        return true;
    }

    private Values<Size>? Ask(State next)
    {
        try
        {
            var typing = new StepwiseTyping();
            // Inputs by their places: one value may stand in two of them.
            var names = new string[next.Inputs.Length];
            for (int i = 0; i < names.Length; i++)
            {
                names[i] = next.Inputs[i] is null ? "" : i.ToString(CultureInfo.InvariantCulture);
                if (next.Inputs[i] is { } input)
                {
                    typing.Define(names[i], input);
                }
            }
            Operator general = node.Node.Operator.Type.Read(new Attributes([.. next.Attributes], typed.Graph.Opset));
            TypedNode asked = typing.Apply(node.Node with { Operator = general, Inputs = Values.Create<string>(names) });
            return ask(next.Outputs is { } outputs ? asked.With(Values.Create<ValueInfo>(outputs)) : asked);
        }
        catch (Exception error) when (error is GraphException or UnavailableException or OverflowException)
        {
            return null;
        }
    }
}

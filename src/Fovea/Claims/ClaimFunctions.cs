using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Numbers;
using Fovea.Reference;
using Fovea.Tensors;

namespace Fovea.Claims;

/// <summary>The functions of claims: what the rules say of networks, what a run counts, derivatives, functions of numbers, and measures of images.</summary>
internal static class ClaimFunctions
{
    private static readonly Dictionary<string, Func<FunctionCall, Meaning>> Functions = new(StringComparer.Ordinal)
    {
        // Shapes.
        ["shape"] = call => Meaning.List(call.Takes(1, 1).Shape(0)),
        ["height"] = call => Size(call, -2, "height"),
        ["width"] = call => Size(call, -1, "width"),
        ["channels"] = call => Size(call, 1, "channels"),
        ["elements"] = call => new Meaning.Number(call.Takes(1, 1).Shape(0).Aggregate((Symbol)(Rational)1, (product, size) => product * size)),

        // Costs by the rules.
        ["params"] = call => call.Takes(1, 1)[0] is Meaning.Net net ? call.Size(net.Network.Summary.Parameters) : Sum(call, layer => layer.Parameters),
        ["buffers"] = call => call.Takes(1, 1)[0] is Meaning.Net net ? call.Size(net.Network.Summary.Buffers) : Sum(call, layer => layer.Buffers),
        ["macs"] = call => Sum(call.Takes(1, 1), layer => layer.Cost.Macs),
        ["ops"] = call => Sum(call.Takes(1, 2), layer => Operations(call, layer.Cost.Reason is null ? layer.Cost.Work : throw new UnavailableException(layer.Cost.Reason))),
        ["memory"] = call => call.Takes(1, 1)[0] is Meaning.Net net
            ? call.Size(net.Network.Summary.PeakActivationBytes ?? throw new UnavailableException("the peak of live values cannot be told"))
            : throw call.Error("memory is that of a whole network"),

        ["depth"] = Depth,

        // What a run does.
        ["counted"] = Counted,
        ["scratch"] = Scratch,

        // Receptive fields.
        ["field"] = call => Field(call, axis => axis.Size),
        ["stride"] = call => Field(call, axis => axis.Stride),
        ["padding"] = call => Field(call, axis => axis.Padding),
        ["taps"] = Taps,
        ["first"] = call => Window(call, (rule, unit) => (rule.Stride * unit) - rule.Before),
        ["last"] = call => Window(call, (rule, unit) => (rule.Stride * unit) - rule.Before + (rule.Dilation * (rule.Kernel - 1))),
        ["span"] = call => Window(call, (rule, _) => (rule.Dilation * (rule.Kernel - 1)) + 1),

        // Derivatives.
        ["grad"] = Gradient,
        ["derivative"] = call => new Meaning.Number(call.Takes(2, 2).Number(0).Derivative(call.Number(1).ToString())),

        // Functions of numbers.
        ["relu"] = Each(value => Symbol.Max((Rational)0, value)),
        ["sigmoid"] = Each(value => (Symbol)(Rational)1 / ((Rational)1 + Symbol.Apply(ScalarFunction.Exp, -value))),
        ["tanh"] = Each(ScalarFunction.Tanh),
        ["exp"] = Each(ScalarFunction.Exp),
        ["ln"] = Each(ScalarFunction.Log),
        ["sqrt"] = Each(ScalarFunction.Sqrt),
        ["abs"] = Each(ScalarFunction.Abs),
        ["floor"] = Each(ScalarFunction.Floor),
        ["ceil"] = Each(ScalarFunction.Ceiling),
        ["mod"] = call => call.Evaluator.Both(call.Takes(2, 2).At, call[0], call[1], (a, b) => a - (b * Symbol.Apply(ScalarFunction.Floor, a / b))),
        ["float32"] = Each(value => value.Constant is { } exact ? Rational.Literal((float)Rational.Value(exact)!.Value) : throw new IllFormedException($"{value} is no number: it is not rounded")),
        ["max"] = call => Reduce(call, Symbol.Max),
        ["min"] = call => Reduce(call, Symbol.Min),
        ["sum"] = call => Reduce(call, (a, b) => a + b),
        ["mean"] = call => Mean(call.Takes(1, 1).Tensor(0)),
        ["length"] = call => new Meaning.Number((Rational)call.Takes(1, 1).Tensor(0).Elements.Length),
        ["fill"] = call => new Meaning.Tensor(
            Values.Create<long>([.. call.Takes(2, 9).Indices(1)]), [.. Enumerable.Repeat(call.Number(0), checked((int)call.Indices(1).Aggregate(1L, (a, b) => a * b)))]),

        // Images.
        ["picture"] = call => Images.Picture(call.Takes(2, 4).Keys("seed", "ground").Indices(0), call.Whole("seed", 0), call.Optional("ground")),
        ["salted"] = call => Images.Salted(call.Takes(2, 2).Keys("seed", "value").Constants(0), call.Number(1).Constant, call.Optional("value") ?? 1, call.Whole("seed", 0)),
        ["noisy"] = call => Images.Noisy(call.Takes(2, 2).Keys("seed").Constants(0), call.Number(1).Constant, call.Whole("seed", 0)),
        ["saturation"] = call => Images.Saturation(call.Takes(1, 1).Tensor(0)),
        ["psnr"] = call => Images.PeakSignalToNoise(call.Takes(2, 2).Constants(0), call.Constants(1)),
        ["ssim"] = call => Images.StructuralSimilarity(call.Takes(2, 2).Constants(0), call.Constants(1)),
        ["gradient_energy"] = call => Images.GradientEnergy(call.Takes(1, 1).Tensor(0)),
    };

    /// <summary>Those that say what a network is or does, so that an answer which calls one answers nothing.</summary>
    public static IReadOnlySet<string> AskNetworks { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "shape", "height", "width", "channels", "elements", "params", "buffers", "macs", "ops", "memory", "depth", "counted", "scratch", "field", "stride", "padding", "taps", "first", "last", "span",
    };

    /// <summary>All names.</summary>
    public static IEnumerable<string> Names => Functions.Keys;

    /// <summary>The function of a name, or null.</summary>
    public static Func<FunctionCall, Meaning>? Find(string name) => Functions.GetValueOrDefault(name switch { "σ" => "sigmoid", "log" => "ln", "√" => "sqrt", _ => name });

    private static Meaning Size(FunctionCall call, int axis, string what)
    {
        Symbol[] shape = call.Takes(1, 1).Shape(0);
        int place = axis < 0 ? shape.Length + axis : axis;
        return shape.Length > 2 || (axis == 1 && shape.Length == 2)
            ? new Meaning.Number(shape[place])
            : throw new IllFormedException($"a shape [{string.Join(", ", shape)}] has no {what}");
    }

    private static Meaning Sum(FunctionCall call, Func<Layer, Size> figure)
    {
        Size sum = 0;
        foreach (Layer layer in call.Layers(0).Layers)
        {
            sum += figure(layer);
        }
        return call.Size(sum);
    }

    // All operations, or those of a kind.
    private static Size Operations(FunctionCall call, Operations operations)
    {
        if (call.Count == 1)
        {
            return operations.Total;
        }
        return call[1] is Meaning.Word { Text: var kind } && Enum.TryParse(kind, ignoreCase: true, out OperationKind found) && !char.IsAsciiDigit(kind[0])
            ? operations[found]
            : throw call.Error($"the kinds of operations are {string.Join(", ", Enum.GetNames<OperationKind>().Select(name => name.ToLowerInvariant()))}");
    }

    // The most nodes of an operator that one of them is reached through: how many rounds it works in.
    private static Meaning Depth(FunctionCall call)
    {
        if (call.Takes(2, 2).Term(1) is not Term.Name { Path: var name })
        {
            throw call.Error("depth is that of an operator: depth(net, Relu)");
        }
        (ClaimNetwork network, string value) = call.Value(0);
        var depths = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (Node node in network.Graph.Nodes)
        {
            long depth = node.Inputs.Select(input => depths.GetValueOrDefault(input)).DefaultIfEmpty().Max() + (node.Operator.Name == name ? 1 : 0);
            foreach (string output in node.Outputs)
            {
                depths[output] = depth;
            }
        }
        return call.Size(depths.GetValueOrDefault(value));
    }

    private static IReadOnlyList<LayerCount> Run(FunctionCall call, bool scratch)
    {
        ClaimNetwork network = call.Layers(0).Network;
        Tensor[] inputs = [.. network.Graph.Inputs.Select(input => input.Type is { Shape.IsKnown: true }
            ? SeededWeights.Input(input)
            : throw new UnavailableException($"a run needs sizes: {input.Name} is {(input.Type is { } type ? type.Shape.ToString() : "not typed")}"))];
        return OperationCount.Of(network.Graph, network.Weights, inputs, scratch: scratch);
    }

    private static IEnumerable<LayerCount> Counts(FunctionCall call, bool scratch)
    {
        IReadOnlyList<Layer> layers = call.Layers(0).Layers;
        return Run(call, scratch).Where(count => layers.Any(layer => layer.Name == count.Node.Node.Label));
    }

    private static Meaning Counted(FunctionCall call)
    {
        Size sum = 0;
        foreach (LayerCount count in Counts(call.Takes(1, 2), scratch: false))
        {
            sum += Operations(call, count.Counted);
        }
        return call.Size(sum) with { Source = Standing.Counted };
    }

    private static Meaning Scratch(FunctionCall call)
    {
        int most = 0;
        foreach (LayerCount count in Counts(call.Takes(1, 1), scratch: true))
        {
            most = Math.Max(most, count.Scratch!.Value.Peak ?? throw new UnavailableException(count.Scratch.Value.Reason!));
        }
        return call.Size(most) with { Source = Standing.Counted };
    }

    // One number where all axes agree, and otherwise a list, height before width.
    private static Meaning Field(FunctionCall call, Func<FieldAxis, Fraction> figure)
    {
        (ClaimNetwork network, string value) = call.Takes(1, 1).Value(0);
        ReceptiveField field = network.Summary.Fields[value];
        if (field.Axes.Count == 0 || field.Axes.Any(axis => axis is null))
        {
            throw new UnavailableException($"the receptive field of {value} cannot be told: {field.Reason ?? "it sees the input whole"}");
        }
        Symbol[] axes = [.. field.Axes.Select(axis => figure(axis!)).Select(fraction => Fraction(call, fraction))];
        return axes.All(axis => axis == axes[0]) ? new Meaning.Number(axes[0]) : Meaning.List(axes);
    }

    private static Symbol Fraction(FunctionCall call, Fraction fraction) => call.Scope.Declare(fraction.Numerator) / call.Scope.Declare(fraction.Denominator);

    // The positions that unit 0 sees along the first spatial axis.
    private static Meaning Taps(FunctionCall call)
    {
        (ClaimNetwork network, string value) = call.Takes(1, 1).Value(0);
        const int firstSpatialAxis = 2;
        AxisTaps[] axes = FieldTaps.Of(network.Typed, value, [], network.Summary.Fields.Input);
        AxisTaps taps = axes.Length > firstSpatialAxis ? axes[firstSpatialAxis] : throw new UnavailableException($"{network.Name} has no spatial axis");
        return taps.Positions is { } positions
            ? Meaning.List(positions.Select(position => (Symbol)(Rational)position))
            : throw new UnavailableException(taps.Problem ?? $"{value} sees the input whole");
    }

    // Where the window of one layer begins and ends along its first windowed axis, for unit 0 or another one.
    private static Meaning Window(FunctionCall call, Func<AxisRule.Windowed, Size, Size> figure)
    {
        (ClaimNetwork network, string value) = call.Takes(1, 2).Value(0);
        TypedNode node = network.Typed.Nodes.FirstOrDefault(node => node.Node.Outputs.Contains(value)) ?? throw call.Error($"{value} is made by no layer");
        Size unit = call.Count == 1 ? 0 : Unit(call);
        foreach (AxisRule rule in node.Node.Operator.Field(node.Inputs, node.Outputs, node.Node.Outputs.ToList().IndexOf(value)).Inputs.SelectMany(rules => rules ?? []))
        {
            if (rule is AxisRule.Windowed window)
            {
                return call.Size(figure(window, unit));
            }
        }
        throw new UnavailableException($"{value} is made by a layer without a window");
    }

    private static Size Unit(FunctionCall call)
    {
        Symbol unit = call.Number(1);
        return unit.ToSize(call.Scope.AtLeast) ?? throw new IllFormedException($"{unit} is no position");
    }

    private static Meaning Gradient(FunctionCall call)
    {
        (ClaimNetwork network, string value, long place) = Element(call.Takes(2, 2), 0);
        (ClaimNetwork other, string by, long index) = Element(call, 1);
        if (other != network)
        {
            throw new IllFormedException($"{network.Name} and {other.Name} are two networks");
        }
        if (place < 0 && network.Elements(value).Elements.Count != 1)
        {
            throw new IllFormedException($"{value} has several elements: say which one is differentiated");
        }
        Meaning.Tensor gradient = call.Evaluator.Gradients.Of(network, value, Math.Max(0, place), by);
        return index < 0 ? gradient : new Meaning.Number(gradient.Elements[(int)index]);
    }

    // A value of a network, or an element of one; −1 for all of it.
    private static (ClaimNetwork Network, string Value, long Place) Element(FunctionCall call, int argument)
    {
        if (call.Term(argument) is not Term.Element element)
        {
            (ClaimNetwork whole, string name) = call.Value(argument);
            return (whole, name, -1);
        }
        (ClaimNetwork network, string value) = call.Evaluator.Value(element.At, call.Evaluator.Evaluate(element.Of, call.Scope));
        Values<long> sizes = network.Elements(value).Dimensions;
        if (element.Indices.Count != sizes.Count)
        {
            throw new IllFormedException($"{value} has {sizes.Count} axes and is given {element.Indices.Count} indices");
        }
        long place = 0;
        for (int axis = 0; axis < sizes.Count; axis++)
        {
            long at = call.Evaluator.Whole(element.Indices[axis], call.Scope);
            place = at >= 0 && at < sizes[axis]
                ? (place * sizes[axis]) + at
                : throw new IllFormedException(FormattableString.Invariant($"index {at} lies outside: axis {axis} of {value} has the indices 0 to {sizes[axis] - 1}"));
        }
        return (network, value, place);
    }

    private static Func<FunctionCall, Meaning> Each(ScalarFunction function) => Each(value => Symbol.Apply(function, value));

    private static Func<FunctionCall, Meaning> Each(Func<Symbol, Symbol> function) => call => call.Evaluator.Each(call.Takes(1, 1).At, call[0], function);

    // Of several terms, or of the elements of one.
    private static Meaning Reduce(FunctionCall call, Func<Symbol, Symbol, Symbol> join)
    {
        call.Takes(1, 64);
        Meaning[] terms = [.. Enumerable.Range(0, call.Count).Select(index => call[index])];
        if (terms.Length > 1)
        {
            return terms.Aggregate((left, right) => call.Evaluator.Both(call.At, left, right, join));
        }
        Meaning.Tensor tensor = call.Evaluator.Tensor(call.At, terms[0]);
        return tensor.Elements.Length > 0
            ? new Meaning.Number(tensor.Elements.Aggregate(join)) { Source = tensor.Source }
            : throw new IllFormedException("there is nothing in an empty list");
    }

    private static Meaning Mean(Meaning.Tensor tensor) => tensor.Elements.Length > 0
        ? new Meaning.Number(tensor.Elements.Aggregate((left, right) => left + right) / (Rational)tensor.Elements.Length) { Source = tensor.Source }
        : throw new IllFormedException("an empty list has no mean");
}

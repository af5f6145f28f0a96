using System.Globalization;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Reference;
using Fovea.Tensors;

namespace Fovea.Derivations;

/// <summary>
/// Derives the gradient of a loss L that depends on a network's single output number, backwards, for every input and weight: the chain rule at each layer, the layer's own derivatives
/// from its reference computation on formulas, and what was found for the layers behind it. The general index is found from all elements and checked at each of them.
/// </summary>
public sealed class GradientDerivation
{
    // Elements of all values; and, of one layer, parts of formulas that are looked at: names in a formula times its length.
    private const long MaximumElements = 50_000;
    private const long MaximumWork = 20_000_000;

    // Elements that are written out one by one where no pattern is found.
    private const int MaximumWritten = 16;

    private static readonly string[] Letters = ["i", "j", "k", "l", "m", "n", "p", "q", "r", "s", "t", "u", "v", "w"];

    private readonly Graph graph;
    private readonly Dictionary<string, RunTensor> values;
    private readonly HashSet<string> moving;
    private readonly string loss;
    private readonly Dictionary<string, Found> found = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Contribution>> contributions = new(StringComparer.Ordinal);

    /// <summary>What is known of a gradient: the names of the index, null along axes of size 1, and the whole formula if there is one.</summary>
    private sealed record Found(string?[] Index, GradientFormula? Whole);

    /// <summary>The gradient that a value gets from one output of one layer that reads it.</summary>
    private sealed record Contribution(string Output, GradientTerm Chain, GradientTerm? Local, GradientTerm? ByOutput, List<Pair> Pairs, string Operator);

    /// <summary>A derivative that is not 0: of one element of an output with respect to one element of an input.</summary>
    private readonly record struct Pair(int Input, int Output, Symbol Derivative);

    private GradientDerivation(Graph graph, Dictionary<string, RunTensor> values, string loss)
    {
        this.graph = graph;
        this.values = values;
        this.loss = loss;
        moving = Moving(graph, values);
    }

    /// <summary>The derivation.</summary>
    /// <param name="typed">A network of known sizes whose first output is one number.</param>
    /// <param name="weights">The values of the parameters that do not carry them, by name; only shapes and whole numbers matter.</param>
    /// <param name="inputs">Its inputs, in their order; only shapes and whole numbers matter.</param>
    /// <param name="only">The layer whose inputs are of interest; all if null.</param>
    /// <exception cref="GraphException">The output is not one number, or a layer cannot be written as formulas.</exception>
    /// <exception cref="UnavailableException">The network is too large, or a layer has no reference computation.</exception>
    public static Derivation Of(TypedGraph typed, Func<string, Tensor?> weights, ReadOnlySpan<Tensor> inputs, Node? only = null)
    {
        Graph graph = typed.Graph;
        Operands.Require(graph.Outputs.Count > 0, "the network has no output that a gradient could be taken of");
        string loss = graph.Outputs[0].Name;
        Shape shape = typed[loss].Shape;
        Operands.Require(
            shape.IsKnown && shape.Elements == 1, $"the gradient is that of one number, but the output '{loss}' is {shape}; a loss, or a single unit, has to stand at its end");
        Size elements = Size.Sum(
        [
            .. typed.Nodes.SelectMany(node => node.Outputs).Select(value => value.Shape.Elements),
            .. graph.Inputs.Select(input => typed[input.Name].Shape.Elements),
            .. graph.Parameters.Select(parameter => parameter.Type.Shape.Elements),
        ]);
        if (!elements.TryGetValue(out long count) || count > MaximumElements)
        {
            throw new UnavailableException($"the network has {elements} values, and formulas are written for at most {MaximumElements}: give smaller sizes");
        }
        return new GradientDerivation(graph, Run(graph, weights, inputs), loss).Derive(only);
    }

    // All values of one run: formulas need their shapes, and the whole numbers among them.
    private static Dictionary<string, RunTensor> Run(Graph graph, Func<string, Tensor?> weights, ReadOnlySpan<Tensor> inputs)
    {
        var values = new Dictionary<string, RunTensor>(StringComparer.Ordinal);
        new ReferenceRun<Numbers.Double>(weights, rounds: false)
        {
            Take = (name, tensor) =>
            {
                RunTensor taken = ReferenceRun<Numbers.Double>.Taken(tensor);
                values.TryAdd(name, taken);
                return taken;
            },
            Observe = node => done =>
            {
                for (int output = 0; output < node.Outputs.Count; output++)
                {
                    if (node.Outputs[output].Length > 0 && done.Evaluation.Results[output] is { } result)
                    {
                        values[node.Outputs[output]] = result;
                    }
                }
            },
        }.Run(graph, inputs);
        return values;
    }

    // Floats that depend on inputs or on weights without values of their own.
    private static HashSet<string> Moving(Graph graph, Dictionary<string, RunTensor> values)
    {
        bool Floats(string name) => values.TryGetValue(name, out RunTensor? value) && value.Elements is Elements<Numbers.Double>;
        HashSet<string> moving =
        [
            .. graph.Inputs.Select(input => input.Name).Where(Floats),
            .. graph.Parameters.Where(parameter => parameter.Contents is null).Select(parameter => parameter.Name).Where(Floats),
        ];
        foreach (Node node in graph.Nodes)
        {
            if (node.Inputs.Any(moving.Contains))
            {
                moving.UnionWith(node.Outputs.Where(Floats));
            }
        }
        return moving;
    }

    private Derivation Derive(Node? only)
    {
        List<DerivationSection> sections = [];
        var whole = GradientFormula.Of(new Indexed(IndexedKind.Gradient, loss, Zeros(loss)));
        found[loss] = new Found(new string?[values[loss].Rank], whole);
        if (only is null)
        {
            sections.Add(new DerivationSection(loss, null, [], $"L is any loss that depends on the network through '{loss}' alone: its derivative with respect to it stays as it is."));
        }
        for (int index = graph.Nodes.Count - 1; index >= 0; index--)
        {
            Node node = graph.Nodes[index];
            if (!node.Outputs.Any(found.ContainsKey))
            {
                continue;
            }
            Contribute(node);
            foreach (string input in node.Inputs.Distinct().Where(contributions.ContainsKey))
            {
                // Whoever else reads it comes later in the network, and has been seen.
                if (graph.Nodes.Take(index).Any(other => other.Inputs.Contains(input)))
                {
                    continue;
                }
                List<DerivationSection> own = Sections(input);
                if (only is null || ReferenceEquals(only, node))
                {
                    sections.AddRange(own);
                }
            }
        }
        return new Derivation($"The gradient of {graph.Name}", [.. sections]);
    }

    private Values<Size> Zeros(string value) => [.. new Size[values[value].Rank]];

    // What each input of a layer gets from the layer's outputs.
    private void Contribute(Node node)
    {
        if (node.Operator.Subgraphs.Count > 0)
        {
            throw new UnavailableException($"node '{node.Label}' ({node.Operator.Name}): graphs inside nodes are not differentiated as formulas");
        }
        string[] inputs = [.. node.Inputs.Where(name => name.Length > 0).Distinct()];
        var single = Graph.Create(
            node.Label,
            [.. inputs.Select(name => new GraphInput(name, values[name].Type))],
            [],
            [node],
            [.. node.Outputs.Where(name => name.Length > 0).Select(name => new GraphOutput(name))],
            graph.OperatorSets);
        RunTensor[] outputs = new ReferenceRun<Symbol>(_ => null, rounds: false).Run(single, [.. inputs.Select(Formula)]);
        foreach ((GraphOutput output, RunTensor formulas) in single.Outputs.Zip(outputs))
        {
            if (found.ContainsKey(output.Name) && formulas.Elements is Elements<Symbol> symbols)
            {
                Contribute(node, output.Name, symbols.Items);
            }
        }
    }

    private void Contribute(Node node, string output, Symbol[] formulas)
    {
        var pairs = new Dictionary<string, (List<Pair> Plain, List<Pair> ByOutput)>(StringComparer.Ordinal);
        long work = 0;
        for (int element = 0; element < formulas.Length; element++)
        {
            Expression formula = formulas[element].Expression;
            IReadOnlyList<string> names = OutputFormula.Names(formula, out long length);
            work += names.Count * length;
            if (work > MaximumWork)
            {
                throw new UnavailableException($"node '{node.Label}' ({node.Operator.Name}): its formulas are too long to be differentiated one by one: give smaller sizes");
            }
            foreach (string name in names)
            {
                Symbol derivative = Derivative(node, formulas[element], name);
                if (derivative != default)
                {
                    (string input, int place) = Parse(name);
                    if (!pairs.TryGetValue(input, out var own))
                    {
                        pairs[input] = own = ([], []);
                    }
                    own.Plain.Add(new Pair(place, element, derivative));
                    if (OutputFormula.Of(formulas[element], derivative, Named(output, element)) is { } byOutput)
                    {
                        own.ByOutput.Add(new Pair(place, element, byOutput));
                    }
                }
            }
        }
        foreach (string input in node.Inputs.Distinct().Where(moving.Contains))
        {
            (List<Pair> plain, List<Pair> byOutput) = pairs.TryGetValue(input, out var own) ? own : ([], []);
            string?[] index = IndexOf(input);
            if (!contributions.TryGetValue(input, out List<Contribution>? list))
            {
                contributions[input] = list = [];
            }
            list.Add(new Contribution(
                output,
                Chain(input, output, index),
                Recognise(input, output, index, plain),
                byOutput.Count > 0 && byOutput.Count == plain.Count ? Recognise(input, output, index, byOutput) : null,
                plain,
                node.Operator.Name));
        }
    }

    private static Symbol Derivative(Node node, Symbol formula, string name)
    {
        try
        {
            return formula.Derivative(name);
        }
        catch (NotSupportedException error)
        {
            throw new UnavailableException($"node '{node.Label}' ({node.Operator.Name}): {error.Message}");
        }
    }

    private static Symbol Named(string value, int place) => Symbol.Named(string.Create(CultureInfo.InvariantCulture, $"{value}[{place}]"));

    private static (string Value, int Place) Parse(string name)
    {
        int bracket = name.LastIndexOf('[');
        return (name[..bracket], int.Parse(name.AsSpan(bracket + 1, name.Length - bracket - 2), CultureInfo.InvariantCulture));
    }

    // A value as the formulas of one layer see it: names, or what does not move.
    private RunTensor Formula(string name)
    {
        RunTensor value = values[name];
        if (value.Elements is not Elements<Numbers.Double> numbers)
        {
            return value;
        }
        var symbols = new Symbol[numbers.Count];
        for (int place = 0; place < symbols.Length; place++)
        {
            symbols[place] = moving.Contains(name) ? Named(name, place) : Symbol.Literal(numbers.Items[place].Number);
        }
        return value with { Elements = new Elements<Symbol>(symbols) };
    }

    // Letters for the axes of a value that have more than one position.
    private string?[] IndexOf(string value)
    {
        string[] letters = [.. Fresh([]).Take(values[value].Rank)];
        int next = 0;
        return [.. values[value].Dimensions.Select(size => size > 1 ? letters[next++] : null)];
    }

    private IEnumerable<string> Fresh(IEnumerable<string> used)
    {
        HashSet<string> taken = [.. used, .. values.Keys];
        for (int round = 1; ; round++)
        {
            foreach (string letter in Letters)
            {
                string name = round == 1 ? letter : letter + round.ToString(CultureInfo.InvariantCulture);
                if (!taken.Contains(name))
                {
                    yield return name;
                }
            }
        }
    }

    private static Values<Size> At(string?[] index) => [.. index.Select(Index)];

    private static Size Index(string? name) => name is null ? 0 : Size.Symbol(name, atLeast: 0);

    // Σ over all elements of the output: ∂L/∂o · ∂o/∂v.
    private GradientTerm Chain(string input, string output, string?[] index)
    {
        List<IndexRange> ranges = [];
        Queue<string> letters = new(Fresh(index.OfType<string>()).Take(values[output].Rank));
        Values<Size> place = values[output].Dimensions.Map(size =>
        {
            if (size == 1)
            {
                return 0;
            }
            ranges.Add(new IndexRange(letters.Dequeue(), 0, size - 1));
            return Index(ranges[^1].Name);
        });
        return new GradientTerm(
            [.. ranges],
            [
                GradientFactor.Of(new Indexed(IndexedKind.Gradient, output, place)),
                GradientFactor.Of(new Indexed(IndexedKind.Local, output, place, (input, At(index)))),
            ]);
    }

    // One formula for all elements of the input, or null.
    private GradientTerm? Recognise(string input, string output, string?[] index, List<Pair> pairs)
    {
        ILookup<int, Pair> byInput = pairs.ToLookup(pair => pair.Input);
        int count = values[input].Elements.Count;
        if (pairs.Count == 0)
        {
            return null;
        }
        string[] own = [.. index.OfType<string>()];
        Queue<string> letters = new(Fresh(own).Take(values[output].Rank));
        List<IndexRange> ranges = [];
        List<int> summed = [];
        var place = new Size[values[output].Rank];
        for (int axis = 0; axis < place.Length; axis++)
        {
            if (values[output].Dimensions[axis] == 1)
            {
                continue;
            }
            List<(long[] At, long First, long Last)> ends = [];
            for (int element = 0; element < count; element++)
            {
                if (byInput[element].Any())
                {
                    long[] along = [.. byInput[element].Select(pair => Position(output, pair.Output)[axis])];
                    ends.Add((Named(input, index, element), along.Min(), along.Max()));
                }
            }
            Size? first = new IndexPattern(own, ends.Select(end => (end.At, end.First))).Find();
            Size? last = new IndexPattern(own, ends.Select(end => (end.At, end.Last))).Find();
            if (first is not { } from || last is not { } to)
            {
                return null;
            }
            if (from == to)
            {
                place[axis] = from;
                continue;
            }
            ranges.Add(new IndexRange(letters.Dequeue(), from, to));
            summed.Add(axis);
            place[axis] = Index(ranges[^1].Name);
        }
        var term = new GradientTerm([.. ranges], [GradientFactor.Of(new Indexed(IndexedKind.Gradient, output, [.. place]))]);
        if (Factor(pairs, pair => [.. Named(input, index, pair.Input), .. summed.Select(axis => Position(output, pair.Output)[axis])], [.. own, .. ranges.Select(range => range.Name)]) is not { } factor)
        {
            return null;
        }
        if (factor.Formula != Symbol.Literal(1))
        {
            term = term with { Factors = [.. term.Factors, factor] };
        }
        return Holds(term, input, output, index, byInput) ? term : null;
    }

    private long[] Position(string value, int place)
    {
        Values<long> sizes = values[value].Dimensions;
        var position = new long[sizes.Count];
        for (int axis = sizes.Count - 1; axis >= 0; axis--)
        {
            position[axis] = place % sizes[axis];
            place /= (int)sizes[axis];
        }
        return position;
    }

    // The position along the axes that have a letter.
    private long[] Named(string value, string?[] index, int place) => [.. Position(value, place).Where((_, axis) => index[axis] is not null)];

    // The one formula that all derivatives follow, with the index of each name in it.
    private GradientFactor? Factor(List<Pair> pairs, Func<Pair, long[]> at, string[] names)
    {
        Symbol? shared = null;
        string[] values = [];
        List<List<(long[] At, long[] Position)>> slots = [];
        foreach (Pair pair in pairs)
        {
            IReadOnlyList<string> own = OutputFormula.Names(pair.Derivative.Expression, out _);
            var places = new Dictionary<string, Symbol>(StringComparer.Ordinal);
            foreach (string name in own)
            {
                places.Add(name, Symbol.Named(GradientFactor.Place(places.Count)));
            }
            Symbol formula = pair.Derivative.Evaluate(name => places[name]);
            (string Value, int Place)[] parsed = [.. own.Select(Parse)];
            if (shared is null)
            {
                shared = formula;
                values = [.. parsed.Select(name => name.Value)];
                slots.AddRange(parsed.Select(_ => new List<(long[], long[])>()));
            }
            else if (formula != shared || !values.SequenceEqual(parsed.Select(name => name.Value)))
            {
                return null;
            }
            long[] row = at(pair);
            for (int slot = 0; slot < parsed.Length; slot++)
            {
                slots[slot].Add((row, Position(parsed[slot].Value, parsed[slot].Place)));
            }
        }
        List<Indexed> indexed = [];
        for (int slot = 0; slot < slots.Count; slot++)
        {
            var position = new Size[slots[slot][0].Position.Length];
            for (int axis = 0; axis < position.Length; axis++)
            {
                int own = axis;
                if (new IndexPattern(names, slots[slot].Select(row => (row.At, row.Position[own]))).Find() is not { } formula)
                {
                    return null;
                }
                position[axis] = formula;
            }
            indexed.Add(new Indexed(IndexedKind.Element, values[slot], [.. position]));
        }
        return new GradientFactor(shared!.Value, [.. indexed]);
    }

    // Whether the formula says of every element what its derivatives say, as formulas.
    private bool Holds(GradientTerm term, string input, string output, string?[] index, ILookup<int, Pair> byInput)
    {
        var formula = new GradientFormula([term]);
        for (int element = 0; element < values[input].Elements.Count; element++)
        {
            Symbol expected = default;
            foreach (Pair pair in byInput[element])
            {
                expected += Gradient(output, pair.Output) * pair.Derivative;
            }
            long[] position = Position(input, element);
            var indices = new Dictionary<string, Size>(StringComparer.Ordinal);
            for (int axis = 0; axis < index.Length; axis++)
            {
                if (index[axis] is { } name)
                {
                    indices[name] = position[axis];
                }
            }
            if (formula.Evaluate(indices, At) != expected)
            {
                return false;
            }
        }
        return true;

        Symbol Gradient(string value, int place) => Named($"∂L/∂{value}", place);

        Symbol At(Indexed name)
        {
            int place = (int)Positions.Place(values[name.Name].Dimensions, [.. name.Index.Select(size => size.Value)]);
            return name.Kind == IndexedKind.Gradient ? Gradient(name.Name, place) : Named(name.Name, place);
        }
    }

    private List<DerivationSection> Sections(string value)
    {
        List<Contribution> own = contributions[value];
        string?[] index = IndexOf(value);
        var quantity = GradientFormula.Of(new Indexed(IndexedKind.Gradient, value, At(index)));
        int count = values[value].Elements.Count;
        string checks = count == 1 ? "" : $", checked for all {count} indices";
        string through = string.Join(", ", own.Select(each => $"'{each.Output}'"));
        List<DerivationStep> steps = [new(new GradientFormula([.. own.Select(each => each.Chain)]), $"the chain rule: L depends on '{value}' through {through}")];
        Contribution[] moved = [.. own.Where(each => each.Pairs.Count > 0)];
        if (Array.Exists(moved, each => each.Local is null && each.ByOutput is null))
        {
            found[value] = new Found(index, null);
            return [new DerivationSection(value, quantity, [.. steps], $"No one formula in the index was found for its {count} elements."), .. Written(value, moved)];
        }
        string operators = string.Join(", ", moved.Select(each => each.Operator).Distinct());
        var local = new GradientFormula([.. moved.Select(each => each.Local ?? each.ByOutput!)]);
        steps.Add(new(local, moved.Length == 0 ? "no element depends on it" : $"the derivatives of {operators}{checks}; all others are 0"));
        if (Array.Exists(moved, each => each is { Local: not null, ByOutput: not null }))
        {
            local = new GradientFormula([.. moved.Select(each => each.ByOutput ?? each.Local!)]);
            steps.Add(new(local, $"the derivative written in the output of {operators}{checks}"));
        }
        var whole = new GradientFormula([.. local.Terms.SelectMany(Put)]);
        if (whole.ToString() != local.ToString())
        {
            steps.Add(new(whole, $"what was found for {through} is put in"));
        }
        found[value] = new Found(index, whole);
        return [new DerivationSection(value, quantity, [.. steps])];
    }

    // A term with what was found for the gradient in it.
    private IEnumerable<GradientTerm> Put(GradientTerm term)
    {
        Indexed gradient = term.Factors[0].Names[0];
        Found known = found[gradient.Name];
        if (known.Whole is not { } whole)
        {
            return [term];
        }
        var letters = new Dictionary<string, Size>(StringComparer.Ordinal);
        for (int axis = 0; axis < known.Index.Length; axis++)
        {
            if (known.Index[axis] is { } name)
            {
                letters[name] = gradient.Index[axis];
            }
        }
        HashSet<string> used =
        [
            .. letters.Keys,
            .. term.Ranges.Select(range => range.Name),
            .. term.Factors.SelectMany(factor => factor.Names).SelectMany(name => name.Index).SelectMany(size => size.Symbols),
        ];
        return whole.Terms.Map(inner =>
        {
            Dictionary<string, Size> renamed = new(letters, StringComparer.Ordinal);
            foreach ((IndexRange range, string name) in inner.Ranges.Zip(Fresh([.. used, .. inner.Ranges.Select(range => range.Name)])))
            {
                renamed[range.Name] = Index(name);
            }
            GradientTerm put = inner.Substitute(renamed);
            return new GradientTerm([.. term.Ranges, .. put.Ranges], [.. put.Factors, .. term.Factors.Skip(1)]);
        });
    }

    // Element by element, where there are few.
    private IEnumerable<DerivationSection> Written(string value, Contribution[] own)
    {
        int count = values[value].Elements.Count;
        for (int element = 0; element < count && count <= MaximumWritten; element++)
        {
            List<GradientTerm> terms = [];
            foreach (Contribution each in own)
            {
                foreach (Pair pair in each.Pairs.Where(pair => pair.Input == element))
                {
                    GradientFactor derivative = Factor([pair], _ => [], [])!;
                    terms.Add(new GradientTerm(
                        [], [GradientFactor.Of(new Indexed(IndexedKind.Gradient, each.Output, [.. Position(each.Output, pair.Output).Select(at => (Size)at)])), derivative]));
                }
            }
            yield return new DerivationSection(
                value,
                GradientFormula.Of(new Indexed(IndexedKind.Gradient, value, [.. Position(value, element).Select(at => (Size)at)])),
                [new(new GradientFormula([.. terms]), $"the derivatives of {string.Join(", ", own.Select(each => each.Operator).Distinct())}")]);
        }
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using Fovea.Claims.Proofs;
using Fovea.Graphs;
using Fovea.Notation;
using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>Finds what terms mean: formulas of the claim's variables, tensors of such formulas, or networks and their parts.</summary>
internal sealed class Evaluator(ClaimDocument document, NetworkLibrary library)
{
    // So that a short text cannot ask for any amount of work.
    private const int MostInstances = 1 << 18;
    private const int MaximumDepth = 200;

    private int depth;
    private long instances;

    public NetworkLibrary Library => library;

    public Gradients Gradients { get; } = new();

    /// <summary>What a term means.</summary>
    /// <exception cref="IllFormedException">It has no meaning.</exception>
    /// <exception cref="UnavailableException">It cannot be told.</exception>
    /// <exception cref="TextException">A name is not known, or a function is given what it does not take.</exception>
    public Meaning Evaluate(Term term, ClaimScope scope)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return term switch
        {
            Term.Number number => new Meaning.Number(number.Value),
            Term.Text text => new Meaning.Word(text.Content),
            Term.Hole => new Meaning.Open(),
            Term.Name name => Name(name, scope),
            Term.Call call => Call(call, scope),
            Term.Member member => Member(member.At, Evaluate(member.Of, scope), member.Part),
            Term.Element element => Element(element, scope),
            Term.List list => List(list, scope),
            Term.Negative negative => Each(negative.At, Evaluate(negative.Of, scope), value => -value),
            Term.Joined joined => Join(joined, Evaluate(joined.Left, scope), Evaluate(joined.Right, scope)),
            Term.Fold fold => Fold(fold, scope),
            Term.Limit limit => Limit(limit, scope),
            _ => throw new InvalidOperationException($"no meaning for {term.GetType().Name}"),
        };
    }

    // A definition may use others, but not without end.
    private Meaning Defined(Definition definition, Token at, ClaimScope scope)
    {
        if (depth >= MaximumDepth)
        {
            throw Error(at, $"the definitions of {definition.Name} go too deep, or one uses itself");
        }
        depth++;
        try
        {
            return Evaluate(definition.Value, scope);
        }
        finally
        {
            depth--;
        }
    }

    /// <summary>A term that has to be a number.</summary>
    public Symbol Number(Term term, ClaimScope scope) => Number(term.At, Evaluate(term, scope));

    /// <summary>A meaning that has to be a number; a tensor of one element is one.</summary>
    public Symbol Number(Token at, Meaning meaning) => meaning switch
    {
        Meaning.Number number => number.Value,
        Meaning.Tensor { Elements: [var single] } => single,
        Meaning.Part or Meaning.Net when Tensor(at, meaning) is { Elements: [var single] } => single,
        _ => throw new IllFormedException($"{meaning.Kind} stands where a number is needed"),
    };

    /// <summary>A term that has to be a whole number without variables.</summary>
    public long Whole(Term term, ClaimScope scope) => Number(term, scope).Constant is { IsWhole: true } value && value.Numerator >= long.MinValue && value.Numerator <= long.MaxValue
        ? (long)value.Numerator
        : throw new IllFormedException($"{Text(term)} is no whole number here");

    /// <summary>A meaning that has to be a tensor; a value of a network is the tensor of its elements.</summary>
    public Meaning.Tensor Tensor(Token at, Meaning meaning) => meaning switch
    {
        Meaning.Tensor tensor => tensor,
        Meaning.Number number => new Meaning.Tensor([], [number.Value]) { Source = number.Source },
        Meaning.Part part => Elements(part.Network, Value(at, part)),
        Meaning.Net net => Elements(net.Network, net.Network.Output),
        _ => throw new IllFormedException($"{meaning.Kind} stands where a tensor is needed"),
    };

    /// <summary>The network and the value that a meaning speaks of: its one output, for a network.</summary>
    public (ClaimNetwork Network, string Value) Value(Token at, Meaning meaning) => meaning switch
    {
        Meaning.Net net => (net.Network, net.Network.Output),
        Meaning.Part part => (part.Network, Value(at, part)),
        _ => throw new IllFormedException($"{meaning.Kind} stands where a value of a network is needed"),
    };

    private string Value(Token at, Meaning.Part part) => part.Network.Value(part.Name) ?? throw Error(at, $"{part.Name} makes no value");

    private static Meaning.Tensor Elements(ClaimNetwork network, string value) => ClaimTensors.Of(network.Elements(value));

    /// <summary>The numbers of a range, both ends included.</summary>
    public IEnumerable<long> Range(Term from, Term to, ClaimScope scope)
    {
        long first = Whole(from, scope);
        long last = Whole(to, scope);
        if (last - (decimal)first >= MostInstances)
        {
            throw Error(from.At, $"the range has more than {MostInstances} numbers");
        }
        for (long number = first; number <= last; number++)
        {
            if (++instances > MostInstances * 16L)
            {
                throw Error(from.At, "the ranges of this document ask for too much work");
            }
            yield return number;
        }
    }

    public TextException Error(Token at, string reason) => document.Reader.Error(at, reason);

    private static string Text(Term term) => ClaimText.Print(term);

    private Meaning Name(Term.Name name, ClaimScope scope) =>
        Resolve(name.At, name.Path, scope) ?? throw Error(name.At, $"'{name.Path}' is not known here{Names.DidYouMean(name.Path, Known(scope))}");

    private IEnumerable<string> Known(ClaimScope scope) =>
        scope.VariableNames.Concat(document.Definitions.Select(definition => definition.Name)).Concat(library.Names).Concat(ClaimFunctions.Names);

    // A name: bound, a variable, a definition, a network; with dots, a part of what stands before them.
    private Meaning? Resolve(Token at, string path, ClaimScope scope)
    {
        if (Whole(at, path, scope) is { } meaning)
        {
            return meaning;
        }
        for (int dot = path.LastIndexOf('.'); dot > 0; dot = path.LastIndexOf('.', dot - 1))
        {
            if (Whole(at, path[..dot], scope) is { } owner)
            {
                return Member(at, owner, path[(dot + 1)..]);
            }
        }
        return OperationKinds.Contains(path) ? new Meaning.Word(path) : null;
    }

    private static readonly HashSet<string> OperationKinds = new(Enum.GetNames<OperationKind>().Select(kind => kind.ToLowerInvariant()), StringComparer.Ordinal);

    private Meaning? Whole(Token at, string name, ClaimScope scope)
    {
        if (scope.Find(name) is { } bound)
        {
            return bound;
        }
        if (scope.Variable(name) is { } variable)
        {
            return new Meaning.Number(variable);
        }
        if (document.Definitions.FirstOrDefault(definition => definition.Name == name && definition.Parameters.Count == 0) is { } definition)
        {
            return Defined(definition, at, scope);
        }
        if (library.Find(name) is { } network)
        {
            scope.Use(network);
            return new Meaning.Net(network);
        }
        return null;
    }

    private Meaning Member(Token at, Meaning of, string part)
    {
        switch (of)
        {
            case Meaning.Net net:
                return net.Network.HasValue(part) || net.Network.Layers(part).Count > 0
                    ? new Meaning.Part(net.Network, part)
                    : throw Error(at, $"{net.Network.Name} has no node or value '{part}'{Names.DidYouMean(part, net.Network.Parts)}");
            case Meaning.Part outer:
                return Member(at, new Meaning.Net(outer.Network), outer.Name + "." + part);
            default:
                throw Error(at, $"{of.Kind} has no parts");
        }
    }

    private Meaning Call(Term.Call call, ClaimScope scope)
    {
        if (document.Definitions.FirstOrDefault(definition => definition.Name == call.Function && definition.Parameters.Count > 0) is { } definition)
        {
            return Define(definition, call, scope);
        }
        if (!library.IsOwn(call.Function) && ClaimFunctions.Find(call.Function) is { } function)
        {
            return function(new FunctionCall(this, call, scope));
        }
        return library.Find(call.Function) is { } network
            ? Apply(network, call, scope)
            : throw Error(call.At, $"there is no function or network '{call.Function}'{Names.DidYouMean(call.Function, ClaimFunctions.Names.Concat(library.Names).Concat(document.Definitions.Select(known => known.Name)))}");
    }

    /// <summary>Whether a call of this name applies a network.</summary>
    public bool IsNetwork(string function) => (library.IsOwn(function) || ClaimFunctions.Find(function) is null) && library.Find(function) is not null;

    private Meaning Define(Definition definition, Term.Call call, ClaimScope scope)
    {
        if (call.Arguments.Count != definition.Parameters.Count || call.Named.Count > 0)
        {
            throw Error(call.At, $"{definition.Name} is given {call.Arguments.Count} terms; it takes {definition.Parameters.Count}");
        }
        ClaimScope inner = scope.Inner();
        for (int i = 0; i < definition.Parameters.Count; i++)
        {
            inner.Bind(definition.Parameters[i], Argument(call.Arguments[i], scope));
        }
        return Defined(definition, call.At, inner);
    }

    /// <summary>A name that is not known yet becomes a variable where it is handed to a network: a whole number, at least 1.</summary>
    private Meaning Argument(Term term, ClaimScope scope) => term is Term.Name name && Resolve(name.At, name.Path, scope) is null && !name.Path.Contains('.')
        ? new Meaning.Number(scope.Declare(new Variable(name.Path, IsWhole: true, 1)))
        : Evaluate(term, scope);

    // stack(k, 1, 2): symbols in their order or by name, and tensors for the inputs.
    private Meaning Apply(ClaimNetwork network, Term.Call call, ClaimScope scope)
    {
        var given = new Dictionary<string, Size>(StringComparer.Ordinal);
        var inputs = new List<Meaning.Tensor>();
        int next = 0;
        foreach (Term argument in call.Arguments)
        {
            if (Argument(argument, scope) is Meaning.Tensor tensor)
            {
                inputs.Add(tensor);
                continue;
            }
            if (next >= network.Symbols.Count)
            {
                throw Error(argument.At, $"{network.Name} has {(network.Symbols.Count == 0 ? "no symbols" : "only the symbols " + string.Join(", ", network.Symbols))}");
            }
            given.Add(network.Symbols[next++], Size(argument, scope));
        }
        foreach (Argument argument in call.Named)
        {
            if (!network.Symbols.Contains(argument.Name))
            {
                throw Error(argument.At, $"{network.Name} has no symbol '{argument.Name}'{Names.DidYouMean(argument.Name, network.Symbols)}");
            }
            if (!given.TryAdd(argument.Name, Size(argument.Value, scope)))
            {
                throw Error(argument.At, $"{argument.Name} is given twice");
            }
        }
        try
        {
            if (inputs.Count > 0)
            {
                return ClaimTensors.Apply(network, given, inputs);
            }
            string values = string.Join(", ", given.Select(pair => $"{pair.Key}: {pair.Value}"));
            ClaimNetwork bound = library.Bound(network, $"{network.Name}({values})", given);
            scope.Use(bound);
            return new Meaning.Net(bound);
        }
        catch (GraphException error)
        {
            throw new IllFormedException(error.Message);
        }
    }

    private Size Size(Term term, ClaimScope scope)
    {
        Symbol value = Number(term.At, Argument(term, scope));
        return value.ToSize(scope.AtLeast) is { } size ? size : throw new IllFormedException($"{value} is no size");
    }

    private Meaning Element(Term.Element element, ClaimScope scope)
    {
        Meaning.Tensor tensor = Tensor(element.At, Evaluate(element.Of, scope));
        if (element.Indices.Count > tensor.Sizes.Count)
        {
            throw new IllFormedException($"{Text(element.Of)} has {tensor.Sizes.Count} axes and is given {element.Indices.Count} indices");
        }
        long place = 0;
        long[] indices = [.. element.Indices.Select(index => Whole(index, scope))];
        for (int axis = 0; axis < indices.Length; axis++)
        {
            if (indices[axis] < 0 || indices[axis] >= tensor.Sizes[axis])
            {
                throw new IllFormedException($"{Text(element.Of)}[{string.Join(", ", indices.Select(index => index.ToString(CultureInfo.InvariantCulture)))}] lies outside: axis {axis} has the indices 0 to {tensor.Sizes[axis] - 1}");
            }
            place = (place * tensor.Sizes[axis]) + indices[axis];
        }
        long[] rest = [.. tensor.Sizes.Skip(indices.Length)];
        int count = checked((int)rest.Aggregate(1L, (product, size) => product * size));
        Symbol[] items = tensor.Elements[(int)(place * count)..(int)((place + 1) * count)];
        return rest.Length == 0 ? new Meaning.Number(items[0]) { Source = tensor.Source } : new Meaning.Tensor(Values.Create<long>(rest), items) { Source = tensor.Source };
    }

    private Meaning List(Term.List list, ClaimScope scope)
    {
        Meaning.Tensor[] items = [.. list.Items.Select(item => Tensor(item.At, Evaluate(item, scope)))];
        if (items.Length == 0)
        {
            return Meaning.List([]);
        }
        return items.All(item => item.Sizes == items[0].Sizes)
            ? new Meaning.Tensor([items.Length, .. items[0].Sizes], [.. items.SelectMany(item => item.Elements)])
            : throw new IllFormedException($"{Text(list)} has rows of different sizes");
    }

    /// <summary>A function of one number, of a number or of each element.</summary>
    public Meaning Each(Token at, Meaning meaning, Func<Symbol, Symbol> function) => meaning is Meaning.Number number
        ? new Meaning.Number(function(number.Value)) { Source = number.Source }
        : Tensor(at, meaning) is var tensor && tensor.Sizes.Count == 0
            ? new Meaning.Number(function(tensor.Elements[0])) { Source = tensor.Source }
            : tensor with { Elements = [.. tensor.Elements.Select(function)] };

    private Meaning Join(Term.Joined joined, Meaning left, Meaning right)
    {
        if (left is Meaning.Open || right is Meaning.Open)
        {
            throw Error(joined.At, "a hole stands for a whole side of a comparison");
        }
        Func<Symbol, Symbol, Symbol> sign = joined.Sign switch
        {
            '+' => (a, b) => a + b,
            '-' => (a, b) => a - b,
            '*' => (a, b) => a * b,
            '/' => Divide,
            '^' => Power,
            _ => throw new InvalidOperationException($"no meaning for the sign {joined.Sign}"),
        };
        return Both(joined.At, left, right, sign);
    }

    /// <summary>A function of two numbers; of tensors, element by element; a number goes with every element.</summary>
    public Meaning Both(Token at, Meaning left, Meaning right, Func<Symbol, Symbol, Symbol> function)
    {
        Standing source = Weaker(left.Source, right.Source);
        Meaning.Tensor a = Tensor(at, left);
        Meaning.Tensor b = Tensor(at, right);
        if (a.Sizes.Count == 0 && b.Sizes.Count == 0)
        {
            return new Meaning.Number(function(a.Elements[0], b.Elements[0])) { Source = source };
        }
        if (a.Sizes.Count == 0)
        {
            return b with { Elements = [.. b.Elements.Select(element => function(a.Elements[0], element))], Source = source };
        }
        if (b.Sizes.Count == 0)
        {
            return a with { Elements = [.. a.Elements.Select(element => function(element, b.Elements[0]))], Source = source };
        }
        return a.Sizes == b.Sizes
            ? a with { Elements = [.. a.Elements.Zip(b.Elements, function)], Source = source }
            : throw new IllFormedException($"{a.Kind} is joined with {b.Kind}");
    }

    /// <summary>Measured is weaker than counted, and that than derived.</summary>
    public static Standing Weaker(Standing left, Standing right) => (Standing)Math.Max((int)left, (int)right);

    private static Symbol Divide(Symbol left, Symbol right) => right.Constant == 0
        ? throw new IllFormedException($"{left} is divided by 0")
        : left / right;

    private static Symbol Power(Symbol basis, Symbol exponent)
    {
        const int most = 4096;
        return exponent.Constant is { } value && basis.Constant is not null && (value > most || value < -most)
            ? throw new IllFormedException($"the power {basis}^{exponent} is too large")
            : Symbol.Power(basis, exponent);
    }

    private Meaning Fold(Term.Fold fold, ClaimScope scope)
    {
        Symbol? result = null;
        Symbol[]? best = null;
        Symbol extreme = default;
        foreach (ClaimScope inner in Ranges(fold.Ranges, scope))
        {
            Symbol value = Number(fold.Of, inner);
            if (fold.Kind is "argmin" or "argmax")
            {
                if (best is null || Order(fold, value, extreme) > 0)
                {
                    (best, extreme) = ([.. fold.Ranges.Select(range => ((Meaning.Number)inner.Find(range.Name)!).Value)], value);
                }
                continue;
            }
            result = result is not { } before ? value : fold.Kind switch
            {
                "sum" => before + value,
                "product" => before * value,
                "max" => Symbol.Max(before, value),
                _ => Symbol.Min(before, value),
            };
        }
        if (best is not null)
        {
            return best is [var single] ? new Meaning.Number(single) : Meaning.List(best);
        }
        return new Meaning.Number(result ?? (fold.Kind switch
        {
            "sum" => (Rational)0,
            "product" => (Rational)1,
            _ => throw new IllFormedException($"{fold.Kind} over an empty range"),
        }));
    }

    // Above 0 if a value is nearer to what is looked for than another one.
    private static int Order(Term.Fold fold, Symbol value, Symbol other)
    {
        foreach (Symbol each in (Symbol[])[value, other])
        {
            if (each.Names.Any())
            {
                throw new IllFormedException($"{fold.Kind} needs numbers, not {each}");
            }
        }
        int order = Prover.Compare(value, other) ?? throw new UnavailableException($"which of {value} and {other} is larger was not found out");
        return fold.Kind is "argmax" ? order : -order;
    }

    /// <summary>A scope for every combination of the numbers of some ranges.</summary>
    public IEnumerable<ClaimScope> Ranges(Values<Range> ranges, ClaimScope scope, int from = 0)
    {
        if (from == ranges.Count)
        {
            yield return scope;
            yield break;
        }
        foreach (long number in Range(ranges[from].From, ranges[from].To, scope))
        {
            ClaimScope inner = scope.Inner();
            inner.Bind(ranges[from].Name, new Meaning.Number((Rational)number));
            foreach (ClaimScope each in Ranges(ranges, inner, from + 1))
            {
                yield return each;
            }
        }
    }

    private Meaning Limit(Term.Limit limit, ClaimScope scope)
    {
        ClaimScope inner = scope.Inner();
        var approaches = new List<(string Name, Symbol? To)>();
        foreach (Approach approach in limit.Approaches)
        {
            inner.Bind(approach.Name, new Meaning.Number(inner.Declare(new Variable(approach.Name, IsWhole: true, 1))));
            approaches.Add((approach.Name, approach.To is { } to ? Number(to, scope) : null));
        }
        Symbol of = Number(limit.Of, inner);
        return new Meaning.Number(Prover.Limit(of, inner.Premises(of), [.. approaches]) ?? throw new UnavailableException($"the limit of {of} was not found"));
    }
}

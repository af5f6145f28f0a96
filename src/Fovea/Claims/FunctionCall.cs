using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Notation;
using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>A function where a claim calls it: its arguments, read as what they are asked for.</summary>
internal sealed class FunctionCall(Evaluator evaluator, Term.Call call, ClaimScope scope)
{
    public Evaluator Evaluator => evaluator;

    public ClaimScope Scope => scope;

    public Token At => call.At;

    public int Count => call.Arguments.Count;

    /// <summary>Refuses another number of arguments.</summary>
    public FunctionCall Takes(int least, int most)
    {
        if (Count < least || Count > most)
        {
            throw Error($"{call.Function} takes {(least == most ? $"{least}" : $"{least} to {most}")} {(most == 1 ? "term" : "terms")} and is given {Count}");
        }
        return this;
    }

    public TextException Error(string reason) => evaluator.Error(call.At, reason);

    public Term Term(int index) => call.Arguments[index];

    public Meaning this[int index] => evaluator.Evaluate(call.Arguments[index], scope);

    public Symbol Number(int index) => evaluator.Number(call.Arguments[index].At, this[index]);

    public Meaning.Tensor Tensor(int index) => evaluator.Tensor(call.Arguments[index].At, this[index]);

    public long Whole(int index) => evaluator.Whole(call.Arguments[index], scope);

    /// <summary>The whole numbers from an argument on: sizes of a tensor.</summary>
    public long[] Indices(int from)
    {
        long[] sizes = [.. Enumerable.Range(from, Count - from).Select(Whole)];
        const long most = 1 << 20;
        return sizes.All(size => size >= 1) && sizes.Aggregate((decimal)1, (product, size) => product * size) <= most
            ? sizes
            : throw new IllFormedException($"a tensor [{string.Join(", ", sizes)}] is not made: its sizes are at least 1, and it has at most {most} elements");
    }

    /// <summary>A tensor without variables.</summary>
    public (Values<long> Sizes, double[] Numbers) Constants(int index)
    {
        Meaning.Tensor tensor = Tensor(index);
        return (tensor.Sizes, Array.ConvertAll(tensor.Elements, element => Symbol.Value(element) ?? throw new IllFormedException($"{element} is no number: images are measured")));
    }

    /// <summary>A whole number of a key, or another one where it is not given.</summary>
    public long Whole(string name, long otherwise) => Named(name) is { } term ? evaluator.Whole(term, scope) : otherwise;

    /// <summary>A rational number of a key, or null where it is not given.</summary>
    public Rational? Optional(string name) => Named(name) is not { } term ? null
        : evaluator.Number(term, scope).Constant ?? throw new IllFormedException($"{name} is no number here");

    /// <summary>Refuses keys that the function does not have.</summary>
    public FunctionCall Keys(params ReadOnlySpan<string> known)
    {
        foreach (Argument argument in call.Named)
        {
            if (!known.Contains(argument.Name))
            {
                throw evaluator.Error(argument.At, $"{call.Function} has no '{argument.Name}'{Names.DidYouMean(argument.Name, known.ToArray())}");
            }
        }
        return this;
    }

    /// <summary>A network, or a value of one.</summary>
    public (ClaimNetwork Network, string Value) Value(int index) => evaluator.Value(call.Arguments[index].At, this[index]);

    /// <summary>The shape of a value of a network, as formulas.</summary>
    public Symbol[] Shape(int index)
    {
        if (this[index] is Meaning.Tensor tensor)
        {
            return [.. tensor.Sizes.Select(size => (Symbol)(Rational)size)];
        }
        (ClaimNetwork network, string value) = Value(index);
        return [.. network.Shape(value).Select(scope.Declare)];
    }

    /// <summary>The layers of a network, or of a part of it.</summary>
    public (ClaimNetwork Network, IReadOnlyList<Layer> Layers) Layers(int index) => this[index] switch
    {
        Meaning.Net net => (net.Network, net.Network.Summary.Layers),
        Meaning.Part part => (part.Network, part.Network.Layers(part.Name) is { Count: > 0 } found ? found : throw Error($"{part.Name} is no layer")),
        var other => throw new IllFormedException($"{other.Kind} stands where a network or a layer is needed"),
    };

    /// <summary>A size as a number of the claim.</summary>
    public Meaning Size(Size size) => new Meaning.Number(scope.Declare(size));

    private Term? Named(string name)
    {
        foreach (Argument argument in call.Named)
        {
            if (argument.Name == name)
            {
                return argument.Value;
            }
        }
        return null;
    }
}

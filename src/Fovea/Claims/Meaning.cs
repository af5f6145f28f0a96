using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>What a term means.</summary>
internal abstract record Meaning
{
    private Meaning()
    {
    }

    /// <summary>What it is called in messages.</summary>
    public abstract string Kind { get; }

    /// <summary>Where the figure comes from, if it is not derived or computed without rounding.</summary>
    public Standing Source { get; init; } = Standing.Exact;

    /// <summary>A number, as a formula of the claim's variables.</summary>
    public sealed record Number(Symbol Value) : Meaning
    {
        public override string Kind => "a number";
    }

    /// <summary>A tensor of numbers; a list has one axis.</summary>
    public sealed record Tensor(Values<long> Sizes, Symbol[] Elements) : Meaning
    {
        public override string Kind => Sizes.Count == 1 ? $"a list of {Sizes[0]}" : $"a tensor [{string.Join(", ", Sizes)}]";
    }

    /// <summary>A network.</summary>
    public sealed record Net(ClaimNetwork Network) : Meaning
    {
        public override string Kind => $"the network {Network.Name}";
    }

    /// <summary>A node, a value or a scope of nodes of a network.</summary>
    public sealed record Part(ClaimNetwork Network, string Name) : Meaning
    {
        public override string Kind => $"{Name} of {Network.Name}";
    }

    /// <summary>A word, such as a kind of operation.</summary>
    public sealed record Word(string Text) : Meaning
    {
        public override string Kind => $"the word '{Text}'";
    }

    /// <summary>What is left open.</summary>
    public sealed record Open : Meaning
    {
        public override string Kind => "a hole";
    }

    public static Meaning List(IEnumerable<Symbol> items)
    {
        Symbol[] elements = [.. items];
        return new Tensor([elements.Length], elements);
    }
}

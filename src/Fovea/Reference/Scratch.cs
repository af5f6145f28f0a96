using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Reference;

/// <summary>
/// How many intermediate values a layer keeps at once, in the order in which the reference computes it: the peak over its run. What it reads, literals, what follows from
/// literals alone and finished outputs do not count; what is made once for many outputs does, as the factors of a normalisation. See <see cref="Tape.Scratch"/>.
/// </summary>
public readonly record struct Scratch
{
    /// <summary>The most operations of a layer that are followed: each is kept on a tape.</summary>
    public const int MostOperations = 2_000_000;

    /// <summary>The number of values; null if it cannot be told.</summary>
    public int? Peak { get; private init; }

    /// <summary>Why it cannot be told; null if it can.</summary>
    public string? Reason { get; private init; }

    /// <summary>Computes a layer once more, on numbers that write down what becomes of them.</summary>
    /// <param name="done">The layer as it has run.</param>
    /// <param name="executed">The operations that it executed.</param>
    internal static Scratch Of(NodeRun<Count> done, Operations executed)
    {
        Operator layer = done.Node.Node.Operator;
        if (layer.Subgraphs.Count > 0)
        {
            return new() { Reason = "the operations are those of a graph inside the layer" };
        }
        if (executed.Total == 0)
        {
            return new() { Peak = 0 };
        }
        if (executed.Total.Value > MostOperations)
        {
            return new() { Reason = $"more than {MostOperations} operations: give smaller sizes" };
        }
        using var tape = Tape.Open();
        // One place stands for all that is read.
        Taped read = tape.Variable(0);
        // What is no operation on taped numbers leaves its count here.
        using var others = Ledger.Open();
        Evaluation<Count> run = done.Evaluation;
        var taped = new Evaluation<Taped>(
            run.Operands,
            run.Outputs,
            [.. Enumerable.Range(0, run.Count).Select(input => run.Has(input) ? Taken(run[input], read.Place) : null)],
            (_, _) => throw new InvalidOperationException("there is no graph inside the layer"))
        {
            HandedIn = run.HandedIn,
        };
        layer.Forward(taped);
        if (OperationCount.Executed(others) != Operations.None)
        {
            return new() { Reason = "it computes with whole numbers or truth values, or converts between types, which is not followed" };
        }
        Taped[] outputs = [.. taped.Results.ToArray().SelectMany(result => result?.Elements is Elements<Taped> numbers ? numbers.Items : [])];
        return new() { Peak = tape.Scratch(outputs) };
    }

    private static RunTensor Taken(RunTensor tensor, int place) => tensor.Elements is Elements<Count> numbers
        ? tensor with { Elements = new Elements<Taped>(Array.ConvertAll(numbers.Items, number => new Taped(number.Number, place, moves: true))) }
        : tensor;
}

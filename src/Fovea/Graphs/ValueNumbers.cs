using System.Runtime.InteropServices;

namespace Fovea.Graphs;

/// <summary>
/// The values of a graph by number, from 0 on without gaps: the inputs, then the parameters, then the rest in the order in which it is named. What a pass knows of values it
/// keeps in arrays, and looks no name up.
/// </summary>
/// <param name="numbers">The number of each name.</param>
/// <param name="places">What the nodes read and make, one after the other.</param>
/// <param name="starts">Where that begins in <paramref name="places"/>: for each node what it reads, then what it makes; the end at last.</param>
internal sealed class ValueNumbers(Dictionary<string, int> numbers, List<int> places, int[] starts)
{
    /// <summary>Stands in the place of an input or an output that is left out.</summary>
    public const int None = -1;

    /// <summary>The number of values, free ones included.</summary>
    public int Count => numbers.Count;

    /// <summary>The number of a value of the graph.</summary>
    public int this[string name] => numbers[name];

    /// <summary>The number of a value, if the graph has it.</summary>
    public bool TryFind(string name, out int number) => numbers.TryGetValue(name, out number);

    /// <summary>What a node reads: its inputs, in order, then what graphs inside it take from around them.</summary>
    public ReadOnlySpan<int> Reads(int node) => CollectionsMarshal.AsSpan(places)[starts[2 * node]..starts[(2 * node) + 1]];

    /// <summary>What a node makes, in order.</summary>
    public ReadOnlySpan<int> Outputs(int node) => CollectionsMarshal.AsSpan(places)[starts[(2 * node) + 1]..starts[(2 * node) + 2]];
}

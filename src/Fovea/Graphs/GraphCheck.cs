using System.Runtime.InteropServices;
using Fovea.Numbers;

namespace Fovea.Graphs;

/// <summary>Checks the structure of a graph (names, arities, order) and numbers its values on the way.</summary>
internal sealed class GraphCheck
{
    private readonly Dictionary<string, int> numbers;
    private readonly int[] starts;
    private readonly List<int> places;
    // What is read before a node makes it; at the end, what no node makes.
    private readonly Dictionary<string, int> unmade = new(StringComparer.Ordinal);
    private Values<Node> nodes;
    private bool ordered = true;

    private GraphCheck(Values<Node> nodes, int given)
    {
        this.nodes = nodes;
        numbers = new(given + nodes.Count, StringComparer.Ordinal);
        places = new(3 * nodes.Count);
        starts = new int[(2 * nodes.Count) + 1];
    }

    /// <summary>The nodes in an order in which they can run, the names that come from around the graph, and the numbers of all values.</summary>
    public static (Values<Node> Nodes, Values<string> Free, ValueNumbers Numbers) Run(
        Values<GraphInput> inputs, Values<Parameter> parameters, Values<Node> nodes, Values<GraphOutput> outputs, bool inner)
    {
        var check = new GraphCheck(nodes, inputs.Count + parameters.Count);
        foreach (GraphInput input in inputs)
        {
            if (!check.TryDefine(input.Name, out _))
            {
                throw new GraphException($"input '{input.Name}' is defined twice");
            }
        }
        foreach (Parameter parameter in parameters)
        {
            if (!check.TryDefine(parameter.Name, out _))
            {
                throw new GraphException($"tensor '{parameter.Name}' is defined twice");
            }
        }
        for (int index = 0; index < nodes.Count; index++)
        {
            check.Add(nodes[index], index);
        }
        Values<string> free = check.Free(outputs, inner);
        if (!check.ordered)
        {
            check.Sort();
        }
        return (check.nodes, free, new ValueNumbers(check.numbers, check.places, check.starts));
    }

    private void Add(Node node, int index)
    {
        CheckArity(node, index);
        foreach (string name in node.Reads)
        {
            places.Add(name.Length == 0 ? ValueNumbers.None : Read(name));
        }
        starts[(2 * index) + 1] = places.Count;
        foreach (string output in node.Outputs)
        {
            int number = ValueNumbers.None;
            if (output.Length > 0 && !TryDefine(output, out number))
            {
                throw new GraphException($"{Describe(node, index)}: its output '{output}' is defined already");
            }
            places.Add(number);
        }
        starts[(2 * index) + 2] = places.Count;
    }

    private int Number(string name, out bool known)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, name, out known);
        if (!known)
        {
            number = numbers.Count - 1;
        }
        return number;
    }

    private int Read(string name)
    {
        int number = Number(name, out bool known);
        if (!known)
        {
            unmade.Add(name, number);
        }
        return number;
    }

    private bool TryDefine(string name, out int number)
    {
        number = Number(name, out bool known);
        if (known && !unmade.Remove(name))
        {
            return false;
        }
        ordered &= !known;
        return true;
    }

    // The names that are read and made by no node: those of the graph around this one.
    private Values<string> Free(Values<GraphOutput> outputs, bool inner)
    {
        if (unmade.Count > 0 && !inner)
        {
            string missing = Unmade()[0];
            int reader = 0;
            while (!nodes[reader].Reads.Contains(missing))
            {
                reader++;
            }
            throw new GraphException($"{Describe(nodes[reader], reader)}: its input '{missing}' is made by no node");
        }
        foreach (GraphOutput output in outputs)
        {
            if (!inner && !numbers.ContainsKey(output.Name))
            {
                throw new GraphException($"output '{output.Name}' is made by no node");
            }
            Read(output.Name);
        }
        return Unmade();
    }

    // In the order in which they are read first.
    private Values<string> Unmade() => unmade.Count == 0 ? [] : [.. unmade.OrderBy(entry => entry.Value).Select(entry => entry.Key)];

    // Kahn's algorithm with the smallest index first.
    private void Sort()
    {
        var numbered = new ValueNumbers(numbers, [.. places], [.. starts]);
        // For each value the node that makes it; what no node makes is there from the beginning.
        const int given = -1;
        var makers = new int[numbers.Count];
        Array.Fill(makers, given);
        for (int index = 0; index < nodes.Count; index++)
        {
            foreach (int value in numbered.Outputs(index))
            {
                if (value != ValueNumbers.None)
                {
                    makers[value] = index;
                }
            }
        }
        var waiting = new int[nodes.Count];
        var readers = new List<int>?[nodes.Count];
        for (int index = 0; index < nodes.Count; index++)
        {
            foreach (int value in numbered.Reads(index))
            {
                if (value != ValueNumbers.None && makers[value] != given)
                {
                    waiting[index]++;
                    (readers[makers[value]] ??= []).Add(index);
                }
            }
        }
        var ready = new PriorityQueue<int, int>();
        for (int index = 0; index < nodes.Count; index++)
        {
            if (waiting[index] == 0)
            {
                ready.Enqueue(index, index);
            }
        }
        var sorted = new List<Node>(nodes.Count);
        places.Clear();
        while (ready.TryDequeue(out int index, out _))
        {
            places.AddRange(numbered.Reads(index));
            starts[(2 * sorted.Count) + 1] = places.Count;
            places.AddRange(numbered.Outputs(index));
            starts[(2 * sorted.Count) + 2] = places.Count;
            sorted.Add(nodes[index]);
            foreach (int reader in readers[index] ?? [])
            {
                if (--waiting[reader] == 0)
                {
                    ready.Enqueue(reader, reader);
                }
            }
        }
        if (sorted.Count < nodes.Count)
        {
            int stuck = Array.FindIndex(waiting, count => count > 0);
            throw new GraphException($"{Describe(nodes[stuck], stuck)}: it depends on its own output (the graph has a cycle)");
        }
        nodes = Values.Create<Node>(CollectionsMarshal.AsSpan(sorted));
    }

    /// <summary>Whether a node has as many inputs and outputs as its operator takes.</summary>
    public static void CheckArity(Node node, int index)
    {
        OperatorType type = node.Operator.Type;
        Check(node, index, type.Inputs, node.Inputs, "input");
        Check(node, index, type.Outputs, node.Outputs, "output");
    }

    private static void Check(Node node, int index, Values<Formal> formals, Values<string> names, string what)
    {
        bool repeated = formals.Count > 0 && formals[^1].Repeated;
        if (names.Count > formals.Count && !repeated)
        {
            throw new GraphException($"{Describe(node, index)}: it has {names.Count} {what}s, at most {formals.Count} are allowed");
        }
        for (int i = 0; i < formals.Count; i++)
        {
            bool left = i >= names.Count || (names[i].Length == 0 && what == "input");
            if (left && !formals[i].Optional && !formals[i].Repeated)
            {
                throw new GraphException($"{Describe(node, index)}: {what} {formals[i].Name} is missing");
            }
        }
    }

    private static string Describe(Node node, int index) =>
        node.Name.Length > 0 ? $"node '{node.Name}' ({node.Operator.Name})" : $"node {index} ({node.Operator.Name})";
}

using Fovea.Numbers;

namespace Fovea.Graphs;

/// <summary>Checks the structure of a graph: names, arities, order.</summary>
internal static class GraphCheck
{
    /// <summary>The nodes in an order in which they can run, and the names that come from around the graph.</summary>
    public static (Values<Node> Nodes, Values<string> Free) Run(
        Values<GraphInput> inputs, Values<Parameter> parameters, Values<Node> nodes, Values<GraphOutput> outputs, bool inner)
    {
        // For each name the index of the node that makes it; −1 for inputs and parameters.
        var makers = new Dictionary<string, int>(inputs.Count + parameters.Count + nodes.Count, StringComparer.Ordinal);
        foreach (GraphInput input in inputs)
        {
            if (!makers.TryAdd(input.Name, -1))
            {
                throw new GraphException($"input '{input.Name}' is defined twice");
            }
        }
        foreach (Parameter parameter in parameters)
        {
            if (!makers.TryAdd(parameter.Name, -1))
            {
                throw new GraphException($"tensor '{parameter.Name}' is defined twice");
            }
        }
        for (int index = 0; index < nodes.Count; index++)
        {
            CheckArity(nodes[index], index);
            foreach (string output in nodes[index].Outputs)
            {
                if (output.Length > 0 && !makers.TryAdd(output, index))
                {
                    throw new GraphException($"{Describe(nodes[index], index)}: its output '{output}' is defined already");
                }
            }
        }

        var free = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        Values<Node> sorted = Order(nodes, makers, inner, free, known);
        foreach (GraphOutput output in outputs)
        {
            if (!makers.ContainsKey(output.Name))
            {
                if (!inner)
                {
                    throw new GraphException($"output '{output.Name}' is made by no node");
                }
                if (known.Add(output.Name))
                {
                    free.Add(output.Name);
                }
            }
        }
        return (sorted, Values.Create<string>(free.ToArray()));
    }

    private static Values<Node> Order(
        Values<Node> nodes, Dictionary<string, int> makers, bool inner, List<string> free, HashSet<string> known)
    {
        bool ordered = true;
        for (int index = 0; index < nodes.Count; index++)
        {
            foreach (string name in nodes[index].Reads)
            {
                if (name.Length == 0)
                {
                    continue;
                }
                if (makers.TryGetValue(name, out int maker))
                {
                    ordered &= maker < index;
                }
                else if (!inner)
                {
                    throw new GraphException($"{Describe(nodes[index], index)}: its input '{name}' is made by no node");
                }
                else if (known.Add(name))
                {
                    free.Add(name);
                }
            }
        }
        return ordered ? nodes : Sort(nodes, makers);
    }

    // Kahn's algorithm with the smallest index first.
    private static Values<Node> Sort(Values<Node> nodes, Dictionary<string, int> makers)
    {
        var waiting = new int[nodes.Count];
        var readers = new List<int>?[nodes.Count];
        for (int index = 0; index < nodes.Count; index++)
        {
            foreach (string name in nodes[index].Reads)
            {
                if (makers.TryGetValue(name, out int maker) && maker >= 0)
                {
                    waiting[index]++;
                    (readers[maker] ??= []).Add(index);
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
        while (ready.TryDequeue(out int index, out _))
        {
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
        return Values.Create<Node>(sorted.ToArray());
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

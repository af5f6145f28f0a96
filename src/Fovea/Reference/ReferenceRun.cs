using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Reference;

/// <summary>What one node did in a run.</summary>
/// <typeparam name="T">The number of the run.</typeparam>
/// <param name="Node">The node with its shapes as they were in the run.</param>
/// <param name="Evaluation">What it read and put out.</param>
public readonly record struct NodeRun<T>(TypedNode Node, Evaluation<T> Evaluation)
    where T : struct, IScalar<T>;

/// <summary>
/// Runs a graph on any number, node by node, by the reference computation of each operator. Values that nobody reads any more are let go.
/// </summary>
/// <typeparam name="T">The number that floating-point tensors are computed in.</typeparam>
public sealed class ReferenceRun<T>
    where T : struct, IScalar<T>
{
    private readonly Func<string, Tensor?> weights;
    private readonly bool rounds;

    /// <summary>Prepares runs.</summary>
    /// <param name="weights">The values of the parameters that do not carry them, by name.</param>
    /// <param name="rounds">
    /// Whether floats are rounded to the format of their element type when they are stored, as a network does; false for an oracle of higher precision.
    /// </param>
    public ReferenceRun(Func<string, Tensor?> weights, bool rounds = true)
    {
        this.weights = weights;
        this.rounds = rounds;
    }

    /// <summary>Is called before each node of the graph; the function it returns is called after it. What runs inside a node belongs to it.</summary>
    public Func<Node, Action<NodeRun<T>>?>? Observe { get; init; }

    /// <summary>Turns a weight, or an input that is given as a tensor, into numbers of the run: by default literals.</summary>
    public Func<string, Tensor, RunTensor> Take { get; init; } = (_, tensor) => Taken(tensor);

    /// <summary>
    /// What a node would draw at random, handed in: the mask of a dropout in training (truth values shaped as its data), the output of RandomNormal and the like. Null where the
    /// node draws by itself; that is the default.
    /// </summary>
    public Func<Node, Tensor?> Drawn { get; init; } = _ => null;

    /// <summary>A tensor with its values as literals of the run.</summary>
    /// <exception cref="UnavailableException">The reference does not compute with its element type.</exception>
    public static RunTensor Taken(Tensor tensor)
    {
        try
        {
            return RunTensor.From<T>(tensor);
        }
        catch (UnavailableElementException error)
        {
            throw new UnavailableException(error.Message);
        }
    }

    /// <summary>Runs a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputs">Its inputs, in their order.</param>
    /// <returns>Its outputs, in their order.</returns>
    /// <exception cref="GraphException">The inputs do not fit, or a node fails; the message names the node.</exception>
    /// <exception cref="UnavailableException">The reference does not compute an operator or an element type.</exception>
    public RunTensor[] Run(Graph graph, params ReadOnlySpan<RunTensor> inputs)
    {
        var types = new TensorType[inputs.Length];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = inputs[i].Type;
        }
        graph.Accept(types);
        return new Scope(this, graph, null).Run(inputs.ToArray());
    }

    /// <summary>Runs a graph on tensors, which are taken as weights are.</summary>
    /// <inheritdoc cref="Run(Graph, ReadOnlySpan{RunTensor})"/>
    public RunTensor[] Run(Graph graph, ReadOnlySpan<Tensor> inputs)
    {
        var taken = new RunTensor[inputs.Length];
        for (int i = 0; i < taken.Length; i++)
        {
            // A surplus input has no name; it is refused below.
            taken[i] = Take(i < graph.Inputs.Count ? graph.Inputs[i].Name : "", inputs[i]);
        }
        return Run(graph, taken);
    }

    // The values of one graph while it runs; those of the graph around it are seen, too.
    private sealed class Scope(ReferenceRun<T> owner, Graph graph, Scope? outer)
    {
        private readonly Dictionary<string, RunTensor> values = new(StringComparer.Ordinal);
        private readonly StepwiseTyping typing = new();

        public RunTensor[] Run(RunTensor?[] inputs)
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                values[graph.Inputs[i].Name] = inputs[i] ?? throw new GraphException($"input '{graph.Inputs[i].Name}' is missing");
            }
            foreach (Parameter parameter in graph.Parameters)
            {
                Tensor tensor = parameter.Contents ?? owner.weights(parameter.Name)
                    ?? throw new GraphException($"the values of '{parameter.Name}' are not given");
                values[parameter.Name] = owner.Take(parameter.Name, tensor);
            }
            int[][] ending = Ending();
            for (int index = 0; index < graph.Nodes.Count; index++)
            {
                Run(graph.Nodes[index]);
                foreach (int value in ending[index])
                {
                    values.Remove(names[value]);
                }
            }
            var outputs = new RunTensor[graph.Outputs.Count];
            for (int i = 0; i < outputs.Length; i++)
            {
                outputs[i] = this[graph.Outputs[i].Name];
            }
            return outputs;
        }

        private readonly List<string> names = [];

        // The values that each node is the last to read, by their places in the list of names.
        private int[][] Ending()
        {
            var last = new Dictionary<string, int>(StringComparer.Ordinal);
            for (int index = 0; index < graph.Nodes.Count; index++)
            {
                foreach (string name in graph.Nodes[index].Inputs.Concat(graph.Nodes[index].Operator.Subgraphs.SelectMany(inner => inner.FreeNames)))
                {
                    last[name] = index;
                }
            }
            foreach (GraphOutput output in graph.Outputs)
            {
                last.Remove(output.Name);
            }
            var ending = new List<int>[graph.Nodes.Count];
            foreach ((string name, int index) in last)
            {
                (ending[index] ??= []).Add(names.Count);
                names.Add(name);
            }
            return [.. ending.Select(list => list?.ToArray() ?? [])];
        }

        private RunTensor this[string name] => values.TryGetValue(name, out RunTensor? value) ? value
            : outer is not null ? outer[name]
            : throw new GraphException($"the value '{name}' is missing");

        private void Run(Node node)
        {
            var inputs = new RunTensor?[node.Inputs.Count];
            for (int i = 0; i < inputs.Length; i++)
            {
                if (node.Inputs[i].Length > 0)
                {
                    RunTensor value = this[node.Inputs[i]];
                    inputs[i] = value;
                    typing.Define(node.Inputs[i], new ValueInfo(value.Type, Contents.Of<T>(value)));
                }
            }
            foreach (string name in node.Operator.Subgraphs.SelectMany(inner => inner.FreeNames))
            {
                RunTensor value = this[name];
                typing.Define(name, new ValueInfo(value.Type, Contents.Of<T>(value)));
            }
            Action<NodeRun<T>>? observe = outer is null ? owner.Observe?.Invoke(node) : null;
            TypedNode typed = typing.Apply(node);
            var evaluation = new Evaluation<T>(
                typed.Inputs, typed.Outputs, inputs, (inner, given) => new Scope(owner, inner, this).Run(given))
            {
                HandedIn = owner.Drawn(node),
            };
            try
            {
                node.Operator.Forward(evaluation);
            }
            catch (Exception error) when (error is UnavailableException or UnavailableElementException)
            {
                throw new UnavailableException($"node '{node.Label}' ({node.Operator.Name}): {error.Message}");
            }
            catch (Exception error) when (error is GraphException or UndecidableException or OverflowException or DivideByZeroException or NotSupportedException)
            {
                throw new GraphException($"node '{node.Label}' ({node.Operator.Name}): {error.Message}", error);
            }
            for (int i = 0; i < node.Outputs.Count; i++)
            {
                if (node.Outputs[i].Length > 0)
                {
                    RunTensor result = evaluation.Results[i] ?? throw new UnavailableException($"the reference does not compute output {i} of {node.Operator.Name}");
                    values[node.Outputs[i]] = owner.rounds ? result.Stored<T>() : result;
                }
            }
            observe?.Invoke(new NodeRun<T>(typed, evaluation));
        }
    }
}

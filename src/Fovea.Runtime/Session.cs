using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Runtime.Memory;
using Fovea.Runtime.Passes;
using Fovea.Runtime.Plans;
using Fovea.Runtime.Threads;
using Fovea.Tensors;

namespace Fovea.Runtime;

/// <summary>
/// A network ready to run: passes have been applied, weights lie as kernels want them, and for each combination of input shapes there is a plan over one block of memory.
/// Several threads may share a session: one run waits for another. A session holds threads and memory outside the collected heap until it is disposed.
/// </summary>
public sealed class Session : IDisposable
{
    private readonly Lock gate = new();
    private readonly WeightedGraph model;
    private readonly PreparedWeights weights = new();
    private readonly ThreadTeam team;
    private readonly SessionOptions options;

    // The plan that was used last stands first.
    private readonly List<Plan> plans = [];
    private NativeBlock? memory;
    private bool disposed;

    internal Session(Graph graph, Func<string, Tensor?> parameters, SessionOptions options)
    {
        options.Check();
        Graph = graph;
        this.options = options;
        model = Simplification.Apply(new WeightedGraph(graph, parameters));
        team = new ThreadTeam(options.Threads);
        if (graph.Inputs.All(input => input.Type is { Shape.IsKnown: true }))
        {
            try
            {
                MakePlan([.. graph.Inputs.Select(input => input.Type!.Value)]);
            }
            catch
            {
                Dispose();
                throw;
            }
        }
    }

    /// <summary>The network, as it was given.</summary>
    public Graph Graph { get; }

    /// <summary>The number of threads that a run is shared among.</summary>
    public int Threads => options.Threads;

    /// <summary>Whether runs note how long each step takes; off at first, for it costs a little.</summary>
    public bool Timed { get; set; }

    /// <summary>What the plan that was used last does for each node, in order; empty before there is one.</summary>
    public IReadOnlyList<LayerReport> Layers
    {
        get
        {
            lock (gate)
            {
                return plans.Count > 0 ? plans[0].Layers : [];
            }
        }
    }

    /// <summary>The bytes of activations and scratch of the plan that was used last.</summary>
    public long ActivationBytes
    {
        get
        {
            lock (gate)
            {
                return plans.Count > 0 ? plans[0].Bytes : 0;
            }
        }
    }

    /// <summary>Runs a network that has one output on one input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="cancel">Ends the run between two steps.</param>
    /// <returns>The output, a tensor of its own.</returns>
    /// <exception cref="GraphException">The input does not fit, the network has more inputs or outputs, or a node fails; the message names the node.</exception>
    /// <exception cref="UnavailableException">An operator or an element type is not computed.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public Tensor Run(Tensor input, CancellationToken cancel = default)
    {
        Operands.Require(Graph.Outputs.Count == 1, $"'{Graph.Name}' has {Graph.Outputs.Count} outputs, not 1");
        return Run([input], cancel)[0];
    }

    /// <summary>Runs the network.</summary>
    /// <param name="inputs">Its inputs, in their order.</param>
    /// <param name="cancel">Ends the run between two steps.</param>
    /// <returns>Its outputs, in their order: tensors of their own. Nothing else is allocated once the shapes have been seen and as long as no node takes the reference path.</returns>
    /// <inheritdoc cref="Run(Tensor, CancellationToken)" path="/exception"/>
    public Tensor[] Run(ReadOnlySpan<Tensor> inputs, CancellationToken cancel = default)
    {
        lock (gate)
        {
            Plan plan = Execute(inputs, cancel);
            try
            {
                return Array.ConvertAll(plan.Outputs, output => output.ToTensor());
            }
            finally
            {
                plan.Clear();
            }
        }
    }

    /// <summary>Runs the network and writes its outputs where the caller wants them. It allocates nothing once the shapes have been seen and as long as no node takes the reference path.</summary>
    /// <param name="inputs">Its inputs, in their order.</param>
    /// <param name="outputs">Room for the bytes of each output, exactly as many as it has.</param>
    /// <param name="cancel">Ends the run between two steps.</param>
    /// <inheritdoc cref="Run(Tensor, CancellationToken)" path="/exception"/>
    public void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Memory<byte>> outputs, CancellationToken cancel = default)
    {
        Operands.Require(outputs.Length == Graph.Outputs.Count, $"'{Graph.Name}' has {Graph.Outputs.Count} outputs, and there is room for {outputs.Length}");
        lock (gate)
        {
            Plan plan = Execute(inputs, cancel);
            for (int i = 0; i < outputs.Length; i++)
            {
                plan.Outputs[i].CopyTo(outputs[i].Span);
            }
            plan.Clear();
        }
    }

    private unsafe Plan Execute(ReadOnlySpan<Tensor> inputs, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        Plan plan = PlanFor(inputs);
        if (memory is null || memory.Bytes < plan.Bytes)
        {
            memory?.Dispose();
            memory = null;
            memory = new NativeBlock(plan.Bytes);
        }
        plan.Place(memory.Start);
        for (int i = 0; i < inputs.Length; i++)
        {
            plan.Inputs[i].Take(inputs[i]);
        }
        plan.Run(team, Timed, cancel);
        return plan;
    }

    private Plan PlanFor(ReadOnlySpan<Tensor> inputs)
    {
        Operands.Require(inputs.Length == Graph.Inputs.Count, $"'{Graph.Name}' takes {Graph.Inputs.Count} inputs and is given {inputs.Length}");
        for (int i = 0; i < plans.Count; i++)
        {
            if (plans[i].IsFor(inputs))
            {
                Plan found = plans[i];
                if (i > 0)
                {
                    plans.RemoveAt(i);
                    plans.Insert(0, found);
                }
                return found;
            }
        }
        var types = new TensorType[inputs.Length];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = inputs[i].Type;
        }
        Dictionary<string, Size> symbols = Graph.Accept(types);
        return MakePlan(types, symbols);
    }

    private Plan MakePlan(TensorType[] types, IReadOnlyDictionary<string, Size>? symbols = null)
    {
        Plan plan = PlanMaker.Make(Simplification.Close(model, types, symbols ?? new Dictionary<string, Size>()), weights, options);
        weights.Complete(team);
        plans.Insert(0, plan);
        if (plans.Count > options.Plans)
        {
            plans.RemoveAt(plans.Count - 1);
        }
        return plan;
    }

    /// <summary>Lets threads and memory go.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (!disposed)
            {
                disposed = true;
                team.Dispose();
                memory?.Dispose();
                weights.Dispose();
                plans.Clear();
            }
        }
    }
}

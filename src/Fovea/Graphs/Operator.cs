using Fovea.Numbers;

namespace Fovea.Graphs;

/// <summary>
/// The contract of an operator: everything that is true of it stands in its own file. An operator is an immutable record that compares by
/// value; its parameters live beside the graph.
/// </summary>
public abstract record Operator
{
    /// <summary>Its name, inputs and outputs.</summary>
    public abstract OperatorType Type { get; }

    /// <summary>The name, as in ONNX.</summary>
    public string Name => Type.Name;

    /// <summary>The graphs inside it: branches and bodies.</summary>
    public virtual Values<Graph> Subgraphs => [];

    /// <summary>Takes its attributes down, so that <see cref="OperatorType.Read"/> makes an equal operator of them.</summary>
    public virtual void Write(AttributeWriter to)
    {
    }

    /// <summary>The shape rule: type, shape and, where it follows, contents of every output.</summary>
    /// <exception cref="GraphException">The inputs do not fit the operator, or an output would have no elements along a window.</exception>
    /// <exception cref="UnavailableException">It cannot be told before the network runs.</exception>
    public abstract Values<ValueInfo> Outputs(Operands inputs);

    /// <summary>The cost rule: the operations that the reference computation executes.</summary>
    public abstract Cost Cost(Operands inputs, Values<ValueInfo> outputs);

    /// <summary>The receptive-field rule: which positions of the inputs a unit of one of the outputs reads.</summary>
    /// <exception cref="UnavailableException">It cannot be told.</exception>
    public abstract FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output);

    /// <summary>The reference computation, over any number: it reads the inputs and puts every output that is asked for.</summary>
    /// <exception cref="UnavailableException">The operator has none, and why.</exception>
    /// <exception cref="UndecidableException">A choice depends on what the number cannot compare.</exception>
    public virtual void Forward<T>(Evaluation<T> run)
        where T : struct, IScalar<T> =>
        throw new UnavailableException($"the reference does not compute {Name}");

    /// <summary>What a tensor of the network means where it stands as this input.</summary>
    public virtual ParameterRole Role(int input) => ParameterRole.Weight;
}

/// <summary>What a tensor of the network means to the operator that reads it.</summary>
public enum ParameterRole
{
    /// <summary>It is trained: it counts as parameters.</summary>
    Weight,

    /// <summary>It is gathered while training and fixed afterwards, like a running mean: it counts as buffers.</summary>
    Buffer,

    /// <summary>It says what the operator does, like the target of a Reshape or the bounds of a Clip: it counts as neither.</summary>
    Setting,
}

/// <summary>An operator that Fovea does not know: it is kept, so that the rest of the network can be read, and everything about it is unavailable.</summary>
/// <param name="OperatorName">The name it has in the file.</param>
/// <param name="Domain">The operator set that the file takes it from.</param>
/// <param name="Attributes">Its attributes, as they stand in the file.</param>
public sealed record UnknownOperator(string OperatorName, string Domain, Values<KeyValuePair<string, AttributeValue>> Attributes) : Operator
{
    /// <inheritdoc/>
    public override OperatorType Type => new(OperatorName, "inputs*", "outputs*", _ => this, 1, Domain);

    private string Reason => $"the operator {Type} is not known to Fovea";

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        foreach ((string name, AttributeValue value) in Attributes)
        {
            to.Add(name, value);
        }
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) => throw new UnavailableException(Reason);

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Unavailable(Reason);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => throw new UnavailableException(Reason);

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => ParameterRole.Weight;
}

using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>
/// One node in a run of the reference computation: what it reads, what its shape rule says of its outputs, and where it puts them. All sizes are numbers.
/// </summary>
/// <typeparam name="T">The number that floating-point tensors are computed in.</typeparam>
public sealed class Evaluation<T>
    where T : struct, IScalar<T>
{
    private readonly RunTensor?[] inputs;
    private readonly RunTensor?[] results;
    private readonly Func<Graph, RunTensor?[], RunTensor[]> run;

    /// <summary>The most elements that one output may have.</summary>
    public const long MaximumElements = 1 << 29;

    internal Evaluation(Operands operands, Values<ValueInfo> outputs, RunTensor?[] inputs, Func<Graph, RunTensor?[], RunTensor[]> run)
    {
        Operands = operands;
        Outputs = outputs;
        this.inputs = inputs;
        this.run = run;
        results = new RunTensor?[operands.OutputCount];
    }

    /// <summary>The inputs as the rules see them: their shapes, and the contents of small ones.</summary>
    public Operands Operands { get; }

    /// <summary>What the shape rule says of the outputs. What the data decide is open in it.</summary>
    public Values<ValueInfo> Outputs { get; }

    /// <summary>What has been put out.</summary>
    public ReadOnlySpan<RunTensor?> Results => results;

    /// <summary>The number of inputs that are written down, left-out ones included.</summary>
    public int Count => inputs.Length;

    /// <summary>Whether an input is given.</summary>
    public bool Has(int input) => input < inputs.Length && inputs[input] is not null;

    /// <summary>Whether an output is asked for.</summary>
    public bool Wants(int output) => Operands.Wants(output);

    /// <summary>An input.</summary>
    /// <exception cref="GraphException">It is left out.</exception>
    public RunTensor this[int input] => Has(input) ? inputs[input]! : throw new GraphException($"input {Operands.Node.Operator.Type.InputName(input)} is missing");

    /// <summary>Whether an input holds integers.</summary>
    public bool IsWhole(int input) => this[input].Elements is Elements<Whole>;

    /// <summary>Whether an input holds truth values.</summary>
    public bool IsTruth(int input) => this[input].Elements is Elements<bool>;

    /// <summary>The elements of an input of floats.</summary>
    public T[] Numbers(int input) => Items<T>(input);

    /// <summary>The elements of an input of integers.</summary>
    public Whole[] Wholes(int input) => Items<Whole>(input);

    /// <summary>The elements of an input of truth values.</summary>
    public bool[] Truths(int input) => Items<bool>(input);

    /// <summary>The elements of an input: of kind <typeparamref name="T"/>, <see cref="Whole"/> or <see langword="bool"/>.</summary>
    /// <exception cref="GraphException">They are of another kind.</exception>
    public E[] Items<E>(int input) => this[input].Elements is Elements<E> elements
        ? elements.Items
        : throw new GraphException($"{Operands.Node.Operator.Type.InputName(input)} is {this[input].Element.Name()}, which {Operands.Node.Operator.Name} does not compute with");

    /// <summary>The element of an input that has one only.</summary>
    /// <exception cref="GraphException">It has another number of elements, or of another kind.</exception>
    public E Single<E>(int input)
    {
        E[] items = Items<E>(input);
        Operands.Require(items.Length == 1, $"{Operands.Node.Operator.Type.InputName(input)} has {items.Length} elements, not 1");
        return items[0];
    }

    /// <summary>The sizes that the shape rule gives an output.</summary>
    /// <exception cref="UnavailableException">They depend on data that cannot be read.</exception>
    /// <exception cref="GraphException">The output is larger than the reference computes.</exception>
    public long[] Sizes(int output)
    {
        Shape shape = Outputs[output].Shape;
        if (!shape.IsKnown)
        {
            throw new UnavailableException($"the sizes {shape} of the output depend on data that cannot be read");
        }
        Operands.Require(
            shape.Elements.Value <= MaximumElements, $"an output of {shape.Elements} elements is larger than the reference computes ({MaximumElements})");
        return shape.ToLongs();
    }

    /// <summary>Makes room for an output as the shape rule has it, filled with zeros.</summary>
    /// <returns>The elements, to be written.</returns>
    public E[] Make<E>(int output)
    {
        var items = new E[Positions.Count(Sizes(output))];
        Put(output, new Elements<E>(items));
        return items;
    }

    /// <summary>Puts elements out, in the shape that the shape rule gives.</summary>
    public void Put(int output, Elements elements) => Put(output, Sizes(output), elements);

    /// <summary>Puts elements out, in a shape that the data decided.</summary>
    public void Put(int output, ReadOnlySpan<long> sizes, Elements elements) =>
        Put(output, new RunTensor(Outputs[output].Element, Values.Create(sizes), elements));

    /// <summary>Puts a tensor out.</summary>
    public void Put(int output, RunTensor tensor)
    {
        if (output < results.Length)
        {
            results[output] = tensor;
        }
    }

    /// <summary>What the node would draw at random and is handed in instead; null if it is not.</summary>
    internal Tensor? HandedIn { get; init; }

    /// <summary>
    /// What the node would draw at random, where it is handed in: elements of a type, one for each element of the first output. It is constant: nothing is differentiated with
    /// respect to it. Null if the node has to draw.
    /// </summary>
    /// <exception cref="GraphException">It has another type or shape.</exception>
    public Elements? Drawn(ElementType element)
    {
        if (HandedIn is null)
        {
            return null;
        }
        var expected = new TensorType(element, Shape.Of(Sizes(0)));
        Operands.Require(HandedIn.Type.Equals(expected), $"what is drawn is {expected}, not {HandedIn.Type} as it was handed in");
        return RunTensor.From<T>(HandedIn).Elements;
    }

    /// <summary>Runs a graph inside the node: a branch or a body. Names that it does not define are those around the node.</summary>
    public RunTensor[] Run(Graph graph, params RunTensor?[] inputs) => run(graph, inputs);
}

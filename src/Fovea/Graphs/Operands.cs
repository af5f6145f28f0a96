using System.Runtime.CompilerServices;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>A condition on open dimensions that a network has to keep, and the node that asks for it.</summary>
/// <param name="Node">The node's label.</param>
/// <param name="Text">The condition, such as <c>H mod 2 = 0</c>.</param>
/// <param name="Left">The size that has to agree …</param>
/// <param name="Right">… with this one; null for a condition that is no equality.</param>
/// <param name="Threshold">The same condition as the least value of its only symbol; null if it is no such one.</param>
public sealed record Condition(string Node, string Text, Size Left, Size? Right, Threshold? Threshold = null);

/// <summary>
/// The inputs of one node as its rules see them. Asking for what is not known throws <see cref="UnavailableException"/>, so that a rule
/// reads as if everything were known.
/// </summary>
public sealed class Operands
{
    private readonly ValueInfo?[] values;
    private readonly Typing typing;

    internal Operands(Node node, ValueInfo?[] values, Typing typing)
    {
        Node = node;
        this.values = values;
        this.typing = typing;
    }

    /// <summary>The node.</summary>
    public Node Node { get; }

    /// <summary>The number of inputs that are written down, left-out ones included.</summary>
    public int Count => values.Length;

    /// <summary>The number of outputs that are written down, left-out ones included.</summary>
    public int OutputCount => Node.Outputs.Count;

    /// <summary>Whether an output is asked for.</summary>
    public bool Wants(int output) => output < Node.Outputs.Count && Node.Outputs[output].Length > 0;

    /// <summary>Whether an input is given.</summary>
    public bool Has(int input) => input < values.Length && values[input] is not null;

    /// <summary>What is known of an input; null if it is left out.</summary>
    internal ValueInfo? Info(int input) => values[input];

    /// <summary>The type of an input.</summary>
    public TensorType this[int input] => Given(input).Type
        ?? throw new UnavailableException($"it follows '{Node.Inputs[input]}', which is unavailable: {values[input]!.Reason}");

    /// <summary>The element type of an input.</summary>
    public ElementType Element(int input) => this[input].Element;

    /// <summary>The shape of an input.</summary>
    public Shape Shape(int input) => this[input].Shape;

    /// <summary>The number of axes of an input.</summary>
    public int Rank(int input) => Shape(input).Rank;

    /// <summary>The elements of an input, if they are known before the network runs.</summary>
    public Contents? Contents(int input) => Has(input) ? values[input]!.Contents : null;

    /// <summary>The elements of an input, as sizes.</summary>
    /// <exception cref="UnavailableException">They are not known before the network runs.</exception>
    public Values<Size> Sizes(int input) => (Given(input).Contents
        ?? throw new UnavailableException($"the values of '{Node.Inputs[input]}' are known only when the network runs")).ToSizes();

    /// <summary>The only element of an input, if it is known before the network runs.</summary>
    /// <exception cref="GraphException">It has none, or several.</exception>
    public Fraction? Scalar(int input)
    {
        if (Contents(input) is not { } contents)
        {
            return null;
        }
        Require(contents.Elements.Count == 1, $"{Node.Operator.Type.InputName(input)} must hold one element, not {contents.Elements.Count}");
        return contents.Elements[0];
    }

    /// <summary>The only element of an input as a size, if it is known before the network runs.</summary>
    /// <inheritdoc cref="Scalar"/>
    public Size? ScalarSize(int input) => Scalar(input) is null ? (Size?)null : Sizes(input)[0];

    /// <summary>The only element of an input, as a whole number.</summary>
    /// <exception cref="GraphException">It has none, or several.</exception>
    /// <exception cref="UnavailableException">It is not known before the network runs.</exception>
    public long Integer(int input)
    {
        _ = Scalar(input);
        return Integers(input)[0];
    }

    /// <summary>The elements of an input, as whole numbers.</summary>
    /// <exception cref="UnavailableException">They are not known before the network runs.</exception>
    public long[] Integers(int input)
    {
        Values<Size> sizes = Sizes(input);
        var result = new long[sizes.Count];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = sizes[i].TryGetValue(out long value)
                ? value
                : throw new UnavailableException($"'{Node.Inputs[input]}' holds the formula {sizes[i]} where a number is needed");
        }
        return result;
    }

    /// <summary>An axis of an input of a rank, with negative ones counted from the end.</summary>
    /// <exception cref="GraphException">There is no such axis.</exception>
    public static int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw new GraphException($"axis {axis} does not exist: the tensor has {rank} axes");

    /// <summary>Fails unless a condition holds.</summary>
    public static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new GraphException(otherwise);
        }
    }

    /// <summary>Fails unless a condition holds; the message is written only then.</summary>
    public static void Require(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref FailureMessage otherwise)
    {
        if (!holds)
        {
            throw new GraphException(otherwise.Take());
        }
    }

    /// <summary>
    /// Two sizes that have to agree. If they never do, the network is ill-formed; if they do for some values of the open dimensions only,
    /// the condition is noted.
    /// </summary>
    /// <returns>The simpler of the two.</returns>
    public Size Agree(Size left, Size right, string what)
    {
        if (left == right)
        {
            return left;
        }
        Agreement agreement = Size.Compare(left, right);
        if (agreement.IsNever)
        {
            throw new GraphException($"{what}: {left} is not {right}");
        }
        if (!agreement.IsAlways)
        {
            typing.Note(new Condition(Node.Label, agreement.Condition, left, right));
        }
        return right.IsKnown || (!left.IsKnown && right.ToString().Length < left.ToString().Length) ? right : left;
    }

    /// <summary>Two shapes that have to agree, axis by axis.</summary>
    public Shape Agree(Shape left, Shape right, string what)
    {
        Require(left.Rank == right.Rank, $"{what}: {left} and {right} have different numbers of axes");
        var sizes = new Size[left.Rank];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            sizes[axis] = Agree(left[axis], right[axis], what);
        }
        return Tensors.Shape.Create(sizes);
    }

    /// <summary>Two inputs whose element types have to agree.</summary>
    /// <returns>The element type.</returns>
    public ElementType AgreeElement(int left, int right)
    {
        Require(
            Element(left) == Element(right),
            $"{Node.Operator.Type.InputName(left)} is {Element(left).Name()} but {Node.Operator.Type.InputName(right)} is {Element(right).Name()}");
        return Element(left);
    }

    /// <summary>A size that has to be at least so large; what is not known to be is noted as a condition.</summary>
    public Size AtLeast(Size size, long least, string what)
    {
        if (size.TryGetValue(out long value) ? value < least : size.UpperBound < least)
        {
            throw new GraphException($"{what} is {size}; it must be at least {least}");
        }
        if (!(size.LowerBound >= least))
        {
            var threshold = Threshold.Of(size, least);
            typing.Note(new Condition(Node.Label, threshold?.ToString() ?? $"{size} ≥ {least}", size, null, threshold));
        }
        return size;
    }

    /// <summary>
    /// A size that only the data decide: a new symbol, named after the node and what it measures, such as <c>nonzero.count</c>.
    /// </summary>
    public Size Open(string what, long atLeast = 0)
    {
        HasOpened = true;
        return Size.Symbol($"{Node.Label}.{what}", atLeast);
    }

    /// <summary>Whether a size is named after the node.</summary>
    internal bool HasOpened { get; private set; }

    /// <summary>Types a graph inside this node: a branch or a body. Names it does not define are those around the node.</summary>
    public TypedGraph Type(Graph subgraph, ReadOnlySpan<ValueInfo> inputs) => TypedGraph.Infer(subgraph, inputs, typing);

    private ValueInfo Given(int input) => Has(input)
        ? values[input]!
        : throw new GraphException($"input {Node.Operator.Type.InputName(input)} is missing");
}

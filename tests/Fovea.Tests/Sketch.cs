using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;
using Size = Fovea.Numbers.Size;

namespace Fovea.Tests;

/// <summary>Draws a graph for a test, operator by operator, with attributes as files have them.</summary>
internal sealed class Sketch(int opset = 20)
{
    private readonly List<GraphInput> inputs = [];
    private readonly List<Parameter> parameters = [];
    private readonly List<Node> nodes = [];
    private int count;

    /// <summary>A float32 input.</summary>
    public string Input(string name, params Size[] shape) => Input(name, ElementType.Float32, shape);

    public string Input(string name, ElementType element, params Size[] shape)
    {
        inputs.Add(new GraphInput(name, new TensorType(element, Shape.Create(shape))));
        return name;
    }

    /// <summary>A float32 tensor of the network whose values are not needed.</summary>
    public string Weight(params Size[] shape)
    {
        string name = Next("w");
        parameters.Add(new Parameter(name, new TensorType(ElementType.Float32, Shape.Create(shape))));
        return name;
    }

    /// <summary>A tensor of the network whose values rules read.</summary>
    public string Constant(Tensor tensor)
    {
        string name = Next("c");
        parameters.Add(new Parameter(name, tensor.Type, tensor));
        return name;
    }

    public string Vector(params long[] values) => Constant(Tensor.Vector(values));

    public string Scalar(long value) => Constant(Tensor.Of([], value));

    public string Reals(params float[] values) => Constant(Tensor.Of([values.Length], values));

    /// <summary>Applies an operator and names its first output.</summary>
    public string Apply(string name, string[] from, params (string Name, object Value)[] attributes) =>
        Apply(name, from, [Next(name.ToLowerInvariant())], attributes)[0];

    /// <summary>Applies an operator to named outputs.</summary>
    public string[] Apply(string name, string[] from, string[] to, params (string Name, object Value)[] attributes)
    {
        nodes.Add(new Node("", Make(name, opset, attributes), Values.Create<string>(from), Values.Create<string>(to)));
        return to;
    }

    /// <summary>An operator that Fovea does not know.</summary>
    public string Unknown(string name, params string[] from)
    {
        string to = Next("unknown");
        nodes.Add(new Node("", OperatorCatalogue.Read(name, "elsewhere", Attributes.Empty), Values.Create<string>(from), [to]));
        return to;
    }

    public Graph Build(params string[] outputs) => Build(outputs, inner: false);

    public Graph Build(string[] outputs, bool inner) => Graph.Create(
        "sketch",
        Values.Create<GraphInput>(inputs.ToArray()),
        Values.Create<Parameter>(parameters.ToArray()),
        Values.Create<Node>(nodes.ToArray()),
        Values.Create<GraphOutput>(outputs.Select(output => new GraphOutput(output)).ToArray()),
        [new OperatorSet("", opset)],
        inner: inner);

    /// <summary>The types of a graph whose output is the given value.</summary>
    public TypedGraph Infer(params string[] outputs) => TypedGraph.Infer(Build(outputs));

    /// <summary>An operator as a file of some operator set writes it.</summary>
    public static Operator Make(string name, int opset, params (string Name, object Value)[] attributes)
    {
        var read = new Attributes([.. attributes.Select(attribute => KeyValuePair.Create(attribute.Name, Value(attribute.Value)))], opset);
        Operator made = OperatorCatalogue.Find(name)!.Read(read);
        Assert(read.Unread.FirstOrDefault() is null, $"{name} does not know the attribute {read.Unread.FirstOrDefault()}");
        return made;
    }

    private static void Assert(bool holds, string otherwise) => Xunit.Assert.True(holds, otherwise);

    private static AttributeValue Value(object value) => value switch
    {
        int number => new AttributeValue.Integer(number),
        long number => new AttributeValue.Integer(number),
        bool flag => new AttributeValue.Integer(flag ? 1 : 0),
        Size size => new AttributeValue.Integer(size),
        long[] numbers => new AttributeValue.Integers(Values.Create<Size>(numbers.Select(number => (Size)number).ToArray())),
        Size[] sizes => new AttributeValue.Integers(Values.Create<Size>(sizes)),
        float real => new AttributeValue.Real(real),
        float[] reals => new AttributeValue.Reals(Values.Create<float>(reals)),
        string text => new AttributeValue.Text(text),
        Tensor tensor => new AttributeValue.OfTensor(tensor),
        Graph graph => new AttributeValue.OfGraph(graph),
        _ => throw new ArgumentException($"no attribute holds a {value.GetType().Name}", nameof(value)),
    };

    private string Next(string stem) => stem + (++count).ToString(System.Globalization.CultureInfo.InvariantCulture);
}

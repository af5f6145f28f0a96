using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Onnx;
using Fovea.Operators;
using Fovea.Tensors;
using Fovea.Tests.Onnx;
using Xunit;
using static Fovea.Tests.Onnx.Proto;

namespace Fovea.Tests.Graphs;

/// <summary>Layers that come again are kept once, and stay layers of their own.</summary>
public sealed class RepeatedLayerTests
{
    private static readonly byte[] Weight = Tensor("w", 1, [4, 4, 3, 3], Raw(4 * 4 * 3 * 3 * 4));

    [Fact]
    public void Operators_of_the_same_attributes_are_read_once()
    {
        using OnnxModel model = OnnxFile.Read(Of(
            Weight,
            Node("Conv", "x w", "a", Attribute("pads", 1, 1, 1, 1)),
            Node("Conv", "a w", "b", Attribute("pads", 1, 1, 1, 1)),
            Node("Conv", "b w", "y", Attribute("pads", 1, 1, 1, 0))));
        Values<Node> nodes = model.Graph.Nodes;
        Assert.Same(nodes[0].Operator, nodes[1].Operator);
        Assert.NotEqual(nodes[1].Operator, nodes[2].Operator);
        Assert.Equal("[1, 4, 6, 5]", TypedGraph.Infer(model.Graph)["y"].Shape.ToString());
    }

    [Fact]
    public void Attributes_between_which_a_name_stands_are_all_read()
    {
        byte[] apart = Bytes(
            1, Attribute("pads", 1, 1, 1, 1), Text(1, "x"), Text(1, "w"), Text(4, "Conv"), Attribute("strides", 2, 2), Text(2, "y"));
        using OnnxModel model = OnnxFile.Read(Of(Weight, apart));
        Assert.Equal(new Conv(new Window(Strides: [2, 2], Pads: [1, 1, 1, 1]), 1), model.Graph.Nodes[0].Operator);
        Assert.Equal(["x", "w"], model.Graph.Nodes[0].Inputs);
    }

    [Fact]
    public void Layers_alike_cost_alike_and_are_computed_once()
    {
        TypedGraph typed = Infer(new Relu(), ["x"], ["a"], ["x"], ["b"]);
        Assert.Same(typed.Nodes[0].Cost(), typed.Nodes[1].Cost());
        Assert.Equal(["a"], typed.Nodes[0].Node.Outputs);
        Assert.Equal(["b"], typed.Nodes[1].Node.Outputs);
    }

    [Fact]
    public void A_size_that_the_data_decide_is_named_after_each_node()
    {
        TypedGraph typed = Infer(new NonZero(), ["x"], ["a"], ["x"], ["b"]);
        Assert.Equal("[4, a.count]", typed["a"].Shape.ToString());
        Assert.Equal("[4, b.count]", typed["b"].Shape.ToString());
    }

    [Fact]
    public void A_node_that_asks_for_a_second_output_gets_it()
    {
        TypedGraph typed = Infer(new MaxPool(new Window(Kernel: [2, 2])), ["x"], ["a"], ["x"], ["b", "indices"]);
        Assert.Equal(typed["a"], typed["b"]);
        Assert.Equal(ElementType.Int64, typed["indices"].Element);
    }

    [Fact]
    public void An_input_left_out_is_another_than_one_given()
    {
        TypedGraph typed = Infer(new Conv(new Window(), 1), ["x", "w"], ["a"], ["x", "w", "bias"], ["b"]);
        Assert.Equal(typed["a"], typed["b"]);
        var wrong = Assert.Throws<GraphException>(() => Infer(new Conv(new Window(), 1), ["x", "w"], ["a"], ["x", "w", "x"], ["b"]));
        Assert.Contains("'b'", wrong.Message);
    }

    // Two nodes of one and the same operator.
    private static TypedGraph Infer(Operator both, Values<string> inputs, Values<string> outputs, Values<string> otherInputs, Values<string> otherOutputs) =>
        TypedGraph.Infer(Fovea.Graphs.Graph.Create(
            "twice",
            [new GraphInput("x", new TensorType(ElementType.Float32, [1, 4, 8, 8]))],
            [
                new Parameter("w", new TensorType(ElementType.Float32, [4, 4, 3, 3])),
                new Parameter("bias", new TensorType(ElementType.Float32, [4])),
            ],
            [new Node("", both, inputs, outputs), new Node("", both, otherInputs, otherOutputs)],
            [new GraphOutput(outputs[0]), new GraphOutput(otherOutputs[0])]));
}

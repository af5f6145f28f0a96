using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Tensors;
using Xunit;
using Size = Fovea.Numbers.Size;

namespace Fovea.Tests.Operators;

/// <summary>An old and a new form of the same operator type, cost and see the same.</summary>
public sealed class OlderFormTests
{
    /// <summary>One form of a graph: what it draws on the input X, in which operator set.</summary>
    private sealed record Form(int Opset, Func<Sketch, string, string> Draw);

    // The sketch is not public, so that the forms are looked up by name.
    private static readonly Dictionary<string, Form[]> Families = new()
    {
        ["Clip: bounds as attributes or inputs"] =
        [
            new(6, (s, x) => s.Apply("Clip", [x], ("min", 0f), ("max", 6f))),
            new(11, (s, x) => s.Apply("Clip", [x, s.Constant(Tensor.Of([], 0f)), s.Constant(Tensor.Of([], 6f))])),
        ],
        ["Clip: one bound"] =
        [
            new(6, (s, x) => s.Apply("Clip", [x], ("max", 6f))),
            new(13, (s, x) => s.Apply("Clip", [x, "", s.Constant(Tensor.Of([], 6f))])),
        ],
        ["Dropout: is_test, ratio as attribute or input"] =
        [
            new(1, (s, x) => s.Apply("Dropout", [x], ("is_test", 1), ("ratio", 0.5f), ("consumed_inputs", new long[] { 0 }))),
            new(7, (s, x) => s.Apply("Dropout", [x], ("ratio", 0.5f))),
            new(10, (s, x) => s.Apply("Dropout", [x], ("ratio", 0.5f))),
            new(13, (s, x) => s.Apply("Dropout", [x, s.Constant(Tensor.Of([], 0.5f))])),
            new(22, (s, x) => s.Apply("Dropout", [x, s.Constant(Tensor.Of([], 0.5f))], ("seed", 3))),
        ],
        ["Upsample: height and width, scales as attribute or input, Resize"] =
        [
            new(6, (s, x) => s.Apply("Upsample", [x], ("height_scale", 2f), ("width_scale", 3f), ("mode", "bilinear"))),
            new(7, (s, x) => s.Apply("Upsample", [x], ("scales", new[] { 1f, 1f, 2f, 3f }), ("mode", "linear"))),
            new(9, (s, x) => s.Apply("Upsample", [x, s.Reals(1, 1, 2, 3)], ("mode", "linear"))),
            new(10, (s, x) => s.Apply("Resize", [x, s.Reals(1, 1, 2, 3)], ("mode", "linear"))),
            new(11, (s, x) => s.Apply("Resize", [x, s.Reals(), s.Reals(1, 1, 2, 3)], ("mode", "linear"), ("coordinate_transformation_mode", "asymmetric"))),
            new(13, (s, x) => s.Apply("Resize", [x, "", "", s.Vector(1, 4, 12, 24)], ("mode", "linear"), ("coordinate_transformation_mode", "asymmetric"))),
            new(18, (s, x) => s.Apply(
                "Resize", [x, "", s.Reals(2, 3)], ("mode", "linear"), ("coordinate_transformation_mode", "asymmetric"), ("axes", new long[] { 2, -1 }))),
        ],
        ["Upsample: nearest"] =
        [
            new(7, (s, x) => s.Apply("Upsample", [x], ("scales", new[] { 1f, 1f, 2f, 2f }))),
            new(10, (s, x) => s.Apply("Resize", [x, s.Reals(1, 1, 2, 2)])),
            new(11, (s, x) => s.Apply(
                "Resize", [x, "", s.Reals(1, 1, 2, 2)], ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"))),
        ],
        ["Softmax: all axes from the second on, or the last one"] =
        [
            new(6, (s, x) => s.Apply("Softmax", [s.Apply("Flatten", [x])])),
            new(11, (s, x) => s.Apply("Softmax", [s.Apply("Flatten", [x])], ("axis", 1))),
            new(13, (s, x) => s.Apply("Softmax", [s.Apply("Flatten", [x])])),
        ],
        ["LogSoftmax"] =
        [
            new(6, (s, x) => s.Apply("LogSoftmax", [x], ("axis", 3))),
            new(13, (s, x) => s.Apply("LogSoftmax", [x])),
        ],
        ["Hardmax"] =
        [
            new(6, (s, x) => s.Apply("Hardmax", [x], ("axis", -1))),
            new(13, (s, x) => s.Apply("Hardmax", [x])),
        ],
        ["Squeeze: axes as attribute or input"] =
        [
            new(6, (s, x) => s.Apply("Squeeze", [s.Apply("GlobalMaxPool", [x])], ("axes", new long[] { 2, 3 }))),
            new(11, (s, x) => s.Apply("Squeeze", [s.Apply("GlobalMaxPool", [x])], ("axes", new long[] { -1, -2 }))),
            new(13, (s, x) => s.Apply("Squeeze", [s.Apply("GlobalMaxPool", [x]), s.Vector(2, 3)])),
        ],
        ["Unsqueeze: axes as attribute or input"] =
        [
            new(6, (s, x) => s.Apply("Unsqueeze", [x], ("axes", new long[] { 0, 3 }))),
            new(13, (s, x) => s.Apply("Unsqueeze", [x, s.Vector(-3, 0)])),
        ],
        ["ReduceSum: axes as attribute or input"] =
        [
            new(6, (s, x) => s.Apply("ReduceSum", [x], ("axes", new long[] { 2, 3 }), ("keepdims", 0))),
            new(13, (s, x) => s.Apply("ReduceSum", [x, s.Vector(2, 3)], ("keepdims", 0), ("noop_with_empty_axes", 1))),
        ],
        ["ReduceMean: axes as attribute or input"] =
        [
            new(6, (s, x) => s.Apply("ReduceMean", [x], ("axes", new long[] { 1 }))),
            new(18, (s, x) => s.Apply("ReduceMean", [x, s.Vector(-3)])),
        ],
        ["ReduceMax: all axes"] =
        [
            new(6, (s, x) => s.Apply("ReduceMax", [x])),
            new(18, (s, x) => s.Apply("ReduceMax", [x, s.Vector()])),
            new(20, (s, x) => s.Apply("ReduceMax", [x])),
        ],
        ["Split: sizes as attribute or input"] =
        [
            new(6, (s, x) => s.Apply("Split", [x], ["a", "b"], ("axis", 2), ("split", new long[] { 2, 4 }))[1]),
            new(13, (s, x) => s.Apply("Split", [x, s.Vector(2, 4)], ["a", "b"], ("axis", 2))[1]),
        ],
        ["Split: equal pieces"] =
        [
            new(6, (s, x) => s.Apply("Split", [x], ["a", "b"], ("axis", 1))[1]),
            new(13, (s, x) => s.Apply("Split", [x], ["a", "b"], ("axis", 1))[1]),
            new(18, (s, x) => s.Apply("Split", [x], ["a", "b"], ("axis", 1), ("num_outputs", 2))[1]),
        ],
        ["Slice: starts, ends and axes as attributes or inputs"] =
        [
            new(6, (s, x) => s.Apply("Slice", [x], ("starts", new long[] { 1, -4 }), ("ends", new long[] { 5, int.MaxValue }), ("axes", new long[] { 2, 3 }))),
            new(10, (s, x) => s.Apply("Slice", [x, s.Vector(1, -4), s.Vector(5, long.MaxValue), s.Vector(-2, -1)])),
            new(13, (s, x) => s.Apply("Slice", [x, s.Vector(0, 0, 1, 4), s.Vector(9, 9, 5, 8)])),
        ],
        ["Pad: pads as attribute or input"] =
        [
            new(1, (s, x) => s.Apply("Pad", [x], ("paddings", new long[] { 0, 0, 1, 2, 0, 0, 3, 0 }), ("value", 0f))),
            new(6, (s, x) => s.Apply("Pad", [x], ("pads", new long[] { 0, 0, 1, 2, 0, 0, 3, 0 }), ("mode", "constant"))),
            new(11, (s, x) => s.Apply("Pad", [x, s.Vector(0, 0, 1, 2, 0, 0, 3, 0), s.Constant(Tensor.Of([], 0f))])),
            new(18, (s, x) => s.Apply("Pad", [x, s.Vector(2, 1, 0, 3), "", s.Vector(3, 2)])),
        ],
        ["TopK: k as attribute or input"] =
        [
            new(6, (s, x) => s.Apply("TopK", [x], ["values", "indices"], ("k", 3), ("axis", 3))[0]),
            new(10, (s, x) => s.Apply("TopK", [x, s.Vector(3)], ["values", "indices"])[0]),
            new(11, (s, x) => s.Apply("TopK", [x, s.Vector(3)], ["values", "indices"], ("largest", 1), ("sorted", 1))[0]),
        ],
        ["Add: B aligned with an axis of A, or with axes behind it"] =
        [
            new(6, (s, x) => s.Apply("Add", [x, s.Weight(4)], ("broadcast", 1), ("axis", 1))),
            new(7, (s, x) => s.Apply("Add", [x, s.Weight(4, 1, 1)])),
        ],
        ["Mul: B in the middle of A"] =
        [
            new(6, (s, x) => s.Apply("Mul", [x, s.Weight(4, 6)], ("broadcast", 1), ("axis", 1))),
            new(13, (s, x) => s.Apply("Mul", [x, s.Weight(4, 6, 1)])),
        ],
        ["Sub: without broadcasting"] =
        [
            new(6, (s, x) => s.Apply("Sub", [x, s.Apply("Relu", [x])])),
            new(14, (s, x) => s.Apply("Sub", [x, s.Apply("Relu", [x])])),
        ],
        ["PRelu: one slope for each channel"] =
        [
            new(6, (s, x) => s.Apply("PRelu", [x, s.Weight(4)])),
            new(7, (s, x) => s.Apply("PRelu", [x, s.Weight(4, 1, 1)])),
        ],
        ["Gemm: C broadcast by attribute or by shape"] =
        [
            new(6, (s, x) => s.Apply("Gemm", [s.Apply("Flatten", [x]), s.Weight(10, 192), s.Weight(10)], ("transB", 1), ("broadcast", 1))),
            new(7, (s, x) => s.Apply("Gemm", [s.Apply("Flatten", [x]), s.Weight(10, 192), s.Weight(10)], ("transB", 1))),
        ],
        ["BatchNormalization: consumed_inputs, is_test, spatial"] =
        [
            new(1, (s, x) => Normalised(s, x, ("consumed_inputs", new long[] { 0, 0, 0, 1, 1 }), ("is_test", 1), ("spatial", 1))),
            new(6, (s, x) => Normalised(s, x, ("is_test", 1), ("momentum", 0.9f))),
            new(7, (s, x) => Normalised(s, x, ("spatial", 1))),
            new(9, (s, x) => Normalised(s, x, ("epsilon", 1e-5f))),
            new(15, (s, x) => Normalised(s, x, ("training_mode", 0))),
        ],
        ["Reshape: shape as attribute or input"] =
        [
            new(1, (s, x) => s.Apply("Reshape", [x], ("shape", new long[] { 0, 2, 2, -1, 8 }), ("consumed_inputs", new long[] { 0 }))),
            new(5, (s, x) => s.Apply("Reshape", [x, s.Vector(0, 2, 2, -1, 8)])),
            new(14, (s, x) => s.Apply("Reshape", [x, s.Vector(1, 2, 2, 6, -1)], ("allowzero", 1))),
        ],
        ["Tile: tiles along one axis or along all"] =
        [
            new(1, (s, x) => s.Apply("Tile", [x, s.Scalar(3), s.Scalar(1)])),
            new(6, (s, x) => s.Apply("Tile", [x, s.Vector(1, 3, 1, 1)])),
        ],
        ["Cast: the type in words or as a number"] =
        [
            new(1, (s, x) => s.Apply("Cast", [x], ("to", "DOUBLE"))),
            new(6, (s, x) => s.Apply("Cast", [x], ("to", 11))),
            new(19, (s, x) => s.Apply("Cast", [x], ("to", 11), ("saturate", 1))),
        ],
        ["Concat: the second axis by default"] =
        [
            new(1, (s, x) => s.Apply("Concat", [x, x])),
            new(4, (s, x) => s.Apply("Concat", [x, x], ("axis", 1))),
            new(13, (s, x) => s.Apply("Concat", [x, x], ("axis", -3))),
        ],
        ["LpPool: a real or a whole exponent"] =
        [
            new(1, (s, x) => s.Apply("LpPool", [x], ("kernel_shape", new long[] { 2, 2 }), ("p", 2f))),
            new(18, (s, x) => s.Apply("LpPool", [x], ("kernel_shape", new long[] { 2, 2 }), ("p", 2), ("dilations", new long[] { 1, 1 }))),
        ],
        ["MaxPool: since dilations and ceil mode"] =
        [
            new(1, (s, x) => s.Apply("MaxPool", [x], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }))),
            new(22, (s, x) => s.Apply(
                "MaxPool", [x], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }), ("dilations", new long[] { 1, 1 }), ("ceil_mode", 0))),
        ],
        ["Sum and Max: without and with broadcasting"] =
        [
            new(6, (s, x) => s.Apply("Max", [s.Apply("Sum", [x, x, x]), x])),
            new(13, (s, x) => s.Apply("Max", [s.Apply("Sum", [x, x, x]), x])),
        ],
        ["Relu: consumed_inputs"] =
        [
            new(1, (s, x) => s.Apply("Relu", [x], ("consumed_inputs", new long[] { 0 }))),
            new(14, (s, x) => s.Apply("Relu", [x])),
        ],
        ["ArgMax: the last of equals since opset 12"] =
        [
            new(6, (s, x) => s.Apply("ArgMax", [x], ("axis", 1))),
            new(13, (s, x) => s.Apply("ArgMax", [x], ("axis", -3), ("select_last_index", 1))),
        ],
        ["GridSample: names of the modes"] =
        [
            new(16, (s, x) => s.Apply("GridSample", [x, s.Weight(1, 5, 7, 2)], ("mode", "bilinear"))),
            new(20, (s, x) => s.Apply("GridSample", [x, s.Weight(1, 5, 7, 2)], ("mode", "linear"))),
        ],
    };

    private static string Normalised(Sketch sketch, string x, params (string, object)[] attributes) =>
        sketch.Apply("BatchNormalization", [x, sketch.Weight(4), sketch.Weight(4), sketch.Weight(4), sketch.Weight(4)], attributes);

    public static TheoryData<string> Names => [.. Families.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Forms_of_one_operator_say_the_same(string family)
    {
        (TensorType Type, Layer Layer, Summary Summary)[] forms = [.. Families[family].Select(Read)];
        Assert.True(forms.Length > 1);
        foreach ((TensorType type, Layer layer, Summary summary) in forms[1..])
        {
            Assert.Equal(forms[0].Type, type);
            Assert.Equal(forms[0].Layer.Cost, layer.Cost);
            Assert.Equal(forms[0].Layer.Parameters, layer.Parameters);
            Assert.Equal(forms[0].Layer.Buffers, layer.Buffers);
            Assert.Equal(forms[0].Summary.Parameters, summary.Parameters);
            Assert.Equal(forms[0].Layer.Field.Status, layer.Field.Status);
            Assert.Equal(forms[0].Layer.Field.Axes, layer.Field.Axes);
            Assert.Equal(forms[0].Layer.Field.Global is null, layer.Field.Global is null);
        }
    }

    private static (TensorType Type, Layer Layer, Summary Summary) Read(Form form)
    {
        var sketch = new Sketch(form.Opset);
        string y = form.Draw(sketch, sketch.Input("X", 1, 4, 6, 8));
        Summary summary = Summary.Of(sketch.Build(y));
        return (summary.Typed[y].Type!.Value, summary.Layers[^1], summary);
    }

    [Theory]
    [InlineData(12, 2)]
    [InlineData(13, 1)]
    public void Softmax_takes_the_axes_before_opset_13_together(int opset, int whole)
    {
        var sketch = new Sketch(opset);
        string y = sketch.Apply("Softmax", [sketch.Input("X", 1, 4, 6, 8)], ("axis", 2));
        TypedNode node = sketch.Infer(y).Nodes[0];
        FieldRule rule = node.Node.Operator.Field(node.Inputs, node.Outputs, 0);
        Assert.Equal(whole, rule.Inputs[0]!.Value.Count(axis => axis is AxisRule.Normalised));
    }

    [Fact]
    public void A_batch_norm_that_trains_sees_the_whole_batch()
    {
        foreach ((int opset, (string, object) attribute) in new[] { (6, ("is_test", (object)0)), (15, ("training_mode", (object)1)) })
        {
            var sketch = new Sketch(opset);
            string y = Normalised(sketch, sketch.Input("X", 2, 4, 6, 8), attribute);
            Assert.NotNull(FieldAnalysis.Of(sketch.Infer(y))[y].Global);
        }
    }

    [Fact]
    public void A_statistic_for_every_position_needs_spatial_0()
    {
        var sketch = new Sketch(7);
        Size[] position = [4, 6, 8];
        string y = sketch.Apply(
            "BatchNormalization",
            [sketch.Input("X", 1, 4, 6, 8), .. Enumerable.Range(0, 4).Select(_ => sketch.Weight(position))],
            ("spatial", 0));
        Assert.Equal(Shape.Of([1, 4, 6, 8]), sketch.Infer(y)[y].Shape);
        var wrong = new Sketch(7);
        string z = wrong.Apply("BatchNormalization", [wrong.Input("X", 1, 4, 6, 8), .. Enumerable.Range(0, 4).Select(_ => wrong.Weight(position))]);
        Assert.Throws<GraphException>(() => wrong.Infer(z));
    }

    [Fact]
    public void Before_opset_7_shapes_that_differ_need_broadcast()
    {
        var sketch = new Sketch(6);
        string y = sketch.Apply("Add", [sketch.Input("X", 1, 4, 6, 8), sketch.Weight(8)]);
        Assert.Throws<GraphException>(() => sketch.Infer(y));
    }
}

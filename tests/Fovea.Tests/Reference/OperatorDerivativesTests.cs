using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Reference;
using Fovea.Tensors;
using Xunit;
using Double = Fovea.Numbers.Double;

namespace Fovea.Tests.Reference;

/// <summary>
/// Every element of every derivative of every operator that has one: forwards by dual numbers and backwards by a tape it is the same number, away from kinks the central difference says so,
/// too, and at kinks the number lies between the one-sided slopes and the kink is reported.
/// </summary>
public sealed class OperatorDerivativesTests
{
    // What an operator reads: values in a range, or given ones. Of what stands still only sizes and positions are made.
    private sealed record Given(long[] Sizes, double Low, double High, double[]? Numbers = null, ElementType Element = ElementType.Float32, bool Still = false);

    private sealed record Case(string Name, Operator Operator, Given?[] Inputs, int Outputs);

    private static Given X(params long[] sizes) => new(sizes, -1, 1);

    private static Given Between(double low, double high, params long[] sizes) => new(sizes, low, high);

    private static Given Exactly(params double[] numbers) => new([numbers.Length], 0, 0, numbers);

    private static Given Table(long[] sizes, params double[] numbers) => new(sizes, 0, 0, numbers);

    private static Given Whole(params double[] numbers) => Exactly(numbers) with { Element = ElementType.Int64 };

    private static Given WholeTable(long[] sizes, params double[] numbers) => Table(sizes, numbers) with { Element = ElementType.Int64 };

    private static Given Truth(params double[] numbers) => Exactly(numbers) with { Element = ElementType.Bool };

    private static Given Still(params double[] numbers) => Exactly(numbers) with { Still = true };

    private static long[] L(params long[] numbers) => numbers;

    private static Case Of(string name, Given?[] inputs, params (string Name, object Value)[] attributes) => Old(22, name, inputs, attributes);

    private static Case Old(int opset, string name, Given?[] inputs, params (string Name, object Value)[] attributes) => Results(1, opset, name, inputs, attributes);

    private static Case Results(int outputs, int opset, string name, Given?[] inputs, params (string Name, object Value)[] attributes)
    {
        string text = string.Join(' ', attributes.Select(attribute =>
            $"{attribute.Name}={(attribute.Value is long[] numbers ? string.Join(',', numbers) : attribute.Value)}"));
        string sizes = string.Join(' ', inputs.Select(input => input is null ? "-" : $"[{string.Join(',', input.Sizes)}]{string.Join(',', input.Numbers ?? [])}"));
        return new Case($"{name}-{opset} {sizes} {text}", Sketch.Make(name, opset, attributes), inputs, outputs);
    }

    private static readonly string[] OfOne =
    [
        "Relu", "LeakyRelu", "ThresholdedRelu", "Elu", "Celu", "Selu", "Gelu", "Sigmoid", "HardSigmoid", "HardSwish", "Mish", "Tanh", "Softplus", "Softsign",
        "Shrink", "Neg", "Abs", "Sign", "Exp", "Erf", "Ceil", "Floor", "Round", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh",
        "Asinh", "Atanh", "Identity",
    ];

    private static readonly string[] OfTwo = ["Add", "Sub", "Mul", "Min", "Max", "Sum", "Mean"];

    private static readonly string[] Reductions =
        ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSumExp", "ReduceSumSquare"];

    // Points without kinks.
    private static readonly Case[] Smooth =
    [
        Of("Conv", [X(1, 4, 5, 6), X(4, 2, 3, 2), X(4)], ("group", 2), ("dilations", L(2, 1)), ("pads", L(1, 0, 2, 1)), ("strides", L(1, 2))),
        Of("Conv", [X(2, 2, 7), X(3, 2, 3)], ("auto_pad", "SAME_UPPER"), ("strides", L(2))),
        Of("Conv", [X(1, 1, 3, 3, 3), X(2, 1, 2, 2, 2)]),
        Of("ConvTranspose", [X(1, 4, 3, 2), X(4, 1, 3, 2), X(2)], ("group", 2), ("strides", L(2, 3)), ("pads", L(1, 0, 0, 1)), ("output_padding", L(1, 0)), ("dilations", L(1, 2))),
        Of("ConvTranspose", [X(1, 2, 4), X(2, 3, 3)]),
        Of("DeformConv", [X(1, 2, 4, 4), X(2, 2, 2, 2), Between(0.1, 0.4, 1, 8, 3, 3), X(2), X(1, 4, 3, 3)]),
        Of("Col2Im", [X(1, 4, 9), Whole(4, 4), Whole(2, 2)]),
        Of("MaxPool", [X(1, 2, 5, 5)], ("kernel_shape", L(3, 2)), ("pads", L(1, 0, 1, 1)), ("strides", L(2, 1)), ("dilations", L(1, 2))),
        Of("MaxPool", [X(1, 1, 6)], ("kernel_shape", L(3)), ("strides", L(2)), ("ceil_mode", 1)),
        Of("AveragePool", [X(1, 2, 5, 5)], ("kernel_shape", L(3, 2)), ("pads", L(1, 0, 1, 1)), ("strides", L(2, 2)), ("count_include_pad", 1)),
        Of("AveragePool", [X(1, 1, 6)], ("kernel_shape", L(3)), ("strides", L(2)), ("ceil_mode", 1), ("pads", L(1, 0))),
        Of("LpPool", [X(1, 2, 4, 4)], ("kernel_shape", L(2, 2)), ("p", 3)),
        Of("LpPool", [X(1, 1, 5)], ("kernel_shape", L(2)), ("p", 1)),
        Of("GlobalAveragePool", [X(2, 2, 3, 2)]),
        Of("GlobalMaxPool", [X(2, 2, 3, 2)]),
        Of("GlobalLpPool", [X(2, 2, 3, 2)], ("p", 2)),
        Of("MaxUnpool", [X(1, 1, 2, 2), WholeTable([1, 1, 2, 2], 5, 7, 13, 15)], ("kernel_shape", L(2, 2)), ("strides", L(2, 2))),
        Of("MaxRoiPool", [X(1, 2, 5, 5), Still(0, 0, 1, 3, 4) with { Sizes = [1, 5] }], ("pooled_shape", L(2, 2))),
        Of("RoiAlign", [X(1, 2, 5, 5), Table([1, 4], 0.3, 0.6, 3.1, 3.7), Whole(0)], ("output_height", 2), ("output_width", 2), ("sampling_ratio", 2)),
        Of("Resize", [X(1, 1, 3, 4), null, null, Whole(1, 1, 5, 6)], ("mode", "linear")),
        Of("Resize", [X(1, 1, 3, 4), null, Still(1, 1, 2, 1.5)], ("mode", "cubic"), ("coordinate_transformation_mode", "align_corners")),
        Of("Resize", [X(1, 1, 3, 4), null, Still(1, 1, 2, 2)], ("mode", "nearest")),
        Of("Resize", [X(1, 1, 6, 4), null, Still(1, 1, 0.5, 0.5)], ("mode", "linear"), ("antialias", 1)),
        Old(9, "Upsample", [X(1, 1, 3, 2), Still(1, 1, 2, 2)], ("mode", "linear")),
        Of("GridSample", [X(1, 2, 4, 4), Between(-0.7, 0.7, 1, 2, 3, 2)], ("mode", "linear")),
        Of("GridSample", [X(1, 1, 5, 5), Between(-0.7, 0.7, 1, 2, 2, 2)], ("mode", "cubic"), ("padding_mode", "border"), ("align_corners", 1)),
        Of("GridSample", [X(1, 1, 4, 4), Between(-1.4, 1.4, 1, 2, 3, 2)], ("mode", "linear"), ("padding_mode", "reflection")),
        Of("AffineGrid", [X(1, 2, 3), Whole(1, 1, 2, 3)], ("align_corners", 1)),
        Of("DepthToSpace", [X(1, 4, 2, 2)], ("blocksize", 2)),
        Of("SpaceToDepth", [X(1, 1, 4, 2)], ("blocksize", 2)),
        Of("BatchNormalization", [X(2, 2, 3), X(2), X(2), X(2), Between(0.5, 2, 2)]),
        Results(3, 22, "BatchNormalization", [X(2, 2, 3), X(2), X(2), X(2), Between(0.5, 2, 2)], ("training_mode", 1)),
        Of("InstanceNormalization", [X(2, 2, 3), X(2), X(2)]),
        Of("GroupNormalization", [X(2, 4, 2), X(4), X(4)], ("num_groups", 2)),
        Results(3, 22, "LayerNormalization", [X(2, 3, 2), X(3, 2), X(3, 2)], ("axis", 1)),
        Old(23, "RMSNormalization", [X(2, 4), X(4)]),
        Of("LRN", [X(1, 5, 2)], ("size", 3)),
        Of("LpNormalization", [X(3, 4)], ("p", 2)),
        Of("LpNormalization", [X(3, 4)], ("p", 1), ("axis", 0)),
        Of("MeanVarianceNormalization", [X(2, 2, 2, 2)]),
        .. OfOne.Select(name => Of(name, [X(3, 4)])),
        Of("Gelu", [X(5)], ("approximate", "tanh")),
        Of("Elu", [X(5)], ("alpha", 2f)),
        Old(24, "Swish", [X(5)], ("alpha", 1.5f)),
        Of("PRelu", [X(2, 3, 2), X(3, 1)]),
        Of("Clip", [X(6), Table([], -0.4), Table([], 0.6)]),
        Of("Sqrt", [Between(0.2, 2, 5)]),
        Of("Log", [Between(0.2, 2, 5)]),
        Of("Acosh", [Between(1.2, 2, 5)]),
        Of("Softmax", [X(2, 3, 2)], ("axis", 1)),
        Old(11, "Softmax", [X(2, 3, 2)], ("axis", 1)),
        Of("LogSoftmax", [X(2, 3, 2)]),
        Of("Hardmax", [X(2, 3)]),
        Of("Dropout", [X(2, 3)]),
        Of("Dropout", [X(2, 3), Table([], 0.4), WholeTable([], 1) with { Element = ElementType.Bool }], ("seed", 0)),
        Of("Gemm", [X(3, 2), X(4, 3), X(4)], ("transA", 1), ("transB", 1), ("alpha", 0.5f), ("beta", 2f)),
        Of("MatMul", [X(2, 2, 3), X(3, 2)]),
        Of("MatMul", [X(3), X(2, 3, 2)]),
        Of("Einsum", [X(2, 2, 3), X(2, 3, 2)], ("equation", "bij,bjk->bik")),
        Of("Einsum", [X(3, 3), X(3)], ("equation", "ii,i->i")),
        .. OfTwo.Select(name => Of(name, [X(2, 3), X(2, 1)])),
        Of("Div", [X(2, 3), Between(0.3, 1, 2, 1)]),
        Of("Reciprocal", [Between(-1, -0.3, 5)]),
        Of("Mod", [Between(1.1, 1.9, 4), Between(0.6, 0.9, 4)], ("fmod", 1)),
        Of("Pow", [Between(0.3, 2, 2, 3), X(3)]),
        Of("Pow", [X(4), Still(3)]),
        Of("CumSum", [X(2, 4), WholeTable([], 1)], ("exclusive", 1), ("reverse", 1)),
        Of("Where", [Truth(1, 0, 1), X(2, 3), X(2, 1)]),
        .. Reductions.Select(name => Of(name, [X(2, 3, 2), Whole(0, 2)])),
        .. Reductions.Select(name => Of(name, [X(2, 3)], ("keepdims", 0))),
        Of("ReduceLogSum", [Between(0.2, 2, 2, 3), Whole(1)]),
        Results(2, 22, "TopK", [X(2, 5), Whole(3)], ("axis", 1)),
        Of("Concat", [X(2, 2), X(2, 1)], ("axis", 1)),
        Results(2, 22, "Split", [X(2, 5), Whole(2, 3)], ("axis", 1)),
        Of("Slice", [X(4, 5), Whole(0, 4), Whole(4, 0), Whole(0, 1), Whole(2, -2)]),
        Of("Pad", [X(2, 3), Whole(1, 0, 0, 2), Table([], 0.7)]),
        Of("Pad", [X(3, 3), Whole(1, 2, 0, 1)], ("mode", "reflect")),
        Of("Pad", [X(2, 3), Whole(1, 2, 0, 1)], ("mode", "edge")),
        Of("Pad", [X(2, 3), Whole(1, 2, 0, -1)], ("mode", "wrap")),
        Of("CenterCropPad", [X(3, 4), Whole(4, 2)]),
        Of("Transpose", [X(2, 3, 2)], ("perm", L(2, 0, 1))),
        Of("Gather", [X(3, 2), Whole(2, 0, 2)]),
        Of("GatherElements", [X(2, 3), WholeTable([2, 2], 0, 2, 1, -1)], ("axis", 1)),
        Of("GatherND", [X(2, 3), WholeTable([2, 2], 0, 2, 1, 1)]),
        Old(10, "Scatter", [X(3, 2), WholeTable([1, 2], 2, 0), X(1, 2)]),
        Of("ScatterElements", [X(3, 2), WholeTable([1, 2], 2, 0), X(1, 2)]),
        .. new[] { "add", "mul", "max", "min" }.SelectMany(reduction => new[]
        {
            Of("ScatterElements", [X(3, 2), WholeTable([2, 2], 2, 0, 2, 1), X(2, 2)], ("reduction", reduction)),
            Of("ScatterND", [X(3, 2), WholeTable([2, 1], 2, 2), X(2, 2)], ("reduction", reduction)),
        }),
        Of("Expand", [X(2, 1), Whole(2, 3)]),
        Of("Tile", [X(2, 2), Whole(1, 2)]),
        Of("OneHot", [Whole(0, 2), WholeTable([], 3), X(2)]),
        Of("Compress", [X(3, 2), Truth(1, 0, 1)], ("axis", 0)),
        Of("Unique", [X(5)]),
        Of("Trilu", [X(3, 3)], ("upper", 0)),
        Of("ReverseSequence", [X(3, 2), Whole(2, 3)]),
        Of("Reshape", [X(2, 3), Whole(3, -1)]),
        Of("Flatten", [X(2, 3, 2)]),
        Of("Squeeze", [X(2, 1, 3), Whole(1)]),
        Of("Unsqueeze", [X(2, 3), Whole(1)]),
        Of("Cast", [X(4)], ("to", 11)),
        Of("CastLike", [X(4), X(1)]),
        Of("Range", [Table([], 0.3), Table([], 1.6) with { Still = true }, Table([], 0.5)]),
        Of("DequantizeLinear", [Exactly(3, -100, 5) with { Element = ElementType.Int8 }, Table([], 0.3)]),
    ];

    // Corners and ties.
    private static readonly Case[] Kinked =
    [
        Of("Relu", [Exactly(0, 1, -1)]),
        Of("LeakyRelu", [Exactly(0, 1, -1)], ("alpha", 0.1f)),
        Of("LeakyRelu", [Exactly(0, 1, -1)], ("alpha", 3f)),
        Of("LeakyRelu", [Exactly(0, 1)], ("alpha", -0.5f)),
        Of("PRelu", [Exactly(0, 1, -1), Exactly(0.5, 0.5, 0.5)]),
        Of("PRelu", [Exactly(0, 1, -1), Exactly(-0.5, 0.5, 0.5)]),
        Of("Elu", [Exactly(0, 1)], ("alpha", 2f)),
        Of("Elu", [Exactly(0, 1)], ("alpha", 0.5f)),
        Of("Elu", [Exactly(0, 1)], ("alpha", -0.5f)),
        Of("Selu", [Exactly(0, 1)]),
        Of("Selu", [Exactly(0, 1)], ("alpha", 0.5f), ("gamma", 2f)),
        Of("HardSigmoid", [Exactly(-2, 2, 0)], ("alpha", 0.25f)),
        Of("Shrink", [Exactly(-0.5, 0.5, 0)], ("lambd", 0.5f), ("bias", 0.5f)),
        Of("Clip", [Exactly(-0.5, 0.5, 0), Table([], -0.5), Table([], 0.5)]),
        Of("Abs", [Exactly(0, 1)]),
        Of("Max", [Exactly(1, 2), Exactly(1, 3), Exactly(1, 3)]),
        Of("Min", [Exactly(1, 2), Exactly(1, 3), Exactly(1, 2)]),
        Of("ReduceMax", [Exactly(1, 2, 2)]),
        Of("ReduceMin", [Exactly(1, 1, 2)]),
        Of("ReduceL1", [Exactly(0, 1)]),
        Of("MaxPool", [Table([1, 1, 3, 3], 1, 1, 0, 1, 1, 0, 0, 0, 0)], ("kernel_shape", L(2, 2))),
        Of("GlobalMaxPool", [Table([1, 1, 3], 2, 2, 1)]),
        Of("LpPool", [Table([1, 1, 3], 0, 1, 0)], ("kernel_shape", L(2)), ("p", 1)),
        Of("GlobalLpPool", [Table([1, 1, 2], 0, 1)], ("p", 1)),
        Of("LpNormalization", [Exactly(0, 1, 2)], ("p", 1)),
        Results(2, 22, "TopK", [Exactly(1, 3, 3), Whole(1)]),
        Of("ScatterElements", [Exactly(1, 2), Whole(1), Exactly(2)], ("reduction", "max")),
        Of("ScatterND", [Exactly(1, 2), WholeTable([1, 1], 1), Exactly(2)], ("reduction", "min")),
        Of("MaxRoiPool", [Table([1, 1, 2, 2], 1, 1, 1, 1), Still(0, 0, 0, 1, 1) with { Sizes = [1, 5] }], ("pooled_shape", L(1, 1))),
    ];

    // What no derivative can be taken of: it takes or makes integers or truth values, makes its output from sizes alone, draws it, or rounds it to integers.
    private static readonly string[] Without =
    [
        "BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor", "BitwiseNot", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Xor", "Not", "IsNaN", "IsInf",
        "ArgMax", "ArgMin", "NonZero", "NonMaxSuppression", "Shape", "Size", "Constant", "ConstantOfShape", "EyeLike",
        "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Bernoulli",
        "QuantizeLinear", "DynamicQuantizeLinear", "QLinearConv", "QLinearMatMul", "ConvInteger", "MatMulInteger",
    ];

    // These run the graphs inside them, whose nodes have derivatives.
    private static readonly string[] Outer = ["If", "Loop"];

    public static TheoryData<string> SmoothCases => [.. Smooth.Select(found => found.Name)];

    public static TheoryData<string> KinkedCases => [.. Kinked.Select(found => found.Name)];

    [Fact]
    public void No_operator_is_left_out() => Assert.Equal(
        OperatorCatalogue.All.Select(type => type.Name).Order(StringComparer.Ordinal),
        Smooth.Select(found => found.Operator.Name).Concat(Without).Concat(Outer).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(SmoothCases))]
    public void Forward_and_reverse_derivatives_and_differences_agree(string name)
    {
        var slopes = new Jacobian(Assert.Single(Smooth, found => found.Name == name));
        Assert.Empty(slopes.Kinks);
        slopes.Agree();
        const double step = 1e-4;
        slopes.Each((place, output, element, forward, reverse) =>
        {
            double difference = (slopes.Value(place, step, output, element) - slopes.Value(place, -step, output, element)) / (2 * step);
            Assert.Equal(difference, reverse, 1e-6 * Math.Max(1, slopes.Largest));
        });
    }

    [Theory]
    [MemberData(nameof(KinkedCases))]
    public void At_a_kink_the_derivative_lies_between_the_one_sided_slopes(string name)
    {
        var slopes = new Jacobian(Assert.Single(Kinked, found => found.Name == name));
        Assert.NotEmpty(slopes.Kinks);
        slopes.Agree();
        const double step = 1e-7;
        slopes.Each((place, output, element, forward, reverse) =>
        {
            double here = slopes.Value(place, 0, output, element);
            double above = (slopes.Value(place, step, output, element) - here) / step;
            double below = (here - slopes.Value(place, -step, output, element)) / step;
            Assert.InRange(reverse, Math.Min(below, above) - 1e-5, Math.Max(below, above) + 1e-5);
        });
    }

    // All derivatives of a case, forwards and backwards.
    private sealed class Jacobian
    {
        private readonly Graph graph;
        private readonly Tensor[] inputs;
        private readonly List<(int Input, int Element)> places = [];
        private readonly Dictionary<(int Place, int Output, int Element), double> forward = [];
        private readonly Dictionary<(int Place, int Output, int Element), double> reverse = [];
        private readonly Dictionary<(int Place, double Step), double[]?[]> values = [];

        public Jacobian(Case given)
        {
            string[] names = [.. given.Inputs.Select((input, i) => input is null ? "" : $"in{i}")];
            string[] results = [.. Enumerable.Range(0, given.Outputs).Select(i => $"out{i}")];
            graph = Graph.Create(
                given.Operator.Name,
                Values.Create<GraphInput>([.. names.Where(name => name.Length > 0).Select(name => new GraphInput(name, null))]),
                [],
                [new Node("node", given.Operator, Values.Create<string>(names), Values.Create<string>(results))],
                Values.Create<GraphOutput>([.. results.Select(name => new GraphOutput(name))]));
            Given[] read = [.. given.Inputs.OfType<Given>()];
            var random = new Random(17);
            inputs = [.. read.Select(input => Make(input, random))];
            for (int input = 0; input < read.Length; input++)
            {
                for (int element = 0; element < inputs[input].Count && inputs[input].Element.IsFloating() && !read[input].Still; element++)
                {
                    places.Add((input, element));
                }
            }
            Forward();
            Reverse();
        }

        public List<Kink> Kinks { get; } = [];

        public double Largest => reverse.Values.Max(Math.Abs);

        private static Tensor Make(Given given, Random random)
        {
            var numbers = new double[given.Sizes.Aggregate(1L, (product, size) => product * size)];
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = given.Numbers?[i] ?? (float)(given.Low + ((given.High - given.Low) * random.NextDouble()));
            }
            return new RunTensor(given.Element, Values.Create<long>(given.Sizes), RunTensor.Literals<Double>(given.Element, numbers)).ToTensor<Double>();
        }

        private string Name(int place) => graph.Inputs[places[place].Input].Name;

        private void Forward()
        {
            for (int place = 0; place < places.Count; place++)
            {
                var unit = new float[inputs[places[place].Input].Count];
                unit[places[place].Element] = 1;
                Tensor direction = Tensor.Of(inputs[places[place].Input].Dimensions, unit);
                DirectionalDerivative column = Derivatives.Directional(graph, _ => null, name => name == Name(place) ? direction : null, inputs);
                for (int output = 0; output < column.Slopes.Count; output++)
                {
                    for (int element = 0; column.Slopes[output] is { } slopes && element < slopes.Count; element++)
                    {
                        forward[(place, output, element)] = slopes.GetDouble(element);
                    }
                }
                Kinks.AddRange(column.Kinks.Keys);
            }
        }

        private void Reverse()
        {
            double[]?[] outputs = Run(0, 0);
            for (int output = 0; output < outputs.Length; output++)
            {
                for (int element = 0; element < outputs[output]?.Length; element++)
                {
                    (int from, int at) = (output, element);
                    Gradient row = Derivatives.Gradient(graph, _ => null, results => results[from].Items<Taped>()[at], inputs);
                    for (int place = 0; place < places.Count; place++)
                    {
                        reverse[(place, output, element)] = row.Slopes[Name(place)].GetDouble(places[place].Element);
                    }
                    Assert.Equal(Kinks.Count > 0, row.Kinks.Count > 0);
                }
            }
        }

        public void Agree()
        {
            Assert.Equal(forward.Keys.Order(), reverse.Keys.Order());
            Assert.NotEmpty(forward);
            double tolerance = 1e-12 * Largest;
            Each((_, _, _, forward, reverse) => Assert.Equal(forward, reverse, tolerance));
        }

        public void Each(Action<int, int, int, double, double> check)
        {
            foreach (((int place, int output, int element), double slope) in reverse)
            {
                check(place, output, element, forward[(place, output, element)], slope);
            }
        }

        /// <summary>An element of an output where one element of an input is moved.</summary>
        public double Value(int place, double step, int output, int element)
        {
            if (!values.TryGetValue((place, step), out double[]?[]? known))
            {
                values[(place, step)] = known = Run(place, step);
            }
            return known[output]![element];
        }

        private double[]?[] Run(int place, double step)
        {
            RunTensor[] moved = [.. inputs.Select(ReferenceRun<Double>.Taken)];
            Double[] numbers = [.. moved[places[place].Input].Items<Double>()];
            numbers[places[place].Element] += new Double(step);
            moved[places[place].Input] = moved[places[place].Input] with { Elements = new Elements<Double>(numbers) };
            return
            [
                .. new ReferenceRun<Double>(_ => null, rounds: false).Run(graph, moved)
                    .Select(output => output.Elements is Elements<Double> floats ? Array.ConvertAll(floats.Items, number => number.Number) : null),
            ];
        }
    }
}

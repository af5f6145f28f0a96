using CsCheck;
using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Xunit;
using Size = Fovea.Numbers.Size;

namespace Fovea.Tests.Analysis;

/// <summary>What is told with symbols, with numbers put in their place, against what is told of the graph with those numbers.</summary>
public sealed class SymbolicTests
{
    private const int Channels = 4;

    private int held;
    private int broken;
    private int conditions;
    private int fields;

    [Fact]
    public void Formulas_say_what_numbers_say_and_conditions_hold_exactly_where_the_graph_is_well_formed()
    {
        Gen.Int.Sample(seed => Check(new Random(seed)), iter: 150, threads: 1);
        // What is compared has to occur.
        Assert.True(held > 700, $"only {held} graphs were well-formed");
        Assert.True(broken > 100, $"only {broken} graphs were not");
        Assert.True(conditions > 40, $"only {conditions} conditions were noted");
        Assert.True(fields > 2000, $"only {fields} complete fields were compared");
    }

    private void Check(Random random)
    {
        Graph open = Draw(random);
        TypedGraph? typed = Infer(open, out string? error);
        Summary? summary = typed is null ? null : Summary.Of(typed);
        conditions += typed?.Conditions.Count ?? 0;
        for (int sample = 0; sample < 15; sample++)
        {
            var values = new Dictionary<string, Size> { ["N"] = random.Next(1, 4), ["H"] = random.Next(1, 40), ["W"] = random.Next(1, 40) };
            string place = $"{string.Join(", ", values)} in\n{string.Join("\n", open.Nodes.Select(node => $"  {node.Outputs} = {node.Operator.Name}({string.Join(", ", AttributeWriter.Of(node.Operator))}) {node.Inputs}"))}";
            TypedGraph? bound = Infer(open.Bind(values), out string? boundError);
            if (typed is null)
            {
                Assert.True(bound is null, $"with symbols it is ill-formed ({error}), with numbers it is not: {place}");
                continue;
            }
            if (Empty(typed, values))
            {
                continue;
            }
            string? violated = typed.Conditions.Select(condition => condition.Text).FirstOrDefault(text => !Holds(text, values));
            // What is unavailable with symbols may turn out to be wrong with numbers.
            bool told = typed.Nodes.All(node => node.Reason is null);
            Assert.True(
                violated is null ? bound is not null || !told : bound is null,
                $"{violated ?? "every condition"} {(violated is null ? "holds" : "is violated")}, and the graph {(bound is null ? $"is ill-formed ({boundError})" : "is well-formed")}: {string.Join("; ", typed.Conditions)} {place}");
            if (bound is null)
            {
                broken++;
                continue;
            }
            held++;
            Compare(summary!, Summary.Of(bound), values, place);
        }
    }

    // A size of 0 means another one where a Reshape reads it; only what is cut off or made smaller can leave one.
    private static bool Empty(TypedGraph typed, Dictionary<string, Size> values) => typed.Nodes.Any(node =>
        node.Node.Operator is Slice or Pad or Resize && node.Outputs[0].Type?.Shape.Any(size => size.Substitute(values) == 0) == true);

    private static TypedGraph? Infer(Graph graph, out string? error)
    {
        try
        {
            error = null;
            return TypedGraph.Infer(graph);
        }
        catch (GraphException exception)
        {
            error = exception.Message;
            return null;
        }
    }

    // Conditions as they are printed: A = B, A ≥ n, S mod n = r, S mod n in {…}, and several of them with "and".
    private static bool Holds(string text, Dictionary<string, Size> values)
    {
        long Value(string size) => Size.Parse(size).Substitute(values).Value;
        return text.Split(" and ").All(part =>
        {
            if (part.Split(" ≥ ") is [var larger, var least])
            {
                return Value(larger) >= Value(least);
            }
            if (part.Split(" in ") is [var remainder, var set] && remainder.Split(" mod ") is [var symbol, var modulus])
            {
                return set.Trim('{', '}').Split(", ").Select(Value).Contains(Value($"mod({symbol}, {modulus})"));
            }
            string[] sides = part.Split(" = ");
            Assert.Equal(2, sides.Length);
            return Value(sides[0].Split(" mod ") is [var number, var divisor] ? $"mod({number}, {divisor})" : sides[0]) == Value(sides[1]);
        });
    }

    private void Compare(Summary open, Summary bound, Dictionary<string, Size> values, string place)
    {
        void Equal(string what, Size? formula, Size? number)
        {
            if (formula is { } told)
            {
                Assert.True(told.Substitute(values) == number, $"{what}: {told} is {told.Substitute(values)}, not {number}: {place}");
            }
        }

        Assert.Equal(open.Layers.Count, bound.Layers.Count);
        // An axis that turns out to have a single position is left out when axes are regrouped, and read there whatever the unit.
        bool single = values["H"] == 1 || values["W"] == 1;
        for (int row = 0; row < open.Layers.Count; row++)
        {
            Layer formula = open.Layers[row];
            Layer number = bound.Layers[row];
            for (int output = 0; output < formula.Outputs.Count; output++)
            {
                Assert.True(
                    formula.Outputs[output].Type is not { } type || type.Shape.Substitute(values) == number.Outputs[output].Type?.Shape,
                    $"{formula.Name} is {formula.Outputs[output].Type}, which is not {number.Outputs[output].Type}: {place}");
            }
            Equal($"parameters of {formula.Name}", formula.Parameters, number.Parameters);
            Equal($"bytes read by {formula.Name}", formula.BytesRead, number.BytesRead);
            Equal($"bytes written by {formula.Name}", formula.BytesWritten, number.BytesWritten);
            if (formula.Cost.Reason is null)
            {
                Equal($"MACs of {formula.Name}", formula.Cost.Macs, number.Cost.Macs);
                Assert.True(formula.Cost.Work.Substitute(values).Equals(number.Cost.Work), $"{formula.Name} takes {formula.Cost.Work}, which is not {number.Cost.Work}: {place}");
                Assert.True(formula.Cost.Padding.Substitute(values).Equals(number.Cost.Padding), $"{formula.Name} takes {formula.Cost.Padding} on padding, which is not {number.Cost.Padding}: {place}");
            }
            single |= formula.Outputs.Zip(number.Outputs).Any(pair => pair.First.Type is { } type
                && type.Shape.Zip(pair.Second.Type!.Value.Shape).Any(sizes => sizes.First != 1 && sizes.Second == 1));
            CompareFields(formula, number, values, single, place);
        }
        Equal("parameters", open.Parameters, bound.Parameters);
        if (!open.Incomplete.Any())
        {
            Equal("MACs", open.Macs, bound.Macs);
            Equal("activations", open.ActivationBytes, bound.ActivationBytes);
        }
        Equal("peak", open.PeakActivationBytes, bound.PeakActivationBytes);
    }

    private void CompareFields(Layer open, Layer bound, Dictionary<string, Size> values, bool single, string place)
    {
        for (int index = 0; index < open.Field.Axes.Count; index++)
        {
            if (open.Field.Axes[index] is not { } formula || bound.Field.Axes[index] is not { } number || (single && number.Stride == 0))
            {
                continue;
            }
            string text = $"the field of {open.Name} is {formula}, which is not {number}: {place}";
            Assert.True(formula.Size.Substitute(values) == number.Size, text);
            Assert.True(formula.Stride.Substitute(values) == number.Stride, text);
            Assert.True(formula.Padding.Substitute(values) == number.Padding, text);
            Assert.True(formula.Centre.Substitute(values) == number.Centre, text);
            Assert.True(formula.Phases.Map(phase => new FieldPhase(phase.Size.Substitute(values), phase.Padding.Substitute(values))) == number.Phases, text);
            Assert.True(!formula.Aligned || number.Aligned, text);
        }
        if (open.Field.Status == FieldStatus.Complete && !single)
        {
            fields++;
            Assert.True(bound.Field.Status == FieldStatus.Complete && open.Field.Global == bound.Field.Global, $"{open.Name}: {open.Field} is not {bound.Field}: {place}");
        }
    }

    private static Graph Draw(Random random)
    {
        var sketch = new Sketch();
        List<string> values = [sketch.Input("x", "N", Channels, "H", "W")];
        int operators = random.Next(2, 7);
        while (values.Count <= operators)
        {
            string source = values[Math.Max(0, values.Count - 1 - random.Next(2))];
            values.Add(Next(sketch, random, source, values[random.Next(values.Count)]));
        }
        return sketch.Build(values[^1]);
    }

    private static string Next(Sketch sketch, Random random, string x, string other)
    {
        long One(int least, int most) => random.Next(least, most + 1);
        long[] Two(int least, int most) => [One(least, most), One(least, most)];
        long[] Four(int least, int most) => [.. Two(least, most), .. Two(least, most)];
        string Mixed(string value, int channels) => sketch.Apply("Conv", [value, sketch.Weight(Channels, channels, 1, 1)]);
        string ShapeOf(string value) => sketch.Apply("Shape", [value]);
        string Dimension(string value, long axis) => sketch.Apply("Gather", [ShapeOf(value), sketch.Vector(axis)], ("axis", 0));
        string Vector(params string[] parts) => sketch.Apply("Concat", parts, ("axis", 0));

        switch (random.Next(20))
        {
            case 0 or 1:
                long[] kernel = Two(1, 4);
                return sketch.Apply(
                    "Conv",
                    [x, sketch.Weight(Channels, Channels / 2, kernel[0], kernel[1]), sketch.Weight(Channels)],
                    ("strides", Two(1, 3)),
                    ("dilations", Two(1, 2)),
                    ("group", 2),
                    random.Next(3) == 0 ? ("auto_pad", random.Next(2) == 0 ? "SAME_UPPER" : "SAME_LOWER") : ("pads", Four(0, 2)));
            case 2 or 3:
                return sketch.Apply(
                    new[] { "MaxPool", "AveragePool", "LpPool" }[random.Next(3)],
                    [x],
                    ("kernel_shape", Two(1, 3)),
                    ("strides", Two(1, 3)),
                    ("pads", Four(0, 1)),
                    ("ceil_mode", One(0, 1)));
            case 4:
                return sketch.Apply(
                    "ConvTranspose", [x, sketch.Weight(Channels, Channels, One(1, 3), One(1, 3))], ("strides", Two(1, 2)), ("pads", Four(0, 1)), ("output_padding", Two(0, 1)));
            case 5:
                return sketch.Apply(
                    "Resize",
                    [x, "", sketch.Reals(1, 1, new[] { 0.5f, 2f, 1.5f }[random.Next(3)], new[] { 0.5f, 2f }[random.Next(2)])],
                    ("mode", new[] { "nearest", "linear", "cubic" }[random.Next(3)]),
                    ("coordinate_transformation_mode", new[] { "half_pixel", "asymmetric" }[random.Next(2)]));
            case 6:
                // To twice its own size, worked out of its shape.
                string doubled = sketch.Apply("Mul", [sketch.Apply("Slice", [ShapeOf(x), sketch.Vector(2), sketch.Vector(4)]), sketch.Vector(2)]);
                string leading = sketch.Apply("Slice", [ShapeOf(x), sketch.Vector(0), sketch.Vector(2)]);
                return sketch.Apply("Resize", [x, "", "", Vector(leading, doubled)], ("mode", "linear"));
            case 7:
                // Like a feature pyramid: resized to the size of another, then joined.
                string fitted = sketch.Apply("Resize", [x, "", "", ShapeOf(other)], ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"));
                return sketch.Apply("Add", [fitted, other]);
            case 8 or 9:
                return Mixed(sketch.Apply("Concat", [x, other], ("axis", 1)), 2 * Channels);
            case 10:
                return sketch.Apply("Pad", [x, sketch.Vector([0, 0, .. Two(-1, 2), 0, 0, .. Two(-1, 2)])]);
            case 11:
                return sketch.Apply(
                    "Slice", [x, sketch.Vector(Two(0, 2)), sketch.Vector(random.Next(2) == 0 ? [-1, -2] : [5, long.MaxValue]), sketch.Vector(2, 3), sketch.Vector(Two(1, 2))]);
            case 12:
                // x.view(N, C, -1), a softmax over all positions, and back.
                string flat = sketch.Apply("Reshape", [x, Vector(Dimension(x, 0), sketch.Vector(Channels, -1))]);
                string soft = sketch.Apply("Softmax", [flat], ("axis", -1));
                return sketch.Apply("Reshape", [soft, Vector(Dimension(x, 0), sketch.Vector(Channels), Dimension(x, 2), Dimension(x, 3))]);
            case 13:
                // Pixels in pairs, as a space-to-depth that is written out.
                string half = sketch.Apply("Div", [Dimension(x, 2), sketch.Vector(2)]);
                string pairs = sketch.Apply("Reshape", [x, Vector(sketch.Vector(0, 0), half, sketch.Vector(2), Dimension(x, 3))]);
                return sketch.Apply("ReduceMax", [pairs, sketch.Vector(3)], ("keepdims", 0));
            case 14:
                return Mixed(sketch.Apply("SpaceToDepth", [x], ("blocksize", 2)), 4 * Channels);
            case 15:
                return sketch.Apply("DepthToSpace", [sketch.Apply("Conv", [x, sketch.Weight(4 * Channels, Channels, 1, 1)])], ("blocksize", 2));
            case 16:
                return sketch.Apply("Mul", [x, sketch.Apply("HardSigmoid", [sketch.Apply("ReduceMean", [x, sketch.Vector(2, 3)])])]);
            case 17:
                return sketch.Apply("Split", [x], [$"upper{x}{random.Next()}", $"lower{x}{random.Next()}"], ("axis", 2))[random.Next(2)];
            case 18:
                return sketch.Apply("Transpose", [x], ("perm", new long[] { 0, 1, 3, 2 }));
            default:
                string name = new[] { "Relu", "Sigmoid", "LRN", "LpNormalization", "Celu" }[random.Next(5)];
                return sketch.Apply(name, [x], name == "LRN" ? [("size", 3)] : []);
        }
    }
}

using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Tests.Graphs;

/// <summary>
/// What the rules of operators do with operands and attributes that make no sense: the network is ill-formed, or something is unavailable; nothing else may come out of a
/// hostile file.
/// </summary>
public sealed class AnyOperandsTests
{
    private static readonly string[] IntegerNames =
    [
        "axis", "group", "blocksize", "keepdims", "num_groups", "size", "to", "dtype", "batch_dims", "k", "num_outputs", "p", "start", "end", "exclusive", "reverse",
        "align_corners", "ceil_mode", "allowzero", "transA", "broadcast", "output_height", "sampling_ratio", "offset_group", "batch_axis", "time_axis", "block_size",
        "noop_with_empty_axes", "stash_type", "training_mode", "spatial", "storage_order", "count_include_pad", "antialias", "value_int",
    ];

    private static readonly string[] ListNames =
    [
        "kernel_shape", "strides", "dilations", "pads", "axes", "perm", "shape", "split", "output_padding", "output_shape", "starts", "ends", "pooled_shape", "value_ints",
    ];

    private static readonly (string Name, string[] Words)[] WordNames =
    [
        ("auto_pad", ["SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET"]), ("mode", ["nearest", "linear", "cubic", "constant", "reflect", "CRD", "max"]),
        ("equation", ["ij,jk->ik", "...i->...", "i->ii", "", "->", "ab,", "a...b->b", "ij", "..."]), ("direction", ["LEFT"]), ("reduction", ["add"]),
        ("coordinate_transformation_mode", ["align_corners", "asymmetric", "tf_crop_and_resize", "half_pixel_symmetric"]), ("keep_aspect_ratio_policy", ["not_larger"]),
    ];

    private static readonly long[] Numbers = [0, 1, 2, 3, 4, 5, 7, -1, -2, -5, int.MaxValue, 1L << 40, long.MaxValue, long.MinValue];

    public static TheoryData<string> Operators() => [.. OperatorCatalogue.All.Where(type => type != If.Onnx && type != Loop.Onnx).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Operands_that_make_no_sense_are_told_of(string name)
    {
        var random = new Random(name.Sum(letter => letter) * 7919);
        OperatorType type = OperatorCatalogue.Find(name)!;
        for (int round = 0; round < 200; round++)
        {
            string made = "";
            try
            {
                Graph graph = Node(random, type, ref made);
                Summary.Of(TypedGraph.Infer(graph));
            }
            catch (Exception error) when (error is GraphException or UnavailableException or OverflowException)
            {
                Assert.NotEmpty(error.Message);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"round {round}: {made}", error);
            }
        }
    }

    private static Graph Node(Random random, OperatorType type, ref string made)
    {
        var entries = new List<KeyValuePair<string, AttributeValue>>();
        foreach (string name in IntegerNames.Where(_ => random.Next(3) == 0))
        {
            entries.Add(new(name, new AttributeValue.Integer(Number(random))));
        }
        foreach (string name in ListNames.Where(_ => random.Next(3) == 0))
        {
            entries.Add(new(name, new AttributeValue.Integers(Values.Create<Size>([.. Enumerable.Range(0, random.Next(6)).Select(_ => (Size)Number(random))]))));
        }
        foreach ((string name, string[] words) in WordNames.Where(_ => random.Next(3) == 0))
        {
            entries.Add(new(name, new AttributeValue.Text(words[random.Next(words.Length)])));
        }
        Operator @operator = type.Read(new Attributes(entries, random.Next(1, 29)));
        var inputs = new List<GraphInput>();
        var parameters = new List<Parameter>();
        var names = new List<string>();
        int count = Math.Max(0, type.Inputs.Count + random.Next(-1, 2));
        ElementType element = Element(random);
        for (int i = 0; i < count; i++)
        {
            string name = $"x{i}";
            names.Add(random.Next(12) == 0 ? "" : name);
            if (random.Next(3) == 0)
            {
                long[] sizes = random.Next(4) == 0 ? [] : random.Next(4) == 0 ? [random.Next(3), random.Next(3)] : [random.Next(6)];
                long elements = sizes.Aggregate(1L, (product, size) => product * size);
                Tensor tensor = random.Next(3) == 0
                    ? Tensor.Of(Values.Create<long>(sizes), [.. Enumerable.Range(0, (int)elements).Select(_ => random.Next(4) == 0 ? float.NaN : random.Next(-2, 5) / 2f)])
                    : Tensor.Of(Values.Create<long>(sizes), [.. Enumerable.Range(0, (int)elements).Select(_ => Number(random))]);
                parameters.Add(new Parameter(name, tensor.Type, tensor));
            }
            else
            {
                ElementType own = random.Next(4) == 0 ? Element(random) : element;
                Size[] shape = [.. Enumerable.Range(0, random.Next(6)).Select(axis => random.Next(6) == 0 ? "N" : random.Next(8) == 0 ? Size.Symbol($"d{axis}") : (Size)random.Next(5))];
                inputs.Add(new GraphInput(name, new TensorType(own, Shape.Create(shape))));
            }
        }
        string[] outputs = [.. Enumerable.Range(0, Math.Max(1, type.Outputs.Count) + random.Next(2)).Select(i => $"y{i}")];
        var node = new Node("node", @operator, Values.Create<string>([.. names]), Values.Create<string>(outputs));
        made = $"{@operator} of {string.Join(", ", inputs)} {string.Join(", ", parameters.Select(parameter => parameter + " = " + Contents.Of(parameter.Contents!)))} as {node.Inputs}";
        return Graph.Create(
            "any", Values.Create<GraphInput>([.. inputs]), Values.Create<Parameter>([.. parameters]), [node], [new GraphOutput("y0")]);
    }

    private static long Number(Random random) => random.Next(3) == 0 ? Numbers[random.Next(Numbers.Length)] : random.Next(-1, 4);

    private static ElementType Element(Random random) => (ElementType)(random.Next(3) > 0 ? 1 : random.Next(1, 27));
}

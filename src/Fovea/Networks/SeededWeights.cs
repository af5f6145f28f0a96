using System.Buffers.Binary;
using System.Text;
using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Tensors;

namespace Fovea.Networks;

/// <summary>
/// Values for the parameters of a network that has none: the same for the same graph and seed on every machine, whatever order they are asked for in.
/// <para>Element i of a tensor is low + (high − low) · u, where u is made of i, the seed and the tensor's name alone, by SplitMix64 (Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators", 2014). The bounds follow from what reads the tensor: weights of convolutions and dense layers lie within ±√(3 / (n · m)), where n is the
/// number of products in a sum and m the expected square of what they are multiplied with; after a ReLU that is He's ±√(6 / n) (He et al., "Delving deep into rectifiers",
/// 2015). Variances of batch normalisation lie around m, scales around 1, the factors of layer scale around 0.1, everything else around 0. Values thus keep their size
/// through deep networks.</para>
/// </summary>
public static class SeededWeights
{
    private const double Small = 0.05;

    /// <summary>What is expected of a value: its mean square, and whether its mean is 0.</summary>
    private readonly record struct Moment(double Square, bool Centred);

    /// <summary>The values of every parameter without contents. They are made when they are first looked at.</summary>
    /// <param name="graph">A graph whose parameters have known sizes.</param>
    /// <param name="seed">Another seed gives other values.</param>
    /// <exception cref="GraphException">The size of a parameter is open, or its elements are no float32.</exception>
    public static IReadOnlyDictionary<string, Tensor> Of(Graph graph, ulong seed = 0)
    {
        Dictionary<string, (double Low, double High)> ranges = Ranges(graph);
        var values = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (Parameter parameter in graph.Parameters)
        {
            if (parameter.Contents is null)
            {
                (double low, double high) = ranges.GetValueOrDefault(parameter.Name, (-Small, Small));
                var data = new SeededData(Key(seed, parameter.Name), Count(parameter), (float)low, (float)high);
                values.Add(parameter.Name, new Tensor(ElementType.Float32, [.. parameter.Type.Shape.ToLongs()], data));
            }
        }
        return values;
    }

    /// <summary>A tensor of numbers from −1 to 1, made from its name and a seed.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">Its sizes, all known.</param>
    /// <param name="seed">Another seed gives other values.</param>
    /// <exception cref="GraphException">It is too large, or a size is open.</exception>
    public static Tensor Uniform(string name, Shape shape, ulong seed = 0) => new(
        ElementType.Float32,
        [.. shape.ToLongs()],
        new SeededData(Key(seed, name), Count(new Parameter(name, new TensorType(ElementType.Float32, shape))), -1, 1));

    /// <summary>A value for an input of a network: float32 as <see cref="Uniform"/>; of any other element type zeros, which fit indices and flags.</summary>
    /// <exception cref="GraphException">Its type is not given, a size is open, or it is too large.</exception>
    public static Tensor Input(GraphInput input, ulong seed = 0)
    {
        TensorType type = input.Type ?? throw new GraphException($"the shape of input '{input.Name}' is not given");
        if (type.Element == ElementType.Float32)
        {
            return Uniform(input.Name, type.Shape, seed);
        }
        Operands.Require(type.Shape.IsKnown && type.Bytes.Value <= Array.MaxLength, $"input '{input.Name}' is {type}: it cannot be filled");
        return new Tensor(type.Element, [.. type.Shape.ToLongs()], new MemoryData(new byte[type.Bytes.Value]));
    }

    private static int Count(Parameter parameter)
    {
        foreach (string symbol in parameter.Type.Shape.SelectMany(size => size.Symbols))
        {
            throw new GraphException($"parameter '{parameter.Name}' is {parameter.Type.Shape}: {symbol} is open, so that it has no values");
        }
        Operands.Require(
            parameter.Type.Element == ElementType.Float32, $"parameter '{parameter.Name}' is {parameter.Type}: only float32 is seeded");
        long count = parameter.Type.Shape.Elements.Value;
        Operands.Require(
            count <= Array.MaxLength / sizeof(float), $"parameter '{parameter.Name}' is {parameter.Type}: it is too large to be seeded");
        return (int)count;
    }

    // One pass in the order of execution: each parameter by its first reader, and what is to be expected of what the reader makes.
    private static Dictionary<string, (double Low, double High)> Ranges(Graph graph)
    {
        var parameters = graph.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        var ranges = new Dictionary<string, (double, double)>(StringComparer.Ordinal);
        var moments = new Dictionary<string, Moment>(StringComparer.Ordinal);
        var gates = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Node node in graph.Nodes)
        {
            // An input of the network and a constant are taken as normalised.
            Moment Read(int input) => moments.GetValueOrDefault(node.Inputs[input], new Moment(1, true));
            for (int input = 0; input < node.Inputs.Count; input++)
            {
                if (parameters.TryGetValue(node.Inputs[input], out Parameter? parameter) && parameter.Contents is null)
                {
                    ranges.TryAdd(parameter.Name, Range(node.Operator, input, parameter, Read(0).Square));
                    (double low, double high) = ranges[parameter.Name];
                    moments.TryAdd(parameter.Name, new Moment(((low * low) + (low * high) + (high * high)) / 3, low == -high));
                }
            }
            if (node.Operator is Sigmoid)
            {
                gates[node.Outputs[0]] = node.Inputs[0];
            }
            // x · sigmoid(x) is more than the product of two that do not know each other.
            Moment made = node.Operator is Mul && gates.GetValueOrDefault(node.Inputs[1]) == node.Inputs[0]
                ? Rectified(Read(0), 0.36)
                : After(node, Read);
            foreach (string output in node.Outputs)
            {
                moments[output] = made;
            }
        }
        return ranges;
    }

    private static (double Low, double High) Range(Operator reader, int input, Parameter parameter, double square)
    {
        double[] sizes = [.. parameter.Type.Shape.Select(size => size.TryGetValue(out long value) ? value : 1.0)];
        return (reader, input) switch
        {
            (Conv, 1) => Weights(sizes[1..].Aggregate(1.0, (product, size) => product * size), square),
            (ConvTranspose transposed, 1) => Weights(Spread(transposed, sizes), square),
            (Gemm gemm, 1) => Weights(sizes[gemm.TransposeB ? 1 : 0], square),
            (MatMul, 1) => Weights(sizes[Math.Max(0, sizes.Length - 2)], square),
            (BatchNormalization or LayerNormalization or InstanceNormalization or GroupNormalization, 1) => (0.8, 1.2),
            (BatchNormalization, 4) => (0.8 * square, 1.2 * square),
            (Mul, _) => (0.05, 0.15),
            (PRelu, 1) => (0, 0.5),
            _ => (-Small, Small),
        };
    }

    private static (double Low, double High) Weights(double terms, double square)
    {
        double bound = Math.Sqrt(3 / (Math.Max(1, terms) * square));
        return (-bound, bound);
    }

    // How many products fall on one position of the output: of each axis, the kernel's share of a stride.
    private static double Spread(ConvTranspose transposed, double[] sizes)
    {
        double terms = sizes[0] / (transposed.Groups.TryGetValue(out long groups) ? groups : 1);
        for (int axis = 2; axis < sizes.Length; axis++)
        {
            double stride = transposed.Window.Strides is { } strides && strides[axis - 2].TryGetValue(out long value) ? value : 1;
            terms *= Math.Max(1, sizes[axis] / stride);
        }
        return terms;
    }

    // The constants are the mean squares of what each function makes of a standard normal variable.
    private static Moment After(Node node, Func<int, Moment> read) => node.Operator switch
    {
        Conv or ConvTranspose or Gemm or MatMul or LayerNormalization or InstanceNormalization or GroupNormalization => new Moment(1, true),
        BatchNormalization => new Moment(1, read(0).Centred),
        Relu or Clip => Rectified(read(0), 0.5),
        Gelu => Rectified(read(0), 0.43),
        HardSwish => Rectified(read(0), 0.33),
        Tanh => new Moment(0.39, read(0).Centred),
        Sigmoid => new Moment(0.29, false),
        // A window of neighbours that resemble each other.
        MaxPool => new Moment(2 * read(0).Square, false),
        Add or Sum => All(node, read, squares => squares.Sum()),
        Mul => All(node, read, squares => squares.Aggregate(1.0, (product, square) => product * square)),
        Concat => All(node, read, squares => squares.Average()),
        _ => node.Inputs.Count > 0 ? read(0) : new Moment(1, true),
    };

    // What is not centred is mostly positive already and may pass as it is.
    private static Moment Rectified(Moment moment, double part) =>
        moment.Centred ? new Moment(part * moment.Square, false) : moment;

    private static Moment All(Node node, Func<int, Moment> read, Func<IEnumerable<double>, double> square)
    {
        Moment[] inputs = [.. Enumerable.Range(0, node.Inputs.Count).Select(read)];
        return new Moment(square(inputs.Select(input => input.Square)), inputs.All(input => input.Centred));
    }

    // FNV-1a over the name.
    private static ulong Key(ulong seed, string name)
    {
        ulong hash = 0xcbf29ce484222325 ^ Mix(seed);
        foreach (byte letter in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ letter) * 0x100000001b3;
        }
        return hash;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    private sealed class SeededData(ulong key, int count, float low, float high) : TensorData
    {
        private readonly Lazy<byte[]> bytes = new(() => Fill(key, count, low, high));

        public override long Length => (long)count * sizeof(float);

        public override ReadOnlySpan<byte> Slice(long offset, int length) => bytes.Value.AsSpan(checked((int)offset), length);

        // The upper 24 bits of a number make a u in [0, 1) that float32 holds exactly.
        private static byte[] Fill(ulong key, int count, float low, float high)
        {
            var bytes = new byte[count * sizeof(float)];
            for (int i = 0; i < count; i++)
            {
                float u = (Mix(key + ((ulong)(i + 1) * 0x9e3779b97f4a7c15)) >> 40) * (1f / (1 << 24));
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), low + ((high - low) * u));
            }
            return bytes;
        }
    }
}

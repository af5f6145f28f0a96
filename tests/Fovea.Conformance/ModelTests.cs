using System.Globalization;
using System.Text.Json;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Onnx;
using Fovea.Reference;
using Fovea.Runtime;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Conformance;

/// <summary>Whole networks on the reference and on the runtime, beside what ONNX Runtime made of them.</summary>
public sealed class ModelTests(ITestOutputHelper output)
{
    /// <summary>What runs a network.</summary>
    public enum Engine
    {
        Reference,

        /// <summary>The runtime without Winograd's convolution.</summary>
        Direct,

        /// <summary>The runtime as it is.</summary>
        Fast,
    }

    // Winograd's convolution rounds more.
    private static double Tolerance(Engine engine) => engine == Engine.Fast ? 1e-4 : 1e-5;

    // Beside each model the engines that it takes long on; the largest two take long to be filled.
    private static readonly (string Name, Engine[] Slow)[] Filled =
    [
        ("squeezenet1_1", []),
        ("mobilenet_v2", []),
        ("resnet18", []),
        ("alexnet", Enum.GetValues<Engine>()),
        ("densenet121", [Engine.Reference]),
        ("efficientnet_b0", [Engine.Reference]),
        ("googlenet", [Engine.Reference]),
        ("resnet50", [Engine.Reference]),
        ("vgg16", Enum.GetValues<Engine>()),
    ];

    public static TheoryData<string, bool, Engine> Skeletons =>
    [
        .. from model in Filled
           from engine in Enum.GetValues<Engine>()
           select new TheoryDataRow<string, bool, Engine>(model.Name, model.Slow.Contains(engine), engine),
    ];

    [Theory]
    [MemberData(nameof(Skeletons))]
    public void A_filled_skeleton_computes_the_recorded_output(string name, bool slow, Engine engine)
    {
        IReadOnlyDictionary<string, Tensor> recorded = NpzFile.Read(Corpus.File($"skeletons/{name}.golden.npz"));
        if (slow)
        {
            Corpus.TakesLong();
        }
        using OnnxModel model = OnnxFile.Read(Corpus.Skeleton(name, filled: true));
        Closeness.Of(recorded["out_0"], Run(engine, model, Corpus.SkeletonInput(name))[0]).Require(Tolerance(engine), name, output);
    }

    public static TheoryData<string, Engine> Photographs =>
    [
        .. from name in Corpus.Names("golden", ".npz")
           from engine in Enum.GetValues<Engine>()
           select new TheoryDataRow<string, Engine>(name, engine),
    ];

    // What each model expects of a pixel: the order of its colours, and how much is taken off and divided by.
    private static (string Colours, float[] Mean, float Scale) Preparation(string model) => model switch
    {
        "wml_SqueezeNet_fp16" => ("BGR", [103.939f, 116.779f, 123.68f], 1),
        "ultraface_version-RFB-320" => ("RGB", [127, 127, 127], 128),
        "yunet_n_320_320" => ("BGR", [0, 0, 0], 1),
        _ => throw new ArgumentException($"how '{model}' takes a photograph is not known", nameof(model)),
    };

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Photographs))]
    public void A_trained_model_sees_in_a_photograph_what_was_recorded(string name, Engine engine)
    {
        JsonElement golden = Corpus.Json("golden/golden.json").GetProperty(name);
        string file = golden.GetProperty("model").GetString()!;
        IReadOnlyDictionary<string, Tensor> recorded = NpzFile.Read(Corpus.File($"golden/{name}.npz"));
        using OnnxModel model = OnnxFile.Read(Corpus.File($"models/{file}.onnx"));
        Tensor[] outputs = Run(engine, model, Prepared(recorded["in_u8"], model.Graph.Inputs[0].Type!.Value.Element, Preparation(file)));
        // In float16 scores between 16 and 32 are 2⁻⁶ apart: two steps of a score change a probability by 3 %.
        double tolerance = outputs[0].Element == ElementType.Float16 ? Math.Exp(Math.ScaleB(2, -6)) - 1 : Tolerance(engine);
        Closeness[] found = [.. outputs.Select((actual, i) => Closeness.Of(recorded[$"out_{i}"], actual))];
        // ONNX Runtime's sigmoid is exact to 10⁻⁷ of 1 where it is small, too.
        double largest = found.Max(closeness => closeness.Largest);
        for (int i = 0; i < found.Length; i++)
        {
            (found[i] with { Largest = largest }).Require(tolerance, model.Graph.Outputs[i].Name, output);
        }
        if (golden.TryGetProperty("top5", out JsonElement best))
        {
            long[] ranked = [.. Enumerable.Range(0, 1000).OrderByDescending(label => outputs[0].GetDouble(label)).Take(5).Select(label => (long)label)];
            Assert.Equal(best.EnumerateArray().Select(entry => entry[0].GetInt64()), ranked);
        }
    }

    private static Tensor Prepared(Tensor photograph, ElementType element, (string Colours, float[] Mean, float Scale) preparation)
    {
        long pixels = photograph.Dimensions[0] * photograph.Dimensions[1];
        var values = new double[3 * pixels];
        for (int channel = 0; channel < 3; channel++)
        {
            int colour = "RGB".IndexOf(preparation.Colours[channel], StringComparison.Ordinal);
            for (long pixel = 0; pixel < pixels; pixel++)
            {
                values[(channel * pixels) + pixel] = (photograph.GetDouble((3 * pixel) + colour) - preparation.Mean[channel]) / preparation.Scale;
            }
        }
        return new RunTensor(element, [1, 3, photograph.Dimensions[0], photograph.Dimensions[1]], RunTensor.Literals<Real>(element, values))
            .Stored<Real>().ToTensor<Real>();
    }

    private Tensor[] Run(Engine engine, OnnxModel model, Tensor input)
    {
        long start = Environment.TickCount64;
        Tensor[] outputs = engine == Engine.Reference
            ? ReferenceModel.Run(model.Graph, name => model.Weights.GetValueOrDefault(name), input)
            : RunFast(model, input, winograd: engine == Engine.Fast);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"took {(Environment.TickCount64 - start) / 1000.0} s"));
        return outputs;
    }

    // Nothing of these networks is left to the reference, but for what is no float.
    private static Tensor[] RunFast(OnnxModel model, Tensor input, bool winograd)
    {
        using Session session = model.Graph.Compile(model.Weights, new SessionOptions { Threads = 2, Winograd = winograd });
        Tensor[] outputs = session.Run([input], TestContext.Current.CancellationToken);
        Assert.Empty(session.Layers.Where(layer => layer.Path == ExecutionPath.Reference).Select(layer => $"{layer.Name} ({layer.Operator}): {layer.Choice}"));
        return outputs;
    }
}

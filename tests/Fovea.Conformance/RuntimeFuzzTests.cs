using Fovea.Onnx;
using Fovea.Runtime;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Conformance;

/// <summary>Random networks in one, two and three dimensions on the runtime: outputs are PyTorch's, and have the same bits for any number of threads.</summary>
public sealed class RuntimeFuzzTests(ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(ReferenceFuzzTests.Graphs), MemberType = typeof(ReferenceFuzzTests))]
    public void The_outputs_are_those_of_PyTorch(string name)
    {
        using OnnxModel model = OnnxFile.Read(Corpus.File(name + ".onnx"));
        IReadOnlyDictionary<string, Tensor> recorded = NpzFile.Read(Corpus.File(name + ".npz"));
        Tensor[] first = Run(model, recorded["in_0"], new SessionOptions { Threads = 1, Winograd = false }, 1e-5, recorded);
        Assert.Equal(first, Run(model, recorded["in_0"], new SessionOptions { Threads = 3, Winograd = false }, 1e-5, recorded));
        Run(model, recorded["in_0"], new SessionOptions { Threads = 2 }, 1e-4, recorded);
    }

    private Tensor[] Run(OnnxModel model, Tensor input, SessionOptions options, double tolerance, IReadOnlyDictionary<string, Tensor> recorded)
    {
        using Session session = model.Graph.Compile(model.Weights, options);
        Tensor[] outputs = session.Run([input], TestContext.Current.CancellationToken);
        foreach (LayerReport layer in session.Layers)
        {
            output.WriteLine($"{layer.Path,-10} {layer.Operator,-20} {layer.Name} {layer.Choice}");
        }
        for (int i = 0; i < outputs.Length; i++)
        {
            Closeness.Of(recorded[$"out_{i}"], outputs[i]).Require(tolerance, $"output {i}", output);
        }
        return outputs;
    }
}

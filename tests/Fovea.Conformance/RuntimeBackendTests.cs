using Fovea.Graphs;
using Fovea.Onnx;
using Fovea.Reference;
using Fovea.Runtime;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Conformance;

/// <summary>ONNX's own backend tests on the runtime: it passes what the reference passes, and skips the rest for the same reasons.</summary>
public sealed class RuntimeBackendTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_case_ends_as_on_the_reference(int threads)
    {
        var options = new SessionOptions { Threads = threads };
        var differences = new List<string>();
        int passed = 0;
        foreach (BackendCase found in BackendCase.Find(Corpus.BackendTests()))
        {
            CaseOutcome expected = found.Run((graph, weights, inputs) => ReferenceModel.Run(graph, weights, inputs));
            CaseOutcome outcome = found.Run((graph, weights, inputs) => Run(graph, weights, inputs, options));
            passed += outcome.Result == CaseResult.Passed ? 1 : 0;
            if (outcome.Result != expected.Result)
            {
                differences.Add($"{found.Name} {outcome.Result}: {outcome.Reason}");
            }
        }
        Assert.Empty(differences);
        Assert.Equal(858, passed);
    }

    private static Tensor[] Run(Graph graph, Func<string, Tensor?> weights, Tensor[] inputs, SessionOptions options)
    {
        using Session session = graph.Compile(weights, options);
        return session.Run(inputs, TestContext.Current.CancellationToken);
    }
}

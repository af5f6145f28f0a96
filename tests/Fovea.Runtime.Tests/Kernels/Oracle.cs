using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Reference;
using Fovea.Tensors;
using Double = Fovea.Numbers.Double;

namespace Fovea.Runtime.Tests.Kernels;

/// <summary>What an operator's reference computation says, in double.</summary>
internal static class Oracle
{
    /// <summary>A function of tensors.</summary>
    public static double[] Run(Operator @operator, params (long[] Sizes, float[] Values)[] inputs) =>
        Run(@operator, [.. inputs.Select(input => RunTensor.From<Double>(Tensor.Of(Values.Create<long>(input.Sizes), input.Values)))]);

    /// <summary>A function of each element.</summary>
    public static double[] Run(Operator @operator, double[] values) =>
        Run(@operator, [new RunTensor(ElementType.Float32, [values.Length], new Elements<Double>(Array.ConvertAll(values, value => new Double(value))))]);

    private static double[] Run(Operator @operator, RunTensor[] inputs)
    {
        var graph = Graph.Create(
            "oracle",
            Values.Create<GraphInput>([.. inputs.Select((_, i) => new GraphInput($"in{i}", null))]),
            [],
            [new Node("node", @operator, Values.Create<string>([.. inputs.Select((_, i) => $"in{i}")]), ["out"])],
            [new GraphOutput("out")]);
        RunTensor[] outputs = new ReferenceRun<Double>(_ => null, rounds: false).Run(graph, inputs);
        return Array.ConvertAll(outputs[0].Items<Double>(), number => number.Number);
    }
}

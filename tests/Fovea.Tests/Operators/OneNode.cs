using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Reference;
using Fovea.Tensors;
using Xunit;
using Double = Fovea.Numbers.Double;

namespace Fovea.Tests.Operators;

/// <summary>Networks of a single node: run on the reference, with the operations that it executes held against those its cost rule predicts.</summary>
internal static class OneNode
{
    /// <summary>A tensor whose elements are given as numbers; truth values as 0 and 1.</summary>
    public static RunTensor Tensor<T>(ElementType element, Values<long> sizes, params ReadOnlySpan<double> numbers)
        where T : struct, IScalar<T>
    {
        double[] values = numbers.ToArray();
        return new RunTensor(
            element,
            sizes,
            element == ElementType.Bool ? new Elements<bool>(Array.ConvertAll(values, value => value != 0))
            : element.IsInteger() ? new Elements<Whole>(Array.ConvertAll(values, value => new Whole((Int128)value)))
            : new Elements<T>(Array.ConvertAll(values, T.Literal)));
    }

    /// <summary>A vector of doubles.</summary>
    public static RunTensor Vector(params ReadOnlySpan<double> numbers) => Tensor<Double>(ElementType.Float64, [numbers.Length], numbers);

    /// <summary>A vector of another element type.</summary>
    public static RunTensor Vector(ElementType element, params ReadOnlySpan<double> numbers) => Tensor<Double>(element, [numbers.Length], numbers);

    /// <summary>The elements of a tensor as numbers.</summary>
    public static double[] Numbers(RunTensor tensor) => tensor.Elements switch
    {
        Elements<bool> truths => Array.ConvertAll(truths.Items, truth => truth ? 1.0 : 0),
        Elements<Whole> wholes => Array.ConvertAll(wholes.Items, whole => (double)whole.Number),
        _ => Array.ConvertAll(tensor.Items<Double>(), number => number.Number),
    };

    /// <summary>The numbers of the first output, after the counted operations have been found to be the predicted ones.</summary>
    public static double[] Run(Operator @operator, params RunTensor?[] inputs) => Numbers(Outputs(@operator, 1, inputs)[0]);

    /// <summary>The outputs, after the counted operations have been found to be the predicted ones.</summary>
    public static RunTensor[] Outputs(Operator @operator, int outputs, params RunTensor?[] inputs)
    {
        Graph graph = Graph(@operator, outputs, inputs);
        Count(graph, inputs);
        return new ReferenceRun<Double>(_ => null).Run(graph, [.. inputs.OfType<RunTensor>()]);
    }

    private static Graph Graph(Operator @operator, int outputs, RunTensor?[] inputs)
    {
        string[] names = [.. inputs.Select((input, i) => input is null ? "" : $"in{i}")];
        string[] results = [.. Enumerable.Range(0, outputs).Select(i => $"out{i}")];
        return Fovea.Graphs.Graph.Create(
            @operator.Name,
            Values.Create<GraphInput>([.. names.Where(name => name.Length > 0).Select(name => new GraphInput(name, null))]),
            [],
            [new Node("node", @operator, Values.Create<string>(names), Values.Create<string>(results))],
            Values.Create<GraphOutput>([.. results.Select(name => new GraphOutput(name))]));
    }

    private static void Count(Graph graph, RunTensor?[] inputs)
    {
        var run = new ReferenceRun<Count>(_ => null)
        {
            Observe = _ =>
            {
                Ledger ledger = Ledger.Open();
                return done =>
                {
                    ledger.Dispose();
                    Cost cost = done.Node.Cost();
                    if (cost.Reason is null)
                    {
                        Assert.Equal(
                            string.Join(", ", cost.Work.Select(entry => $"{entry.Key} {entry.Value}")),
                            string.Join(", ", Enum.GetValues<OperationKind>().Where(kind => ledger[kind] > 0).Select(kind => $"{kind} {ledger[kind]}")));
                    }
                };
            },
        };
        run.Run(graph, [.. inputs.OfType<RunTensor>().Select(input => RunTensor.From<Count>(input.ToTensor<Double>()))]);
    }
}

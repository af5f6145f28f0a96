using System.CommandLine;
using Fovea.Analysis;
using Fovea.Cli.Reports;
using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Operators;
using Fovea.Reference;
using Fovea.Tensors;

namespace Fovea.Cli.Commands;

/// <summary><c>count MODEL</c>: the operations that are predicted beside those that a run executes, and what other tools would print.</summary>
internal static class CountCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "An .onnx file, a .fovea text or a network of the zoo." };
        Option<string[]> shape = Common.Shape();
        Option<string[]> let = Common.Let();
        var symbolic = new Option<bool>("--symbolic") { Description = "Formulas in open batch and spatial sizes; nothing is run." };
        var bookkeeping = new Option<bool>("--bookkeeping")
        {
            Description = "Each pooling layer under the exercise sheet's bookkeeping, one initial write and one visit for each element of a window; shown without asking where a network only pools.",
        };
        var scratch = new Option<bool>("--scratch")
        {
            Description = "A column for the number of intermediate values that the reference keeps at once in each layer: 1 for a running sum.",
        };
        Option<SummaryFormat> format = Common.Format(SummaryFormat.Table);
        var command = new Command("count", "Counts the operations of a run beside those that are predicted, and says what other tools would print.")
        {
            model, shape, let, symbolic, bookkeeping, scratch, format,
        };
        command.SetAction((parsed, cancel) => Task.Run(
            () => Run(
                parsed.GetValue(model)!,
                parsed.GetValue(let) ?? [],
                parsed.GetValue(shape) ?? [],
                parsed.GetValue(symbolic),
                parsed.GetValue(bookkeeping),
                parsed.GetValue(scratch),
                parsed.GetValue(format),
                cancel),
            CancellationToken.None));
        return command;
    }

    private static int Run(string name, string[] let, string[] shapes, bool symbolic, bool bookkeeping, bool scratch, SummaryFormat format, CancellationToken cancel)
    {
        (ModelSource source, Summary summary, _) = Common.Summarise(name, let, shapes, symbolic);
        using (source)
        {
            Common.Warn(source);
            string? open = Open(summary.Typed.Graph);
            IReadOnlyList<LayerCount>? counts = open is null ? ModelSource.Place(name, () => Count(source, summary, scratch, cancel)) : null;
            var report = new CountReport(source.Name, summary, counts, open, scratch, Pools(summary, bookkeeping));
            switch (format)
            {
                case SummaryFormat.Json:
                    report.PrintJson(Console.OpenStandardOutput());
                    break;
                case SummaryFormat.Csv:
                    report.PrintCsv(Console.Out);
                    break;
                case SummaryFormat.Markdown:
                    report.PrintMarkdown(Console.Out);
                    break;
                default:
                    report.PrintTable();
                    break;
            }
            return report.Differing.Any() ? ExitCode.Failed : ExitCode.Done;
        }
    }

    // Why the network cannot run as it is, or null.
    private static string? Open(Graph graph)
    {
        if (graph.Inputs.FirstOrDefault(input => input.Type is null) is { } unknown)
        {
            return $"the shape of input '{unknown.Name}' is not given: name it with --shape";
        }
        // Symbols may stand in attributes only, as a dilation does.
        string[] open = [.. graph.Symbols.Select(symbol => symbol.Name).Union(graph.OpenDimensions())];
        return open.Length == 0 ? null : $"{string.Join(", ", open)} {(open.Length == 1 ? "is" : "are")} open: close {(open.Length == 1 ? "it" : "them")} with --shape or --let";
    }

    private static IReadOnlyList<LayerCount> Count(ModelSource source, Summary summary, bool scratch, CancellationToken cancel)
    {
        Graph graph = summary.Typed.Graph;
        Tensor[] inputs = [.. graph.Inputs.Select(input => SeededWeights.Input(input))];
        using var progress = new ProgressLine();
        int node = 0;
        return OperationCount.Of(
            graph, source.Weights(graph), inputs, next => progress.Show($"counting {++node} of {graph.Nodes.Count}: {next.Label}"), scratch, cancel);
    }

    private static List<PooledLayer> Pools(Summary summary, bool asked)
    {
        List<PooledLayer> pools = [];
        if (asked || summary.Layers.All(layer => layer.Node.Operator is MaxPool or AveragePool))
        {
            foreach ((Layer layer, TypedNode node) in summary.Layers.Zip(summary.Typed.Nodes.Where(node => node.Node.Operator is not Constant)))
            {
                try
                {
                    if (PoolingExperiment.Of(node) is { } experiment)
                    {
                        pools.Add(new PooledLayer(layer, experiment, null));
                    }
                }
                catch (UnavailableException unavailable)
                {
                    pools.Add(new PooledLayer(layer, null, unavailable.Message));
                }
            }
        }
        return pools;
    }
}

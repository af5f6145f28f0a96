using System.CommandLine;
using Fovea.Analysis;
using Fovea.Cli.Reports;

namespace Fovea.Cli.Commands;

/// <summary>The forms in which a summary is printed.</summary>
internal enum SummaryFormat
{
    Table,
    Json,
    Csv,
    Markdown,
}

/// <summary><c>inspect [MODEL] [OTHER]</c>: the layer table of a network, or what differs between two.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var models = new Argument<string[]>("MODEL")
        {
            Description = "An .onnx file, a .fovea text or a network of the zoo; two of them are compared. Without one, a small sampler is shown.",
            Arity = new ArgumentArity(0, 2),
        };
        Option<string[]> shape = Common.Shape();
        Option<string[]> let = Common.Let();
        var symbolic = new Option<bool>("--symbolic")
        {
            Description = "Formulas in open batch and spatial sizes, which are opened where the network allows it.",
        };
        var input = new Option<string?>("--input") { Description = "The input that receptive fields lie in; by default the first with a spatial axis.", HelpName = "NAME" };
        Option<SummaryFormat> format = Common.Format(SummaryFormat.Table);
        var command = new Command("inspect", "Says what every layer outputs, sees and costs.") { models, shape, let, symbolic, input, format };
        command.SetAction(parsed =>
        {
            string[] names = parsed.GetValue(models) is { Length: > 0 } given ? given : [ModelSource.Default];
            var summaries = new List<(ModelSource Model, Summary Summary, IReadOnlyList<PinnedDimension> Pinned)>();
            try
            {
                foreach (string name in names)
                {
                    summaries.Add(Common.Summarise(
                        name, parsed.GetValue(let) ?? [], parsed.GetValue(shape) ?? [], parsed.GetValue(symbolic), parsed.GetValue(input)));
                    Common.Warn(summaries[^1].Model);
                }
                if (summaries.Count == 2)
                {
                    SummaryDifference.Print(Console.Out, summaries[0].Model.Name, summaries[0].Summary, summaries[1].Model.Name, summaries[1].Summary);
                }
                else
                {
                    Print(parsed.GetValue(format), summaries[0].Model, summaries[0].Summary, summaries[0].Pinned);
                }
            }
            finally
            {
                foreach (var summary in summaries)
                {
                    summary.Model.Dispose();
                }
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(SummaryFormat format, ModelSource model, Summary summary, IReadOnlyList<PinnedDimension> pinned)
    {
        switch (format)
        {
            case SummaryFormat.Json:
                SummaryJson.Print(Console.OpenStandardOutput(), model, summary, pinned);
                break;
            case SummaryFormat.Csv:
                SummaryRows.PrintCsv(Console.Out, summary);
                break;
            case SummaryFormat.Markdown:
                SummaryRows.PrintMarkdown(Console.Out, model, summary, pinned);
                break;
            default:
                SummaryTable.Print(model, summary, pinned);
                break;
        }
    }
}

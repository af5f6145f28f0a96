using System.CommandLine;
using System.Globalization;
using Fovea.Analysis;
using Fovea.Cli.Reports;
using Fovea.Graphs;

namespace Fovea.Cli.Commands;

/// <summary><c>field MODEL</c>: what a unit of a layer sees of the input.</summary>
internal static class FieldCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "An .onnx file, a .fovea text or a network of the zoo." };
        Option<string?> node = Common.Node("A layer, by name or by its number in the table; by default the last one with a local field.");
        var at = new Option<string?>("--at") { Description = "A unit of the layer, height before width; by default the first.", HelpName = "Y,X" };
        var taps = new Option<bool>("--taps") { Description = "The exact positions that the unit sees." };
        var input = new Option<string?>("--input") { Description = "The input that the field lies in; by default the first with a spatial axis.", HelpName = "NAME" };
        Option<string[]> shape = Common.Shape();
        Option<string[]> let = Common.Let();
        var command = new Command("field", "Says what a unit of a layer sees of the input.") { model, node, at, taps, input, shape, let };
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(model)!;
            (ModelSource source, Summary summary, _) = Common.Summarise(
                name, parsed.GetValue(let) ?? [], parsed.GetValue(shape) ?? [], symbolic: false, parsed.GetValue(input));
            using (source)
            {
                Common.Warn(source);
                Layer layer = ModelSource.Place(name, () => parsed.GetValue(node) is { } chosen ? Common.Layer(summary, chosen) : Common.LastWithField(summary));
                FieldReport.Print(Console.Out, summary, layer, Unit(parsed.GetValue(at)), parsed.GetValue(taps));
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static long[]? Unit(string? text)
    {
        if (text is null)
        {
            return null;
        }
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        var unit = new long[parts.Length];
        for (int i = 0; i < unit.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out unit[i]))
            {
                throw new UsageException($"--at takes positions like 3,5, not '{text}'");
            }
        }
        return unit;
    }
}

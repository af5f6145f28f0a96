using System.CommandLine;
using Fovea.Analysis;
using Fovea.Cli.Reports;
using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Onnx;
using Fovea.Zoo;

namespace Fovea.Cli.Commands;

/// <summary><c>zoo list</c> and <c>zoo export NAME -o FILE</c>.</summary>
internal static class ZooCommand
{
    public static Command Create()
    {
        var list = new Command("list", "Lists the networks of the zoo: name, parameters, and where each comes from.");
        list.SetAction(_ =>
        {
            (ZooEntry Entry, string Parameters)[] rows =
            [
                .. ZooCatalogue.All.Select(entry =>
                    (entry, Text.Number(new ParameterRoles(entry.Build().BindDefaults()).Total(ParameterRole.Weight)))),
            ];
            int name = rows.Max(row => row.Entry.Name.Length);
            int parameters = rows.Max(row => row.Parameters.Length);
            foreach ((ZooEntry entry, string count) in rows)
            {
                Console.Out.WriteLine($"{entry.Name.PadRight(name)}  {count.PadLeft(parameters)}  {entry.Source}");
            }
            return ExitCode.Done;
        });
        return new Command("zoo", "The networks that come with Fovea.") { list, Export() };
    }

    private static Command Export()
    {
        var name = new Argument<string>("NAME") { Description = "A network of the zoo." };
        var output = new Option<string>("--output", "-o") { Description = "The file that is written.", HelpName = "F.onnx", Required = true };
        var seed = new Option<ulong>("--seed") { Description = "Another seed gives other weights.", HelpName = "N" };
        Option<string[]> let = Common.Let();
        var export = new Command("export", "Writes a network with seeded weights as an ONNX file.") { name, output, seed, let };
        export.SetAction(parsed =>
        {
            string given = parsed.GetValue(name)!;
            ZooEntry entry = ZooCatalogue.Find(given) ?? throw new GraphException($"{given}: there is no such network in the zoo (see 'fovea zoo list')");
            ModelSource.Place(given, () =>
            {
                Graph graph = entry.Build().Bind(ModelSource.Let(parsed.GetValue(let) ?? [])).BindDefaults();
                OnnxFile.Write(parsed.GetValue(output)!, new OnnxModel(graph, SeededWeights.Of(graph, parsed.GetValue(seed))));
                return graph;
            });
            return ExitCode.Done;
        });
        return export;
    }
}

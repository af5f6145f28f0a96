using System.CommandLine;
using Fovea.Analysis;
using Fovea.Cli.Reports;
using Fovea.Graphs;
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
        return new Command("zoo", "The networks that come with Fovea.") { list };
    }
}

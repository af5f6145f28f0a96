using System.CommandLine;
using Fovea.Zoo;

namespace Fovea.Cli.Commands;

/// <summary><c>zoo list</c> and <c>zoo export NAME -o FILE</c>.</summary>
internal static class ZooCommand
{
    public static Command Create()
    {
        var list = new Command("list", "Lists the networks of the zoo and where each comes from.");
        list.SetAction(_ =>
        {
            int width = ZooCatalogue.All.Max(entry => entry.Name.Length);
            foreach (ZooEntry entry in ZooCatalogue.All)
            {
                Console.Out.WriteLine(entry.Name.PadRight(width + 2) + entry.Source);
            }
            return ExitCode.Done;
        });
        return new Command("zoo", "The networks that come with Fovea.") { list };
    }
}

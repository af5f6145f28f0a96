using System.CommandLine;
using System.Globalization;
using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Runtime;

namespace Fovea.Cli.Commands;

/// <summary>The arguments and options that several commands have.</summary>
internal static class Common
{
    public static Option<string[]> Shape() => new("--shape")
    {
        Description = "The shape of an input, outermost axis first: [NAME=]1x3x224x224. A size may be a symbol.",
        HelpName = "[NAME=]SIZES",
    };

    public static Option<string[]> Let() => new("--let")
    {
        Description = "Values for the symbols of a network: k=3,d1=2.",
        HelpName = "SYMBOL=VALUE,…",
    };

    public static Option<string?> Node(string description) => new("--node") { Description = description, HelpName = "NAME|ROW" };

    /// <summary>The layer of a name or of a row of the layer table.</summary>
    /// <exception cref="GraphException">There is none.</exception>
    public static Layer Layer(Summary summary, string node)
    {
        if (int.TryParse(node, NumberStyles.None, CultureInfo.InvariantCulture, out int row))
        {
            return row >= 1 && row <= summary.Layers.Count
                ? summary.Layers[row - 1]
                : throw new GraphException($"there is no row {row}; the table has {summary.Layers.Count}");
        }
        return summary.Layers.FirstOrDefault(layer => layer.Name == node || layer.Outputs.Any(output => output.Name == node))
            ?? throw new GraphException($"there is no layer '{node}'");
    }

    /// <summary>The last layer with a local receptive field.</summary>
    /// <exception cref="GraphException">There is none.</exception>
    public static Layer LastWithField(Summary summary) => summary.Layers.LastOrDefault(layer => layer.Field.Axes.Any(axis => axis is not null))
        ?? throw new GraphException("no layer has a local receptive field");

    public static Option<int> Threads() => new("--threads")
    {
        Description = "How many threads share the work; by default as many as there are processors.",
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    public static Option<bool> NoWinograd() => new("--no-winograd") { Description = "Computes convolutions as they are defined: slower, and with smaller rounding errors." };

    public static Option<bool> PerLayer() => new("--per-layer") { Description = "Says how each layer is run, and how long it takes." };

    /// <summary>The options of a session.</summary>
    public static SessionOptions Options(ParseResult parsed, Option<int> threads, Option<bool> noWinograd)
    {
        int count = parsed.GetValue(threads);
        return count is >= 1 and <= 256
            ? new SessionOptions { Threads = count, Winograd = !parsed.GetValue(noWinograd) }
            : throw new UsageException($"--threads takes a number from 1 to 256, not {count}");
    }

    public static Option<T> Format<T>(T standard) where T : struct, Enum => Choice("--format", "What to print", standard);

    /// <summary>An option that takes one of a few words.</summary>
    public static Option<T> Choice<T>(string name, string description, T standard)
        where T : struct, Enum
    {
        string words = string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant();
        return new Option<T>(name)
        {
            Description = $"{description}: {words}.",
            HelpName = name.TrimStart('-').ToUpperInvariant(),
            DefaultValueFactory = _ => standard,
            CustomParser = result =>
            {
                string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                if (Enum.TryParse(text, ignoreCase: true, out T choice) && !char.IsAsciiDigit(text[0]))
                {
                    return choice;
                }
                result.AddError($"{name} takes one of {words}, not '{text}'");
                return default;
            },
        };
    }

    /// <summary>Opens a network with the given symbols and shapes, and summarises it. Unless formulas are asked for, other symbols take their defaults.</summary>
    public static (ModelSource Model, Summary Summary, IReadOnlyList<PinnedDimension> Pinned) Summarise(
        string name, string[] let, string[] shapes, bool symbolic, string? input = null)
    {
        ModelSource model = ModelSource.Open(name, ModelSource.Let(let));
        try
        {
            Graph graph = ModelSource.WithShapes(model.Graph, shapes);
            return ModelSource.Place(name, () =>
            {
                Reopening? reopening = symbolic ? Reopening.Of(graph) : null;
                return (model, Summary.Of(reopening?.Typed ?? TypedGraph.Infer(graph.BindDefaults()), input), reopening?.Pinned ?? []);
            });
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>What is wrong with a model without keeping it from being read, on the error stream.</summary>
    public static void Warn(ModelSource model)
    {
        const int most = 10;
        foreach (string warning in model.Warnings.Take(most))
        {
            Console.Error.WriteLine($"fovea: {model.Name}: warning: {warning}");
        }
        if (model.Warnings.Count > most)
        {
            Console.Error.WriteLine($"fovea: {model.Name}: {model.Warnings.Count - most} further warnings");
        }
    }
}

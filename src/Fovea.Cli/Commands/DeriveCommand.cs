using System.CommandLine;
using Fovea.Analysis;
using Fovea.Claims;
using Fovea.Cli.Reports;
using Fovea.Derivations;
using Fovea.Graphs;
using Fovea.Networks;

namespace Fovea.Cli.Commands;

/// <summary>What can be derived.</summary>
internal enum Derivable
{
    Shape,
    Field,
    Parameters,
    Operations,
    Gradient,
}

/// <summary>The forms in which a derivation is printed.</summary>
internal enum DerivationFormat
{
    Markdown,
    Plain,
}

/// <summary><c>derive MODEL --what …</c> and <c>derive -e TEXT</c>: how a size, a receptive field, a count, a gradient or a term of them comes about, step by step.</summary>
internal static class DeriveCommand
{
    public static Command Create()
    {
        var model = new Argument<string?>("MODEL") { Description = "An .onnx file, a .fovea text or a network of the zoo.", Arity = ArgumentArity.ZeroOrOne };
        Option<Derivable> what = Common.Choice("--what", "What to derive", Derivable.Shape);
        what.DefaultValueFactory = null;
        var text = new Option<string?>("--expression", "-e") { Description = "A term in the notation of claims, in place of MODEL; definitions and networks may stand before it.", HelpName = "TEXT" };
        Option<string?> node = Common.Node("A layer, by name or by its number in the table; by default all of them, and for a field the last one that has one.");
        var input = new Option<string?>("--input") { Description = "The input that receptive fields lie in; by default the first with a spatial axis.", HelpName = "NAME" };
        Option<string[]> shape = Common.Shape();
        Option<string[]> let = Common.Let();
        Option<DerivationFormat> format = Common.Format(DerivationFormat.Markdown);
        var command = new Command("derive", "Derives a quantity step by step from the rules themselves: in Markdown with LaTeX, or as plain text.")
        {
            model, what, text, node, input, shape, let, format,
        };
        command.SetAction(parsed =>
        {
            Derivation derivation = (parsed.GetValue(model), parsed.GetValue(text)) switch
            {
                (null, { } term) => parsed.GetResult(what) is null && parsed.GetResult(node) is null
                    ? Term(term)
                    : throw new UsageException("--what and --node derive from a MODEL; -e says itself what is derived"),
                ({ } name, null) => parsed.GetResult(what) is not null
                    ? Model(name, parsed)
                    : throw new UsageException("--what is required: what is derived from the MODEL"),
                _ => throw new UsageException("derive takes a MODEL or -e TEXT"),
            };
            if (parsed.GetValue(format) == DerivationFormat.Plain)
            {
                DerivationReport.PrintPlain(Console.Out, derivation);
            }
            else
            {
                DerivationReport.PrintMarkdown(Console.Out, derivation);
            }
            return ExitCode.Done;
        });
        return command;

        Derivation Model(string name, ParseResult parsed)
        {
            (ModelSource source, Summary summary, _) = Common.Summarise(
                name, parsed.GetValue(let) ?? [], parsed.GetValue(shape) ?? [], symbolic: false, parsed.GetValue(input));
            using (source)
            {
                Common.Warn(source);
                return ModelSource.Place(name, () => Derive(parsed.GetValue(what), source, summary, parsed.GetValue(node)));
            }
        }
    }

    private static Derivation Term(string text)
    {
        using var models = new OpenedModels(null);
        return ModelSource.Place("-e", () => TermDerivation.Of(text, LayerVocabulary.Text, new CheckOptions(models.Open)));
    }

    private static Derivation Derive(Derivable what, ModelSource source, Summary summary, string? node)
    {
        Graph graph = summary.Typed.Graph;
        Layer? only = node is null ? null : Common.Layer(summary, node);
        return what switch
        {
            Derivable.Shape => ShapeDerivation.Of(summary.Typed, only?.Node),
            Derivable.Field => FieldDerivation.Of(summary.Typed, summary.Fields, (only ?? Common.LastWithField(summary)).Node),
            Derivable.Parameters => ParameterDerivation.Of(summary, only),
            Derivable.Operations => OperationDerivation.Of(summary, only),
            _ => GradientDerivation.Of(summary.Typed, source.Weights(graph), [.. graph.Inputs.Select(given => SeededWeights.Input(given))], only?.Node),
        };
    }
}

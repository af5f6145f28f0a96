using System.CommandLine;
using System.Text;
using Fovea.Claims;
using Fovea.Cli.Reports;
using Fovea.Networks;
using Fovea.Onnx;

namespace Fovea.Cli.Commands;

/// <summary><c>check [FILE…]</c> and <c>check -e TEXT</c>: judges the claims of documents; without any, those of the assignment.</summary>
internal static class CheckCommand
{
    private enum Form
    {
        Table,
        Json,
        Junit,
    }

    private const string Assignment = "assignment.md";
    private const string StandardInput = "-";

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = ".fovea texts, Markdown files with blocks ```fovea, or - for what comes through the pipe. Without one: the assignment.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var texts = new Option<string[]>("--expression", "-e") { Description = "Claims, separated by semicolons.", HelpName = "TEXT" };
        Option<Form> format = Common.Choice("--format", "What to print", Form.Table);
        var annotate = new Option<bool>("--annotate") { Description = "Writes the verdicts into the files, beside the claims." };
        var against = new Option<string?>("--against") { Description = "Marks the files as submissions to this exercise.", HelpName = "KEY" };
        var exercise = new Option<bool>("--exercise") { Description = "Withholds answers and corrections." };
        var command = new Command("check", "Proves or refutes claims about networks.") { files, texts, format, annotate, against, exercise };
        command.SetAction((parsed, cancel) => Task.Run(
            () => Run(
                parsed.GetValue(files) ?? [],
                parsed.GetValue(texts) ?? [],
                parsed.GetValue(format),
                parsed.GetValue(annotate),
                parsed.GetValue(against),
                parsed.GetValue(exercise),
                cancel),
            CancellationToken.None));
        return command;
    }

    private static int Run(string[] files, string[] texts, Form format, bool annotate, string? against, bool exercise, CancellationToken cancel)
    {
        if (annotate && (files.Length == 0 || files.Contains(StandardInput) || texts.Length > 0 || against is not null || exercise))
        {
            throw new UsageException("--annotate writes into the files that are named, and stands alone");
        }
        if (against is not null && (files.Length == 0 || texts.Length > 0))
        {
            throw new UsageException("--against marks files: name the submissions");
        }
        Source? key = against is null ? null : Source.OfFile(against);
        // What cannot be read is told before anything is judged.
        Sheet[] sheets = key is null ? [.. Sources(files, texts).Select(Sheet.Of)] : [.. files.Select(file => Sheet.Marked(Source.OfFile(file), key))];
        CheckReport report = format == Form.Table ? new CheckReport(Console.Out, sheets.Length > 1) : new CheckReport(null, false);
        using var progress = new ProgressLine();
        foreach (Sheet sheet in sheets)
        {
            using var models = new OpenedModels(sheet.Folder);
            report.Begin(sheet.Name, sheet.Labels);
            int done = 0;
            void Announce()
            {
                cancel.ThrowIfCancellationRequested();
                progress.Show($"checking {(sheet.Labels[done].Length > 0 ? sheet.Labels[done] : "a claim")}, {done + 1} of {sheet.Labels.Length}");
            }
            List<Verdict> verdicts = [];
            Announce();
            foreach (Verdict verdict in sheet.Verdicts(new CheckOptions(models.Open)))
            {
                progress.Clear();
                verdicts.Add(verdict);
                report.Add(exercise ? verdict with { Answers = verdict.Answers.Map(_ => "withheld"), Correction = null } : verdict);
                if (++done < sheet.Labels.Length)
                {
                    Announce();
                }
            }
            if (annotate)
            {
                sheet.Annotate?.Invoke(verdicts);
            }
        }
        progress.Clear();
        switch (format)
        {
            case Form.Json:
                report.PrintJson(Console.OpenStandardOutput());
                break;
            case Form.Junit:
                report.PrintJunit(Console.OpenStandardOutput());
                break;
            default:
                report.PrintSummary();
                break;
        }
        return report.AllHeld ? ExitCode.Done : ExitCode.Failed;
    }

    private static IEnumerable<Source> Sources(string[] files, string[] texts)
    {
        foreach (string file in files)
        {
            yield return Source.OfFile(file);
        }
        if (texts.Length > 0)
        {
            yield return new Source("-e", string.Join('\n', texts)) { IsBare = true };
        }
        if (files.Length == 0 && texts.Length == 0)
        {
            using var reader = new StreamReader(typeof(CheckCommand).Assembly.GetManifestResourceStream(Assignment)!, Encoding.UTF8);
            yield return new Source(Assignment, reader.ReadToEnd());
        }
    }

    /// <summary>A text with claims as it was given.</summary>
    private sealed record Source(string Name, string Content)
    {
        private const long Largest = 1 << 26;

        public bool IsBare { get; init; }

        /// <summary>The text of the claims: of a Markdown file its blocks.</summary>
        public string Text => IsMarkdown ? MarkdownBlocks.Text(Content) : Content;

        private bool IsMarkdown => Path.GetExtension(Name).ToLowerInvariant() is ".md" or ".markdown";

        public static Source OfFile(string name)
        {
            if (name == StandardInput)
            {
                using var reader = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
                return new Source(name, reader.ReadToEnd());
            }
            var file = new FileInfo(name);
            if (!file.Exists)
            {
                throw new FileNotFoundException(Directory.Exists(name) ? $"{name}: is a folder" : $"{name}: there is no such file");
            }
            if (file.Length > Largest)
            {
                throw new IOException($"{name}: has {file.Length} bytes, which is too large for claims");
            }
            try
            {
                // A mark of its encoding stays what it is: the file may be written back.
                return new Source(name, new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(name)));
            }
            catch (DecoderFallbackException error)
            {
                throw new FormatException($"{name}: is no UTF-8 text", error);
            }
        }
    }

    /// <summary>What is judged: the claims of a document, or those that an exercise asks for.</summary>
    private sealed record Sheet(string Name, string? Folder, string[] Labels, Func<CheckOptions, IEnumerable<Verdict>> Verdicts, Action<IReadOnlyList<Verdict>>? Annotate = null)
    {
        public static Sheet Of(Source source) => ModelSource.Place(source.Name, () =>
        {
            ClaimDocument document = ClaimParser.Parse(source.Text, LayerVocabulary.Text, source.IsBare);
            string[] labels = [.. document.Labels];
            return labels.Length == 0
                ? throw new FormatException($"{source.Name}: there is no claim in it")
                : new Sheet(source.Name, Path.GetDirectoryName(source.Name), labels, options => Checker.Check(document, options), verdicts => Write(source, document, verdicts));
        });

        public static Sheet Marked(Source submission, Source key)
        {
            Exercise exercise = ModelSource.Place(key.Name, () => new Exercise(key.Text, LayerVocabulary.Text));
            string[] labels = [.. exercise.Labels];
            if (labels.Length == 0)
            {
                throw new FormatException($"{key.Name}: there is no claim with a label in it");
            }
            string text = ModelSource.Place(submission.Name, () =>
            {
                string text = submission.Text;
                ClaimParser.Parse(text, LayerVocabulary.Text);
                return text;
            });
            return new Sheet(
                submission.Name, Path.GetDirectoryName(key.Name), labels, options => exercise.Mark(text, document => Checker.Check(document, options)));
        }

        private static void Write(Source source, ClaimDocument document, IReadOnlyList<Verdict> verdicts)
        {
            string annotated = Annotations.Write(source.Content, document, verdicts);
            if (annotated != source.Content)
            {
                WholeFile.Write(source.Name, stream => stream.Write(new UTF8Encoding(false).GetBytes(annotated)));
            }
        }
    }
}

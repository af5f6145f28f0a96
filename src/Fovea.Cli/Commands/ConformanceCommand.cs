using System.CommandLine;
using System.Text.Json;
using Fovea.Graphs;
using Fovea.Onnx;
using Fovea.Reference;
using Fovea.Runtime;
using Fovea.Tensors;

namespace Fovea.Cli.Commands;

/// <summary><c>conformance DIR</c>: runs ONNX's backend tests.</summary>
internal static class ConformanceCommand
{
    private enum Form
    {
        Text,
        Json,
    }

    private enum BackendName
    {
        Runtime,
        Reference,
    }

    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A folder of backend tests: model.onnx beside test_data_set_*." };
        var filter = new Option<string?>("--filter") { Description = "Only cases whose name holds this text; * stands for any text.", HelpName = "TEXT" };
        Option<BackendName> backend = Common.Choice("--backend", "What runs the models, the fast runtime unless it is said otherwise", BackendName.Runtime);
        Option<Form> format = Common.Choice("--format", "What to print", Form.Text);
        var rtol = new Option<double>("--rtol") { Description = "The relative tolerance.", HelpName = "R", DefaultValueFactory = _ => 1e-3 };
        var atol = new Option<double>("--atol") { Description = "The absolute tolerance.", HelpName = "A", DefaultValueFactory = _ => 1e-7 };
        var command = new Command("conformance", "Runs ONNX backend tests and says which pass.") { folder, filter, backend, format, rtol, atol };
        command.SetAction((parsed, cancel) => Task.FromResult(Run(
            parsed.GetValue(folder)!, parsed.GetValue(filter), Backend(parsed.GetValue(backend)), parsed.GetValue(format), parsed.GetValue(rtol), parsed.GetValue(atol), cancel)));
        return command;
    }

    private static BackendCase.Backend Backend(BackendName name) => name == BackendName.Reference
        ? (graph, weights, inputs) => ReferenceModel.Run(graph, weights, inputs)
        : RunFast;

    private static Tensor[] RunFast(Graph graph, Func<string, Tensor?> weights, Tensor[] inputs)
    {
        using Session session = graph.Compile(weights);
        return session.Run(inputs);
    }

    private static int Run(string folder, string? filter, BackendCase.Backend backend, Form format, double rtol, double atol, CancellationToken cancel)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"{folder}: there is no such folder");
        }
        BackendCase[] cases = [.. BackendCase.Find(folder).Where(found => filter is null || Matches(found.Name, filter))];
        var outcomes = new List<(string Name, CaseOutcome Outcome)>();
        foreach (BackendCase found in cases)
        {
            cancel.ThrowIfCancellationRequested();
            CaseOutcome outcome = found.Run(backend, rtol, atol);
            outcomes.Add((found.Name, outcome));
            if (format == Form.Text)
            {
                string reason = outcome.Reason.Length > 0 ? ": " + outcome.Reason.ReplaceLineEndings(" ") : "";
                Console.Out.WriteLine($"{outcome.Result.ToString().ToLowerInvariant()} {found.Name}{reason}");
            }
        }
        int Count(CaseResult result) => outcomes.Count(entry => entry.Outcome.Result == result);
        if (format == Form.Json)
        {
            PrintJson(outcomes, Count);
        }
        else
        {
            Console.Out.WriteLine($"{Count(CaseResult.Passed)} passed, {Count(CaseResult.Failed)} failed, {Count(CaseResult.Skipped)} skipped");
        }
        return Count(CaseResult.Failed) == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static bool Matches(string name, string filter) =>
        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression($"*{filter}*", name, ignoreCase: false);

    private static void PrintJson(List<(string Name, CaseOutcome Outcome)> outcomes, Func<CaseResult, int> count)
    {
        using Stream output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            foreach (CaseResult result in Enum.GetValues<CaseResult>())
            {
                json.WriteNumber(result.ToString().ToLowerInvariant(), count(result));
            }
            json.WriteStartArray("cases");
            foreach ((string name, CaseOutcome outcome) in outcomes)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("result", outcome.Result.ToString().ToLowerInvariant());
                if (outcome.Reason.Length > 0)
                {
                    json.WriteString("reason", outcome.Reason);
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }
}

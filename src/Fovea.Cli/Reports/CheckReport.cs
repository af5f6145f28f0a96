using System.Globalization;
using System.Text.Json;
using System.Xml;
using Fovea.Claims;
using Spectre.Console;

namespace Fovea.Cli.Reports;

/// <summary>Verdicts: a line a claim as they come, or all of them as JSON or as JUnit's XML.</summary>
/// <param name="to">Where they are written as they come; null: nowhere.</param>
/// <param name="titled">Whether the names of the documents are written.</param>
internal sealed class CheckReport(TextWriter? to, bool titled)
{
    private const string Indent = "    ";
    private const string AsMarked = "false, as marked";

    private readonly List<(string Document, List<Verdict> Verdicts)> documents = [];
    private readonly bool isTerminal = !Console.IsOutputRedirected;
    private readonly bool isAscii = !Console.IsOutputRedirected && AsciiText.IsNeeded;
    private int labelWidth;

    /// <summary>Whether no claim fails and none is undecided.</summary>
    public bool AllHeld => Count(Outcome.Held) == All.Count();

    private IEnumerable<Verdict> All => documents.SelectMany(document => document.Verdicts);

    private int Count(Outcome outcome) => All.Count(verdict => verdict.Outcome == outcome);

    /// <summary>Begins with a document.</summary>
    public void Begin(string document, IEnumerable<string> labels)
    {
        labelWidth = labels.Max(label => label.Length);
        if (titled)
        {
            Write((documents.Count > 0 ? Environment.NewLine : "") + document);
        }
        documents.Add((document, []));
    }

    /// <summary>The next claim of the document.</summary>
    public void Add(Verdict verdict)
    {
        documents[^1].Verdicts.Add(verdict);
        if (to is null)
        {
            return;
        }
        WriteSign(verdict.Outcome);
        string label = labelWidth > 0 ? verdict.Label.PadRight(labelWidth) + "  " : "";
        Write($" {label}{Status(verdict)}: {verdict.Text}");
        foreach (string line in Details(verdict))
        {
            Write(Indent + line.ReplaceLineEndings(" "));
        }
    }

    public void PrintSummary()
    {
        if (documents.Sum(document => document.Verdicts.Count) > 1)
        {
            Write("");
        }
        Write(Summary);
    }

    private string Summary => string.Create(CultureInfo.InvariantCulture, $"{Count(Outcome.Held)} held, {Count(Outcome.Failed)} failed, {Count(Outcome.Undecided)} undecided");

    private void Write(string line) => to?.WriteLine(isAscii ? AsciiText.Of(line) : line);

    private void WriteSign(Outcome outcome)
    {
        string sign = Annotations.Sign(outcome).ToString();
        sign = isAscii ? AsciiText.Of(sign) : sign;
        if (isTerminal)
        {
            AnsiConsole.Console.Markup($"[{outcome switch { Outcome.Held => "green", Outcome.Failed => "red", _ => "yellow" }}]{sign}[/]");
        }
        else
        {
            to?.Write(sign);
        }
    }

    private static string Status(Verdict verdict) => verdict switch
    {
        { IsMarkedFalse: true, Outcome: Outcome.Held } => AsMarked,
        { IsMarkedFalse: true, Outcome: Outcome.Failed } => Annotations.Name(verdict.Standing) + ", although marked false",
        _ => Annotations.Name(verdict.Standing),
    };

    // What is said below a claim.
    private static IEnumerable<string> Details(Verdict verdict)
    {
        // A claim of several steps names the one that fails.
        if (verdict.Steps is [.., var last] && last.Standing == verdict.Standing && last.Reason != verdict.Reason)
        {
            yield return "first false step: " + last.Text;
            yield return last.Reason;
        }
        else
        {
            yield return verdict.Reason;
        }
        if (verdict.Counterexample is { } counterexample)
        {
            yield return "counterexample: " + counterexample;
        }
        if (verdict.Correction is { } correction)
        {
            yield return "right: " + correction;
        }
        foreach (string answer in verdict.Answers)
        {
            yield return "? = " + answer;
        }
    }

    public void PrintJson(Stream output) => SummaryJson.Print(output, json =>
    {
        json.WriteStartObject();
        foreach (Outcome outcome in Enum.GetValues<Outcome>())
        {
            json.WriteNumber(Word(outcome), Count(outcome));
        }
        json.WriteStartArray("documents");
        foreach ((string document, List<Verdict> verdicts) in documents)
        {
            json.WriteStartObject();
            json.WriteString("name", document);
            json.WriteStartArray("claims");
            verdicts.ForEach(verdict => WriteClaim(json, verdict));
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteClaim(Utf8JsonWriter json, Verdict verdict)
    {
        json.WriteStartObject();
        json.WriteString("label", verdict.Label);
        json.WriteNumber("line", verdict.Line);
        json.WriteString("text", verdict.Text);
        json.WriteBoolean("markedFalse", verdict.IsMarkedFalse);
        json.WriteString("outcome", Word(verdict.Outcome));
        json.WriteString("standing", Annotations.Name(verdict.Standing));
        json.WriteString("reason", verdict.Reason);
        json.WriteStartArray("steps");
        foreach (Step step in verdict.Steps)
        {
            json.WriteStartObject();
            json.WriteString("text", step.Text);
            json.WriteString("standing", Annotations.Name(step.Standing));
            json.WriteString("reason", step.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("counterexample", verdict.Counterexample);
        json.WriteString("correction", verdict.Correction);
        json.WriteStartArray("answers");
        foreach (string answer in verdict.Answers)
        {
            json.WriteStringValue(answer);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Word(Outcome outcome) => outcome.ToString().ToLowerInvariant();

    /// <summary>A test suite for each document, a test case for each claim; what is undecided fails, too, as it does for the exit code.</summary>
    public void PrintJunit(Stream output)
    {
        using (var xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new System.Text.UTF8Encoding(false) }))
        {
            xml.WriteStartElement("testsuites");
            WriteCounts(xml, [.. All]);
            foreach ((string document, List<Verdict> verdicts) in documents)
            {
                xml.WriteStartElement("testsuite");
                WriteAttribute(xml, "name", document);
                WriteCounts(xml, verdicts);
                verdicts.ForEach(verdict => WriteCase(xml, document, verdict));
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }
        output.WriteByte((byte)'\n');
        output.Flush();
    }

    private static void WriteCounts(XmlWriter xml, List<Verdict> verdicts)
    {
        xml.WriteAttributeString("tests", verdicts.Count.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("failures", verdicts.Count(verdict => verdict.Outcome != Outcome.Held).ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteCase(XmlWriter xml, string document, Verdict verdict)
    {
        xml.WriteStartElement("testcase");
        WriteAttribute(xml, "classname", document);
        WriteAttribute(xml, "name", verdict.Label.Length > 0 ? $"{verdict.Label}: {verdict.Text}" : verdict.Text);
        WriteAttribute(xml, "file", document);
        xml.WriteAttributeString("line", verdict.Line.ToString(CultureInfo.InvariantCulture));
        if (verdict.Outcome == Outcome.Held)
        {
            xml.WriteElementString("system-out", Valid(string.Join("\n", Details(verdict).Prepend(Status(verdict)))));
        }
        else
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", Word(verdict.Outcome));
            WriteAttribute(xml, "message", $"{Status(verdict)}: {verdict.Counterexample ?? verdict.Reason}");
            xml.WriteString(Valid(string.Join("\n", Details(verdict))));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void WriteAttribute(XmlWriter xml, string name, string value) => xml.WriteAttributeString(name, Valid(value));

    // XML has no place for some characters.
    private static string Valid(string text)
    {
        var valid = new System.Text.StringBuilder(text.Length);
        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            valid.Append(rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value) ? rune.ToString() : "\uFFFD");
        }
        return valid.ToString();
    }
}

using System.Text;
using Fovea.Derivations;
using Fovea.Numbers;

namespace Fovea.Cli.Reports;

/// <summary>A derivation as Markdown with LaTeX, or for a terminal.</summary>
internal static class DerivationReport
{
    public static void PrintMarkdown(TextWriter to, Derivation derivation)
    {
        to.WriteLine($"# {Markdown(derivation.Title)}");
        string title = "";
        foreach (DerivationSection section in derivation.Sections)
        {
            if (section.Title != title)
            {
                title = section.Title;
                to.WriteLine();
                to.WriteLine($"## {Markdown(title)}");
            }
            if (section.Note is { } note)
            {
                to.WriteLine();
                to.WriteLine(Markdown(note));
            }
            if (section.Steps.Count > 0)
            {
                to.WriteLine();
            }
            for (int step = 0; step < section.Steps.Count; step++)
            {
                string left = step == 0 && section.Quantity is { } quantity ? quantity.ToString(SizeNotation.Latex) + " " : "";
                to.WriteLine($"- ${left}= {section.Steps[step].Formula.ToString(SizeNotation.Latex)}$ — {Reason(section.Steps[step])}");
            }
        }
    }

    private static string Reason(DerivationStep step) => step.Put is { } put
        ? $"put in ${Size.Symbol(put.Name).ToString(SizeNotation.Latex)} = {put.Value.ToString(SizeNotation.Latex)}$: {Markdown(put.Meaning)}"
        : Markdown(step.Reason);

    public static void PrintPlain(TextWriter to, Derivation derivation)
    {
        to.WriteLine(derivation.Title);
        string title = "";
        foreach (DerivationSection section in derivation.Sections)
        {
            if (section.Title != title)
            {
                title = section.Title;
                to.WriteLine();
                to.WriteLine(title);
            }
            if (section.Note is { } note)
            {
                to.WriteLine($"  {note}");
            }
            string quantity = section.Quantity?.ToString() ?? "";
            string[] formulas = [.. section.Steps.Select(step => step.Formula.ToString())];
            const int widest = 72;
            int width = formulas.Where(formula => formula.Length <= widest).Select(formula => formula.Length).DefaultIfEmpty(0).Max();
            for (int step = 0; step < formulas.Length; step++)
            {
                string left = step == 0 ? quantity : new string(' ', quantity.Length);
                to.WriteLine($"  {left} = {formulas[step].PadRight(width)}  {PlainReason(section.Steps[step])}");
            }
        }
    }

    private static string PlainReason(DerivationStep step) => step.Put is { } put ? $"{put.Name} = {put.Value}: {put.Meaning}" : step.Reason;

    // What Markdown would take for its own stands behind a stroke.
    private static string Markdown(string text)
    {
        var result = new StringBuilder();
        foreach (char letter in text)
        {
            result.Append("\\`*_{}[]<>#|$".Contains(letter, StringComparison.Ordinal) ? "\\" : "").Append(letter);
        }
        return result.ToString();
    }
}

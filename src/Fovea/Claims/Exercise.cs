using Fovea.Graphs;
using Fovea.Notation;
using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>
/// An exercise: a document whose claims have holes. A submission is marked claim by claim: it has to hold every claim of the exercise that has a label, unchanged outside of
/// the holes, and with what stands in their places it has to be true. Networks, models and definitions are always those of the exercise: of a submission nothing but its claims
/// is read.
/// </summary>
public sealed class Exercise
{
    private readonly string key;
    private readonly TextVocabulary vocabulary;
    private readonly ClaimDocument document;
    private readonly Claim[] questions;

    // Definitions that ask networks.
    private readonly HashSet<string> asking = new(StringComparer.Ordinal);

    /// <summary>Reads an exercise.</summary>
    /// <param name="key">Its text.</param>
    /// <param name="vocabulary">The operators and layers that may stand in its networks.</param>
    /// <exception cref="TextException">It is not well formed.</exception>
    public Exercise(string key, TextVocabulary vocabulary)
    {
        this.key = key;
        this.vocabulary = vocabulary;
        document = ClaimParser.Parse(key, vocabulary);
        questions = [.. document.Claims.Where(claim => claim.Label.Length > 0)];
        FindAsking();
    }

    /// <summary>The labels of the claims that are asked for.</summary>
    public IEnumerable<string> Labels => questions.Select(question => question.Label);

    /// <summary>Marks a submission: a verdict for each claim that is asked for, in the order of the exercise.</summary>
    /// <param name="submission">Its text.</param>
    /// <param name="check">Judges the claims of a document, one after the other.</param>
    /// <exception cref="TextException">The submission is not well formed.</exception>
    public IEnumerable<Verdict> Mark(string submission, Func<ClaimDocument, IEnumerable<Verdict>> check)
    {
        var claims = ClaimParser.Parse(submission, vocabulary).Claims.Where(claim => claim.Label.Length > 0).ToDictionary(claim => claim.Label, StringComparer.Ordinal);
        var found = new Dictionary<string, Verdict>(StringComparer.Ordinal);
        List<Claim> judged = [];
        foreach (Claim question in questions)
        {
            Claim? answer = claims.GetValueOrDefault(question.Label);
            if (Refuse(question, answer) is (var outcome, var reason))
            {
                Claim shown = answer ?? question with { Line = 0 };
                found.Add(question.Label, new Verdict(question.Label, shown.Text, shown.Line, shown.IsMarkedFalse, outcome, Standing.Unavailable, reason, []));
            }
            else
            {
                judged.Add(answer!);
            }
        }
        // The claims stand before the networks, so that their lines are those of the submission.
        string together = TextPart.Keep(submission, judged.OrderBy(claim => claim.Start).Select(claim => new TextPart(claim.Start, claim.End))) + "\n" + TextPart.Keep(key, BesideClaims());
        using IEnumerator<Verdict> verdicts = check(ClaimParser.Parse(together, vocabulary)).GetEnumerator();
        foreach (Claim question in questions)
        {
            while (!found.ContainsKey(question.Label) && verdicts.MoveNext())
            {
                found.Add(verdicts.Current.Label, verdicts.Current);
            }
            yield return found[question.Label];
        }
    }

    private IEnumerable<TextPart> BesideClaims()
    {
        int from = 0;
        foreach (Claim claim in document.Claims)
        {
            yield return new TextPart(from, claim.Start);
            from = claim.End;
        }
        yield return new TextPart(from, key.Length);
    }

    // Why an answer is not judged; null if it is.
    private (Outcome Outcome, string Reason)? Refuse(Claim question, Claim? answer)
    {
        if (answer is null)
        {
            return (Outcome.Failed, "missing: the submission has no claim of this label");
        }
        List<(Outline Given, bool IsFinal)> answers = [];
        if (question.IsMarkedFalse != answer.IsMarkedFalse || !Fits(Outline.Of(question.Statement), Outline.Of(answer.Statement), answers))
        {
            return (Outcome.Failed, $"altered: the question is {question.Text}{(question.IsMarkedFalse ? ", marked false" : "")}");
        }
        if (answers.Exists(entry => entry.Given.All().Any(part => part.IsHole)))
        {
            return (Outcome.Undecided, "unanswered: the hole is still there");
        }
        string? asks = answers.Where(entry => entry.IsFinal).SelectMany(entry => entry.Given.All()).FirstOrDefault(Asks)?.Head;
        return asks is null ? null : (Outcome.Failed, $"no answer: a formula is asked for, and {asks} asks the network again");
    }

    // Whether a statement is the question with something in the places of its holes: a term, or a derivation that ends in one.
    private static bool Fits(Outline question, Outline given, List<(Outline Given, bool IsFinal)> answers)
    {
        if (question.IsHole)
        {
            answers.Add((given, true));
            return true;
        }
        int longer = given.Parts.Count - question.Parts.Count;
        int hole = longer > 0 && question.Parts.Count(part => part.IsHole) == 1 ? question.Parts.ToList().FindIndex(part => part.IsHole) : -1;
        if (hole > 0 && question.IsChain)
        {
            // a = ? is answered by a = b = c.
            string[] signs = question.Head.Split(' ');
            question = new Outline(
                string.Join(' ', [.. signs[..hole], .. Enumerable.Repeat("=", longer), .. signs[hole..]]),
                [.. question.Parts.Take(hole), .. Enumerable.Repeat(question.Parts[hole], longer + 1), .. question.Parts.Skip(hole + 1)]);
        }
        if (question.Head != given.Head || question.Parts.Count != given.Parts.Count)
        {
            return false;
        }
        for (int i = 0; i < given.Parts.Count; i++)
        {
            if (hole > 0 && i >= hole && i < hole + longer)
            {
                answers.Add((given.Parts[i], false));
            }
            else if (!Fits(question.Parts[i], given.Parts[i], answers))
            {
                return false;
            }
        }
        return true;
    }

    // Whether a part of a term has a network tell what is asked for, be it through a definition.
    private bool Asks(Outline part) => part.Function is not { } function ? asking.Contains(part.Head)
        : asking.Contains(function) || (!document.Definitions.Any(known => known.Name == function) && (ClaimFunctions.Find(function) is null || ClaimFunctions.AskNetworks.Contains(function)));

    // The definitions that do, one after the other.
    private void FindAsking()
    {
        bool more = true;
        while (more)
        {
            more = false;
            foreach (Definition definition in document.Definitions)
            {
                more |= Outline.Of(definition.Value).All().Any(Asks) && asking.Add(definition.Name);
            }
        }
    }
}

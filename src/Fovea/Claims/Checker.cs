using Fovea.Claims.Proofs;
using Fovea.Graphs;
using Fovea.Notation;
using Fovea.Numbers;
using Fovea.Operators;

namespace Fovea.Claims;

/// <summary>How a document is checked.</summary>
/// <param name="Open">Opens a model that the document names by its file.</param>
public sealed record CheckOptions(Func<string, OpenedModel> Open);

/// <summary>Judges the claims of a document, each from the networks and numbers alone that it speaks of.</summary>
public sealed class Checker
{
    private readonly ClaimDocument document;
    private readonly Evaluator evaluator;

    private Checker(ClaimDocument document, CheckOptions options)
    {
        this.document = document;
        evaluator = new Evaluator(document, new NetworkLibrary(document, options.Open));
    }

    /// <summary>Judges claim after claim, in the order of the document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="options">How it is checked.</param>
    /// <param name="label">Only the claims of this name; null for all.</param>
    public static IEnumerable<Verdict> Check(ClaimDocument document, CheckOptions options, string? label = null)
    {
        Claim[] claims = [.. document.Claims.Where(claim => label is null || claim.Label == label)];
        if (claims.Length <= 1)
        {
            return [.. claims.Select(new Checker(document, options).Check)];
        }
        return InParallel(document, options, claims);
    }

    // Each thread knows the networks that it has asked for; verdicts come in the order of the claims.
    private static IEnumerable<Verdict> InParallel(ClaimDocument document, CheckOptions options, Claim[] claims)
    {
        const int stack = 16 << 20;
        var verdicts = new TaskCompletionSource<Verdict>[claims.Length];
        for (int i = 0; i < verdicts.Length; i++)
        {
            verdicts[i] = new TaskCompletionSource<Verdict>();
        }
        int next = -1;
        void Work()
        {
            var checker = new Checker(document, options);
            for (int i = Interlocked.Increment(ref next); i < claims.Length; i = Interlocked.Increment(ref next))
            {
                try
                {
                    verdicts[i].SetResult(checker.Check(claims[i]));
                }
                catch (Exception error)
                {
                    verdicts[i].SetException(error);
                }
            }
        }
        for (int thread = 0; thread < Environment.ProcessorCount; thread++)
        {
            new Thread(Work, stack) { IsBackground = true, Name = "claims" }.Start();
        }
        foreach (TaskCompletionSource<Verdict> verdict in verdicts)
        {
            yield return verdict.Task.GetAwaiter().GetResult();
        }
    }

    /// <summary>Judges statements that stand in no document, by the names of one.</summary>
    internal static Func<Statement, Judgement> Judging(ClaimDocument document, CheckOptions options) => new Checker(document, options).Judge;

    private Verdict Check(Claim claim)
    {
        Judgement judgement = Judge(claim.Statement);
        Standing standing = judgement.Standing;
        bool fails = standing is Standing.Refuted or Standing.IllFormed;
        Outcome outcome = standing is Standing.Undecided or Standing.Unavailable ? Outcome.Undecided
            : fails == claim.IsMarkedFalse ? Outcome.Held
            : Outcome.Failed;
        string? correction = fails ? Meant(claim.Statement, _ => new Corrections(this, evaluator, document).Of(claim.Statement, judgement), (_, _) => null) : null;
        return new Verdict(
            claim.Label,
            claim.Text,
            claim.Line,
            claim.IsMarkedFalse,
            outcome,
            standing,
            judgement.Reason,
            Values.Create<Step>([.. judgement.Steps]),
            judgement.Counterexample,
            correction,
            Values.Create<string>([.. judgement.Answers]));
    }

    /// <summary>Judges a statement, which need not stand in the document: a correction, for example.</summary>
    internal Judgement Judge(Statement statement) => Meant(statement, judge => judge.Judge(), (standing, reason) => new Judgement(standing, reason));

    /// <summary>Whether no counterexample lies at hand: a cheap look before <see cref="Judge"/>.</summary>
    internal bool MayHold(Statement statement, ref long parts)
    {
        long looked = 0;
        bool may = Meant(statement, judge => judge.MayHold(ref looked), (_, _) => false);
        parts += looked;
        return may;
    }

    private T Meant<T>(Statement statement, Func<StatementJudge, T> judge, Func<Standing, string, T> otherwise)
    {
        try
        {
            return judge(new StatementJudge(document, evaluator, statement));
        }
        catch (UnavailableException error)
        {
            return otherwise(Standing.Unavailable, error.Message);
        }
        catch (Exception error) when (error is IllFormedException or TextException or GraphException or OverflowException or UndecidableException or InsufficientExecutionStackException)
        {
            return otherwise(Standing.IllFormed, error.Message);
        }
    }
}

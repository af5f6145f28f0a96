using Fovea.Claims;
using Fovea.Claims.Proofs;
using Xunit;

namespace Fovea.Tests.Claims;

/// <summary>What the assignment says truly is not true when it is said a little differently.</summary>
public sealed class AssignmentMutationTests
{
    private const int Refuted = 10;

    public static TheoryData<string> True => [.. AssignmentTests.Document.Claims.Where(claim => !claim.IsMarkedFalse).Select(claim => claim.Label)];

    /// <summary>Ten mutations fail. None is told to be undecided; some say the same as before or less, which are few where the claim is an equation.</summary>
    [Theory]
    [MemberData(nameof(True))]
    public void A_true_claim_with_one_thing_changed_is_refuted_or_ill_formed(string label)
    {
        Statement statement = AssignmentTests.Document.Claims.Single(claim => claim.Label == label).Statement;
        Func<Statement, Judgement> judge = Checker.Judging(AssignmentTests.Document, AssignmentTests.Options);
        int refuted = 0;
        List<string> held = [];
        foreach (Statement mutation in Mutations.Of(statement, IsNumber(statement)))
        {
            Judgement judgement = judge(mutation);
            if (judgement.Standing is Standing.Refuted or Standing.IllFormed)
            {
                refuted++;
            }
            else
            {
                string text = ClaimText.Print(mutation);
                Assert.True(judgement.Holds, $"{text}: {judgement.Standing}, {judgement.Reason}");
                held.Add(text);
            }
            if (refuted == Refuted)
            {
                break;
            }
        }
        Assert.True(refuted >= Refuted, $"only {refuted} mutations were refuted; {string.Join("; ", held)} hold");
        Assert.True(held.Count < refuted || !IsEquation(statement), $"{held.Count} mutations hold: {string.Join("; ", held)}");
    }

    // The names that the statement binds, and the symbols of the networks that it speaks of.
    private static Func<string, bool> IsNumber(Statement statement)
    {
        ClaimDocument document = AssignmentTests.Document;
        var known = new StatementJudge(document, new Evaluator(document, new NetworkLibrary(document, AssignmentTests.Options.Open)), statement);
        HashSet<string> bound = [.. Terms.Bound(statement)];
        return name => bound.Contains(name) || known.IsKnown(name);
    }

    // Of bounds, differences and examples much more is true.
    private static bool IsEquation(Statement statement) => statement switch
    {
        Statement.Chain chain => chain.Relations.All(relation => relation == Relation.Equal),
        Statement.Quantified quantified => !quantified.IsExistential && IsEquation(quantified.Of),
        Statement.Joined joined => IsEquation(joined.Left) && IsEquation(joined.Right),
        _ => false,
    };
}

using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>Whether a claim holds.</summary>
public enum Outcome
{
    /// <summary>It holds; or it is false, and the document says so.</summary>
    Held,

    /// <summary>It does not hold, has no meaning, or is true although the document calls it false.</summary>
    Failed,

    /// <summary>That was not found out.</summary>
    Undecided,
}

/// <summary>One step of a claim: of a = b = c there are two.</summary>
/// <param name="Text">What is claimed in it.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Reason">How that was found.</param>
public sealed record Step(string Text, Standing Standing, string Reason);

/// <summary>What was found out about a claim.</summary>
/// <param name="Label">What the claim is called.</param>
/// <param name="Text">The claim as it is written, on one line.</param>
/// <param name="Line">Where it begins.</param>
/// <param name="IsMarkedFalse">Whether the document says that it is false.</param>
/// <param name="Outcome">Whether it holds.</param>
/// <param name="Standing">How that stands: the weakest of its steps, or the one that fails.</param>
/// <param name="Reason">Why: how it was proved, or where it fails.</param>
/// <param name="Steps">Its steps in order, up to the first one that fails.</param>
/// <param name="Counterexample">Values for which it fails, and what both sides then are; null unless it is refuted.</param>
/// <param name="Correction">The corrected statement, which is proved; null if none was found, or none is needed.</param>
/// <param name="Answers">What stands in the place of each of its holes.</param>
public sealed record Verdict(
    string Label,
    string Text,
    int Line,
    bool IsMarkedFalse,
    Outcome Outcome,
    Standing Standing,
    string Reason,
    Values<Step> Steps,
    string? Counterexample = null,
    string? Correction = null,
    Values<string> Answers = default);

namespace Fovea.Claims;

/// <summary>What came out for a statement.</summary>
/// <param name="Standing">How it stands.</param>
/// <param name="Reason">Why.</param>
internal sealed record Judgement(Standing Standing, string Reason)
{
    /// <summary>The steps of a chain up to the first one that fails.</summary>
    public List<Step> Steps { get; init; } = [];

    /// <summary>Values for which it fails, and what both sides are there.</summary>
    public string? Counterexample { get; init; }

    /// <summary>What stands in the place of each hole.</summary>
    public List<string> Answers { get; init; } = [];

    /// <summary>The step of a chain that fails, from 0; −1 if none does.</summary>
    public int Failing { get; init; } = -1;

    public bool Holds => Standing is not (Standing.Refuted or Standing.Undecided or Standing.IllFormed or Standing.Unavailable);
}

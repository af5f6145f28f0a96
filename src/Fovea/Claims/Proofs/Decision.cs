using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

/// <summary>What is taken for granted while a proposition is decided.</summary>
/// <param name="Variables">All names that may stand in its formulas.</param>
/// <param name="Conditions">What holds for them: that a network is well-formed, and what stands behind <c>where</c>.</param>
public sealed record Premises(Values<Variable> Variables, Values<Proposition> Conditions);

/// <summary>What was found out about a proposition.</summary>
/// <param name="Standing">Proved, exact, sampled, refuted or undecided.</param>
/// <param name="Reason">How it was decided, as a clause: "both sides have the same normal form", "in each of 6 cases of the residues".</param>
/// <param name="Counterexample">Where it fails: a value for every variable, the smallest found; null unless it is refuted.</param>
public sealed record Decision(Standing Standing, string Reason, IReadOnlyDictionary<string, Rational>? Counterexample = null);

using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

/// <summary>A name in a proposition, and what it ranges over.</summary>
/// <param name="Name">The name, as it stands in the formulas.</param>
/// <param name="IsWhole">Whether it is a whole number; otherwise it is real.</param>
/// <param name="AtLeast">The least value; null if there is none.</param>
/// <param name="AtMost">The greatest value; null if there is none.</param>
public readonly record struct Variable(string Name, bool IsWhole, Rational? AtLeast = null, Rational? AtMost = null);

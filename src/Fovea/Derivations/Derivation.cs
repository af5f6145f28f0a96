using Fovea.Numbers;

namespace Fovea.Derivations;

/// <summary>How a quantity of a network comes about, step by step. How it is printed is somebody else's business.</summary>
/// <param name="Title">What is derived.</param>
/// <param name="Sections">One quantity after the other: later ones may use what earlier ones found.</param>
public sealed record Derivation(string Title, Values<DerivationSection> Sections);

/// <summary>The derivation of one quantity: every step is equal to the one before it, under what has been put in for names so far.</summary>
/// <param name="Title">The layer, or the value, that it belongs to.</param>
/// <param name="Quantity">What is derived, such as <c>height</c>; null if only the note holds.</param>
/// <param name="Steps">The steps, the general rule first.</param>
/// <param name="Note">What is to be said beside them, or instead: that nothing changes, or why something is unavailable.</param>
public sealed record DerivationSection(string Title, DerivedFormula? Quantity, Values<DerivationStep> Steps, string? Note = null);

/// <summary>One step.</summary>
/// <param name="Formula">What the quantity equals.</param>
/// <param name="Reason">Why, or what was done.</param>
/// <param name="Put">What was put in for a name, if that is what was done.</param>
public sealed record DerivationStep(DerivedFormula Formula, string Reason, Assignment? Put = null);

/// <summary>What a name of a general rule stands for in a layer.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Meaning">What it is, in words.</param>
public sealed record Assignment(string Name, Size Value, string Meaning);

/// <summary>A formula as a step shows it; it may be written in a form that nothing else keeps.</summary>
public abstract record DerivedFormula
{
    /// <summary>The formula as text.</summary>
    public abstract string ToString(SizeNotation notation);

    /// <inheritdoc/>
    public sealed override string ToString() => ToString(SizeNotation.Unicode);
}

/// <summary>A quantity that is named in words.</summary>
/// <param name="Text">The words.</param>
public sealed record Words(string Text) : DerivedFormula
{
    /// <inheritdoc/>
    public override string ToString(SizeNotation notation) => notation == SizeNotation.Latex ? $@"\text{{{SizeText.Escape(Text)}}}" : Text;
}

/// <summary>A size, in which one name may be written as what it stands for, before anything is simplified.</summary>
/// <param name="Size">The formula, with the name.</param>
/// <param name="Written">What is written in its place, or null.</param>
public sealed record SizeFormula(Size Size, Assignment? Written = null) : DerivedFormula
{
    /// <summary>The formula without what is only written.</summary>
    public Size Value => Written is null ? Size : Size.Substitute(Substitution(Written));

    /// <inheritdoc/>
    public override string ToString(SizeNotation notation) => Written is null ? Size.ToString(notation) : Size.ToString(notation, Substitution(Written));

    private static Dictionary<string, Size> Substitution(Assignment assignment) => new() { [assignment.Name] = assignment.Value };
}

/// <summary>A sum of sizes, term by term.</summary>
/// <param name="Terms">The terms.</param>
public sealed record SumFormula(Values<Size> Terms) : DerivedFormula
{
    /// <summary>The sum.</summary>
    public Size Value => Size.Sum(Terms.AsSpan());

    /// <inheritdoc/>
    public override string ToString(SizeNotation notation) => string.Join(" + ", Terms.Map(term => term.ToString(notation)));
}

/// <summary>A formula that may be no size: a quotient, or any function.</summary>
/// <param name="Value">The formula.</param>
public sealed record ValueFormula(Symbol Value) : DerivedFormula
{
    /// <inheritdoc/>
    public override string ToString(SizeNotation notation) => Value.ToString(notation);
}

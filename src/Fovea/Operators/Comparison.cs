using Fovea.Graphs;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>Elementwise comparisons: two tensors of the same type give truth values.</summary>
/// <param name="Legacy">How B is aligned in files of opset 6 and before; null since.</param>
public abstract record Comparison(LegacyBroadcast? Legacy) : Arithmetic(Legacy)
{
    /// <inheritdoc/>
    protected override ElementType Element(Operands inputs)
    {
        inputs.AgreeElement(0, 1);
        return ElementType.Bool;
    }
}

/// <summary>Elementwise logic on truth values.</summary>
/// <param name="Legacy">How B is aligned in files of opset 6 and before; null since.</param>
public abstract record Logical(LegacyBroadcast? Legacy) : Arithmetic(Legacy)
{
    /// <inheritdoc/>
    protected override ElementType Element(Operands inputs)
    {
        Operands.Require(
            inputs.Element(0) == ElementType.Bool && inputs.Element(1) == ElementType.Bool,
            $"A and B must be bool, not {inputs.Element(0).Name()} and {inputs.Element(1).Name()}");
        return ElementType.Bool;
    }
}

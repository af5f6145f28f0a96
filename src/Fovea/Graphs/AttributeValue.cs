using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>The value of one attribute of an operator, as files and the text form hold it. Integers may be formulas.</summary>
public abstract record AttributeValue
{
    private AttributeValue()
    {
    }

    /// <summary>What a person calls this kind of value.</summary>
    public abstract string Kind { get; }

    /// <summary>A whole number or a formula.</summary>
    public sealed record Integer(Size Value) : AttributeValue
    {
        /// <inheritdoc/>
        public override string Kind => "an integer";
    }

    /// <summary>A list of whole numbers or formulas.</summary>
    public sealed record Integers(Values<Size> Value) : AttributeValue
    {
        /// <inheritdoc/>
        public override string Kind => "a list of integers";
    }

    /// <summary>A float32.</summary>
    public sealed record Real(float Value) : AttributeValue
    {
        /// <inheritdoc/>
        public override string Kind => "a real number";
    }

    /// <summary>A list of float32.</summary>
    public sealed record Reals(Values<float> Value) : AttributeValue
    {
        /// <inheritdoc/>
        public override string Kind => "a list of real numbers";
    }

    /// <summary>A text.</summary>
    public sealed record Text(string Value) : AttributeValue
    {
        /// <inheritdoc/>
        public override string Kind => "a text";
    }

    /// <summary>A list of texts.</summary>
    public sealed record Texts(Values<string> Value) : AttributeValue
    {
        /// <inheritdoc/>
        public override string Kind => "a list of texts";
    }

    /// <summary>A tensor with its values.</summary>
    public sealed record OfTensor(Tensor Value) : AttributeValue
    {
        /// <inheritdoc/>
        public override string Kind => "a tensor";
    }

    /// <summary>A graph: the body of a loop or a branch.</summary>
    public sealed record OfGraph(Graph Value) : AttributeValue
    {
        /// <inheritdoc/>
        public override string Kind => "a graph";
    }
}

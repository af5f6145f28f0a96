using Fovea.Numbers;

namespace Fovea.Tensors;

/// <summary>What a tensor is before it has values: the type of its elements and its shape.</summary>
/// <param name="Element">The type of every element.</param>
/// <param name="Shape">The size of every axis.</param>
public readonly record struct TensorType(ElementType Element, Shape Shape)
{
    /// <summary>The number of bytes its elements take, packed: two 4-bit elements share a byte.</summary>
    public Size Bytes
    {
        get
        {
            int bits = Element.Bits();
            return bits % 8 == 0 ? Shape.Elements * (bits / 8) : Size.CeilDiv(Shape.Elements * bits, 8);
        }
    }

    /// <summary>For example <c>float32[1, 3, 224, 224]</c>.</summary>
    public override string ToString() => Element.Name() + Shape;
}

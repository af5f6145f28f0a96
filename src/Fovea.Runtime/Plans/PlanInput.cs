using Fovea.Runtime.Memory;
using Fovea.Runtime.Steps;
using Fovea.Tensors;

namespace Fovea.Runtime.Plans;

/// <summary>An input of a plan: where it goes, in the arena or to the reference, or nowhere if nothing reads it.</summary>
/// <param name="value">The value.</param>
internal sealed unsafe class PlanInput(PlanValue value)
{
    private readonly long[] sizes = value.Sizes;
    private readonly ElementType element = value.Type!.Value.Element;

    /// <summary>Whether a tensor has its type.</summary>
    public bool IsFor(Tensor tensor) => tensor.Element == element && tensor.Dimensions.AsSpan().SequenceEqual(sizes);

    /// <summary>Takes a tensor in.</summary>
    public void Take(Tensor tensor)
    {
        if (value.Plain is { } place)
        {
            Floats.Read(tensor, place.Floats);
        }
        if (value.Cell is { } cell)
        {
            cell.Value = NodeReference.Take(tensor);
        }
    }
}

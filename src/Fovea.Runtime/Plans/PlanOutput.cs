using Fovea.Graphs;
using Fovea.Runtime.Memory;
using Fovea.Runtime.Steps;
using Fovea.Tensors;

namespace Fovea.Runtime.Plans;

/// <summary>An output of a plan: where it comes from.</summary>
/// <param name="value">The value.</param>
internal sealed unsafe class PlanOutput(PlanValue value)
{
    private readonly long bytes = value.IsNumeric ? value.Type!.Value.Bytes.Value : -1;

    /// <summary>The output as a tensor of its own.</summary>
    public Tensor ToTensor()
    {
        if (value.Constant is { } constant)
        {
            return constant;
        }
        if (value.Cell is { Value: { } result })
        {
            return NodeReference.ToTensor(result);
        }
        byte[] room = new byte[bytes];
        Floats.Write(value.Type!.Value.Element, value.Plain!.Floats, room);
        return new Tensor(value.Type.Value.Element, Numbers.Values.Create<long>(value.Sizes), new MemoryData(room));
    }

    /// <summary>Copies the output.</summary>
    /// <exception cref="GraphException">It takes another number of bytes.</exception>
    public void CopyTo(Span<byte> to)
    {
        if (value.Plain is { } place)
        {
            Check(bytes, to.Length);
            Floats.Write(value.Type!.Value.Element, place.Floats, to);
            return;
        }
        Tensor tensor = ToTensor();
        Check(tensor.Data.Length, to.Length);
        tensor.CopyTo(to);
    }

    private void Check(long needed, int given) => Operands.Require(needed == given, $"output '{value.Name}' takes {needed} bytes, not {given}");
}

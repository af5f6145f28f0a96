using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Runtime.Plans;
using Fovea.Tensors;

namespace Fovea.Runtime.Steps;

/// <summary>A node that has nothing faster: the reference computation of its operator. It allocates what that allocates.</summary>
/// <param name="reference">The node.</param>
/// <param name="inputs">What it reads, in the order of the reference.</param>
/// <param name="outputs">What it makes, without outputs that are left out.</param>
internal sealed unsafe class ReferenceStep(NodeReference reference, PlanValue[] inputs, PlanValue[] outputs) : Step
{
    // Constants are taken once.
    private readonly RunTensor?[] constants = Array.ConvertAll(inputs, input => input.Constant is { } constant ? NodeReference.Take(constant) : null);

    public override IEnumerable<Slot> Reads => inputs.Where(input => input.Cell is null && input.Constant is null).Select(input => input.Plain!);

    public override IEnumerable<Slot> Writes => outputs.Where(output => output.Cell is null).Select(output => output.Plain!);

    public override void Run(int part, int parts, int thread)
    {
        var given = new RunTensor[inputs.Length];
        for (int i = 0; i < given.Length; i++)
        {
            given[i] = constants[i] ?? inputs[i].Cell?.Value ?? FromArena(inputs[i]);
        }
        RunTensor[] results = reference.Run(given);
        for (int i = 0; i < results.Length; i++)
        {
            if (outputs[i].Cell is { } cell)
            {
                cell.Value = results[i];
            }
            else
            {
                Put(results[i], outputs[i]);
            }
        }
    }

    private static RunTensor FromArena(PlanValue value)
    {
        var items = new Real[value.Count];
        new ReadOnlySpan<Real>(value.Plain!.Floats, items.Length).CopyTo(items);
        return new RunTensor(value.Type!.Value.Element, Values.Create<long>(value.Sizes), new Elements<Real>(items));
    }

    private static void Put(RunTensor result, PlanValue value)
    {
        Operands.Require(
            result.Dimensions.AsSpan().SequenceEqual(value.Sizes), $"'{value.Name}' is {result.Type.Shape} where the shape rule said {value.Type}");
        NodeReference.Singles(result).CopyTo(new Span<Real>(value.Plain!.Floats, result.Elements.Count));
    }
}

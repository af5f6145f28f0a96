using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Reference;
using Fovea.Tensors;

namespace Fovea.Claims;

/// <summary>Tensors of formulas between claims and runs of networks.</summary>
internal static class ClaimTensors
{
    /// <summary>A tensor of a run.</summary>
    public static Meaning.Tensor Of(RunTensor tensor) => new(tensor.Dimensions, tensor.Elements switch
    {
        Elements<Symbol> symbols => symbols.Items,
        Elements<Whole> wholes => Array.ConvertAll(wholes.Items, whole => (Symbol)new Rational((System.Numerics.BigInteger)whole.Number, 1)),
        Elements<bool> truths => Array.ConvertAll(truths.Items, truth => (Symbol)(Rational)(truth ? 1 : 0)),
        _ => throw new UnavailableException($"{tensor.Type} is not computed on formulas"),
    });

    /// <summary>What a network makes of tensors: their sizes bind its open dimensions, and its weights are named elements.</summary>
    public static Meaning Apply(ClaimNetwork network, IReadOnlyDictionary<string, Size> given, IReadOnlyList<Meaning.Tensor> inputs)
    {
        Graph graph = network.Graph.Bind(given);
        Operands.Require(inputs.Count == graph.Inputs.Count, $"{network.Name} takes {graph.Inputs.Count} tensors and is given {inputs.Count}");
        var open = new Dictionary<string, Size>(StringComparer.Ordinal);
        var tensors = new Dictionary<string, Meaning.Tensor>(StringComparer.Ordinal);
        for (int i = 0; i < inputs.Count; i++)
        {
            GraphInput input = graph.Inputs[i];
            tensors[input.Name] = inputs[i];
            if (input.Type is not { } type)
            {
                continue;
            }
            Operands.Require(type.Shape.Rank == inputs[i].Sizes.Count, $"input '{input.Name}' of {network.Name} is {type.Shape}, not {inputs[i].Kind}");
            for (int axis = 0; axis < type.Shape.Rank; axis++)
            {
                if (type.Shape[axis].Substitute(open).TryGetSymbol(out string? name))
                {
                    open[name] = inputs[i].Sizes[axis];
                }
                Operands.Require(
                    type.Shape[axis].Substitute(open) == inputs[i].Sizes[axis], $"axis {axis} of input '{input.Name}' of {network.Name} is {type.Shape[axis]}, not {inputs[i].Sizes[axis]}");
            }
        }
        Graph closed = graph.Bind(open);
        Dictionary<string, RunTensor> values = new ClaimNetwork(network.Name, closed, _ => network.Weights).Run(
            closed, (name, tensor) => tensors.TryGetValue(name, out Meaning.Tensor? own) ? Taken(tensor, own) : Formulas.Named(name, tensor));
        return closed.Outputs is [var output]
            ? Of(values[output.Name])
            : throw new IllFormedException($"{network.Name} has {closed.Outputs.Count} outputs; one that is applied has one");
    }

    private static RunTensor Taken(Tensor declared, Meaning.Tensor own) => declared.Element.IsComputedFloat()
        ? new RunTensor(declared.Element, declared.Dimensions, new Elements<Symbol>(own.Elements))
        : throw new UnavailableException($"tensors of {declared.Element.Name()} are no formulas");
}

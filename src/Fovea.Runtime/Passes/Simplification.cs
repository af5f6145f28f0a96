using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Runtime.Passes;

/// <summary>The passes in their order. Each is a function from graph to graph that keeps what the network computes.</summary>
internal static class Simplification
{
    /// <summary>What can be done whatever the shapes are.</summary>
    public static WeightedGraph Apply(WeightedGraph model)
    {
        model = IdentityRemoval.Apply(model);
        model = ConstantFolding.Apply(model);
        model = ActivationRecognition.Apply(model);
        model = AffineFolding.Apply(model);
        return DeadNodes.Apply(model);
    }

    /// <summary>The network for inputs of known types: symbols are replaced, and what depends on shapes only is computed.</summary>
    public static WeightedGraph Close(WeightedGraph model, ReadOnlySpan<TensorType> types, IReadOnlyDictionary<string, Size> symbols)
    {
        var inputs = new GraphInput[types.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = model.Graph.Inputs[i] with { Type = types[i] };
        }
        // Symbols of the network stand in attributes, too; those that only inputs have go with the inputs' types.
        var values = model.Graph.Symbols.Where(symbol => symbols.ContainsKey(symbol.Name)).ToDictionary(symbol => symbol.Name, symbol => symbols[symbol.Name]);
        model = model.Bind(values).WithInputs(Values.Create<GraphInput>(inputs));
        model = ConstantFolding.Apply(model);
        // Only now the amounts of some paddings are known, and are zero.
        model = IdentityRemoval.Apply(model);
        return DeadNodes.Apply(ShuffleRecognition.Apply(model));
    }
}

using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Reference;

/// <summary>The derivatives of one number that a network computes.</summary>
/// <param name="Value">The number.</param>
/// <param name="Slopes">
/// Its derivatives with respect to every floating-point input and parameter, by name: float64, shaped as the tensor.
/// </param>
/// <param name="Kinks">Where there is no derivative on the way, and how often: there the slopes are some between the one-sided ones.</param>
public sealed record Gradient(double Value, IReadOnlyDictionary<string, Tensor> Slopes, IReadOnlyDictionary<Kink, long> Kinks);

/// <summary>How the outputs of a network change along a direction.</summary>
/// <param name="Slopes">For each output its derivative: float64, shaped as the output; null for outputs that are no floats.</param>
/// <param name="Kinks">Where there is no derivative on the way, and how often.</param>
public sealed record DirectionalDerivative(Values<Tensor?> Slopes, IReadOnlyDictionary<Kink, long> Kinks);

/// <summary>
/// Derivatives of networks by the reference computation, in double and without rounding to element types: the oracle for gradient rules. Exact for the functions on real
/// numbers, up to the rounding of doubles.
/// </summary>
public static class Derivatives
{
    /// <summary>The derivatives of a number computed from the outputs, with respect to all inputs and parameters: backwards, by a tape.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="weights">The values of the parameters that do not carry them, by name.</param>
    /// <param name="objective">Computes the number from the outputs: a loss, or one element.</param>
    /// <param name="inputs">Its inputs, in their order.</param>
    /// <exception cref="GraphException">The inputs do not fit, or a node fails; the message names the node.</exception>
    /// <exception cref="UnavailableException">The reference does not compute an operator or an element type.</exception>
    public static Gradient Gradient(Graph graph, Func<string, Tensor?> weights, Func<RunTensor[], Taped> objective, params ReadOnlySpan<Tensor> inputs)
    {
        using var tape = Tape.Open();
        using var kinks = Kinks.Open();
        var variables = new Dictionary<string, RunTensor>(StringComparer.Ordinal);
        RunTensor Take(string name, Tensor tensor)
        {
            RunTensor taken = Each<Taped>(ReferenceRun<Taped>.Taken(tensor), (number, _) => tape.Variable(number.Number));
            if (taken.Elements is Elements<Taped>)
            {
                // The parameters of inner graphs come later, and are their own.
                variables.TryAdd(name, taken);
            }
            return taken;
        }

        Taped result = objective(new ReferenceRun<Taped>(weights, rounds: false) { Take = Take }.Run(graph, inputs));
        string[] names = [.. variables.Keys];
        double[] slopes = tape.Gradient(result, [.. names.SelectMany(name => variables[name].Items<Taped>())]);
        var byName = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        int start = 0;
        foreach (string name in names)
        {
            int count = variables[name].Elements.Count;
            byName[name] = Doubles(variables[name].Dimensions, slopes.AsSpan(start, count));
            start += count;
        }
        return new Gradient(result.Number, byName, kinks.Counts);
    }

    /// <summary>How the outputs change when inputs and parameters move: forwards, by dual numbers.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="weights">The values of the parameters that do not carry them, by name.</param>
    /// <param name="direction">How an input or parameter moves: a tensor of its shape; null if it rests.</param>
    /// <param name="inputs">Its inputs, in their order.</param>
    /// <exception cref="GraphException">The inputs or a direction do not fit, or a node fails; the message names it.</exception>
    /// <exception cref="UnavailableException">The reference does not compute an operator or an element type.</exception>
    public static DirectionalDerivative Directional(
        Graph graph, Func<string, Tensor?> weights, Func<string, Tensor?> direction, params ReadOnlySpan<Tensor> inputs)
    {
        using var kinks = Kinks.Open();
        RunTensor Take(string name, Tensor tensor)
        {
            RunTensor taken = ReferenceRun<Dual>.Taken(tensor);
            if (direction(name) is not { } slopes)
            {
                return taken;
            }
            return slopes.Dimensions == tensor.Dimensions && taken.Elements is Elements<Dual>
                ? Each<Dual>(taken, (number, i) => number with { Slope = slopes.GetDouble(i) })
                : throw new GraphException($"the direction of '{name}' is {slopes.Type}, which {tensor.Type} cannot move in");
        }

        RunTensor[] outputs = new ReferenceRun<Dual>(weights, rounds: false) { Take = Take }.Run(graph, inputs);
        return new DirectionalDerivative(
            [.. outputs.Select(output => output.Elements is Elements<Dual> numbers
                ? Doubles(output.Dimensions, [.. numbers.Items.Select(number => number.Slope)])
                : null)],
            kinks.Counts);
    }

    private static RunTensor Each<T>(RunTensor tensor, Func<T, int, T> change) =>
        tensor.Elements is Elements<T> numbers ? tensor with { Elements = new Elements<T>([.. numbers.Items.Select(change)]) } : tensor;

    private static Tensor Doubles(Values<long> dimensions, ReadOnlySpan<double> values)
    {
        var items = new Numbers.Double[values.Length];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = new Numbers.Double(values[i]);
        }
        return new RunTensor(ElementType.Float64, dimensions, new Elements<Numbers.Double>(items)).ToTensor<Numbers.Double>();
    }
}

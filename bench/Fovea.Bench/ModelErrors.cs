using System.Globalization;
using Fovea.Networks;
using Fovea.Onnx;
using Fovea.Reference;
using Fovea.Runtime;
using Fovea.Tensors;
using Double = Fovea.Numbers.Double;

namespace Fovea.Bench;

/// <summary>
/// How far the outputs of whole networks are from those computed in float64 without any rounding: √(Σ(y − exact)² / Σ exact²) over all outputs, for Fovea, for Fovea without Winograd's
/// algorithm and for ONNX Runtime.
/// </summary>
internal static class ModelErrors
{
    public static void Measure(IReadOnlyList<string> models)
    {
        Console.WriteLine($"{"model",-28} {"Fovea",9} {"--no-winograd",14} {"ONNX Runtime",13}");
        foreach (string model in models)
        {
            double[] errors = ModelFile.With(model, Errors);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(model),-28} {errors[0],9:0.0e+0} {errors[1],14:0.0e+0} {errors[2],13:0.0e+0}"));
        }
    }

    private static double[] Errors(string path)
    {
        using OnnxModel model = OnnxFile.Read(path);
        Tensor[] inputs = [.. model.Graph.Inputs.Select(input => SeededWeights.Input(input))];
        double[][] exact = [.. new ReferenceRun<Double>(model.Weights.GetValueOrDefault, rounds: false).Run(model.Graph, (ReadOnlySpan<Tensor>)inputs)
            .Select(output => Array.ConvertAll(output.Items<Double>(), number => number.Number))];
        double Fovea(bool winograd)
        {
            using Session session = model.Graph.Compile(model.Weights, new SessionOptions { Winograd = winograd });
            return Error(exact, session.Run(inputs), (output, i) => output.GetDouble(i));
        }
        using var peer = new OnnxRuntimePeer(path, model.Graph, inputs, Environment.ProcessorCount);
        return [Fovea(winograd: true), Fovea(winograd: false), Error(exact, peer.Outputs(), (output, i) => output![i])];
    }

    private static double Error<T>(double[][] exact, IReadOnlyList<T> outputs, Func<T, int, double> element)
    {
        double error = 0;
        double power = 0;
        for (int output = 0; output < exact.Length; output++)
        {
            for (int i = 0; i < exact[output].Length; i++)
            {
                double right = exact[output][i];
                double difference = element(outputs[output], i) - right;
                error += difference * difference;
                power += right * right;
            }
        }
        return Math.Sqrt(error / power);
    }
}

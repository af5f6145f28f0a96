using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Runtime.Kernels;

namespace Fovea.Runtime.Tests.Kernels;

/// <summary>What activations are, by the operators' reference computation.</summary>
internal static class ActivationOracle
{
    public static double[] Apply(Activation activation, double[] values) => activation.Kind switch
    {
        ActivationKind.None => values,
        ActivationKind.Clip => Array.ConvertAll(values, value => Math.Min(activation.Beta, Math.Max(activation.Alpha, value))),
        _ => Oracle.Run(Operator(activation), values),
    };

    private static Operator Operator(Activation activation) => activation.Kind switch
    {
        ActivationKind.LeakyRelu => new LeakyRelu(activation.Alpha),
        ActivationKind.Sigmoid => new Sigmoid(),
        ActivationKind.Swish => new Swish(activation.Alpha),
        ActivationKind.HardSigmoid => new HardSigmoid(activation.Alpha, activation.Beta),
        // The operator's slope is exactly 1/6; a kernel's is the float nearest to it.
        ActivationKind.HardSwish => new HardSwish(),
        ActivationKind.Tanh => new Tanh(),
        ActivationKind.Gelu => new Gelu(),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };
}

namespace Fovea.Runtime.Kernels;

/// <summary>The functions that kernels apply to what they computed, while it is in registers or the first-level cache.</summary>
public enum ActivationKind
{
    /// <summary>x</summary>
    None,

    /// <summary>min(β, max(α, x)); max(0, x) with α = 0, β = ∞.</summary>
    Clip,

    /// <summary>x where x is at least 0, otherwise α·x.</summary>
    LeakyRelu,

    /// <summary>1 / (1 + e⁻ˣ)</summary>
    Sigmoid,

    /// <summary>x / (1 + e^(−α·x)): silu with α = 1.</summary>
    Swish,

    /// <summary>max(0, min(1, α·x + β))</summary>
    HardSigmoid,

    /// <summary>x · max(0, min(1, α·x + β)): with α = 1/6 and β = 1/2 hard swish.</summary>
    HardSwish,

    /// <summary>(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)</summary>
    Tanh,

    /// <summary>x/2 · (1 + erf(x / √2))</summary>
    Gelu,
}

/// <summary>A function that a kernel applies to every element it puts out.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Alpha">α, where the function has one.</param>
/// <param name="Beta">β, where it has one.</param>
public readonly record struct Activation(ActivationKind Kind, float Alpha = 0, float Beta = 0)
{
    /// <summary>max(0, x)</summary>
    public static Activation Relu => new(ActivationKind.Clip, 0, float.PositiveInfinity);

    /// <summary>The bounds that registers are clamped to before they are stored.</summary>
    internal (float Low, float High) Bounds => Kind == ActivationKind.Clip ? (Alpha, Beta) : (float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>Whether clamping is not all: the elements are passed through once more.</summary>
    internal bool HasPass => Kind is not (ActivationKind.None or ActivationKind.Clip);
}

using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y[n, c, i…] = (Σ over t… of |x[n, c, stride·i − before + dilation·t …]|ᵖ)^(1/p).
/// <para>X [N, C, …] float; Y [N, C, out…].</para>
/// <para>ONNX LpPool-1, 2, 11, 18, 22: https://onnx.ai/onnx/operators/onnx__LpPool.html</para>
/// </summary>
/// <param name="Window">Kernel, stride, dilation, padding and ceil mode.</param>
/// <param name="P">The exponent of the norm.</param>
public sealed record LpPool(Window Window, float P = 2) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("LpPool", "X", "Y", a => new LpPool(Window.Read(a), Norm.ReadExponent(a)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        Window.Write(to);
        Norm.WriteExponent(to, P);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        WindowAxis[] axes = Window.Axes(x);
        return [new ValueInfo(inputs.Element(0), Window.Output(inputs, x, x[1], axes))];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Window.Sums(inputs.Shape(0), outputs[0].Shape, Window.Axes(inputs.Shape(0)), Norm.PerElement(P))
        + Norm.Root(P, outputs[0].Shape.Elements);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.Of(Window.Rules(Window.Axes(inputs.Shape(0)), new AxisRule.Same(1)));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        T[] x = run.Numbers(0);
        T[] y = run.Make<T>(0);
        var taps = WindowTaps.Of(Window.Axes(run.Operands.Shape(0)), run[0].Dimensions, run.Sizes(0));
        for (int map = 0; map * taps.Positions < y.Length; map++)
        {
            ReadOnlySpan<T> xMap = x.AsSpan(map * taps.InputPositions, taps.InputPositions);
            for (int i = 0; i < taps.Positions; i++)
            {
                T sum = default;
                int first = taps.First(i);
                foreach ((_, int offset) in taps[i])
                {
                    sum += Norm.Term(P, xMap[first + offset]);
                }
                y[(map * taps.Positions) + i] = Norm.Root(P, sum);
            }
        }
    }
}

using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y[n, c, i…] = Σ over t… of x[n, c, stride·i − before + dilation·t …] / the number of taps.
/// <para>X [N, C, …] float; Y [N, C, out…]. The taps on data are counted or, with count_include_pad, those on padding, too; never those that ceil mode adds beyond it.</para>
/// <para>ONNX AveragePool-1, 7, 10, 11, 19, 22: https://onnx.ai/onnx/operators/onnx__AveragePool.html</para>
/// </summary>
/// <param name="Window">Kernel, stride, dilation, padding and ceil mode.</param>
/// <param name="CountPadding">Whether taps on padding count (as zeros).</param>
public sealed record AveragePool(Window Window, bool CountPadding = false) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "AveragePool", "X", "Y", a => new AveragePool(Window.Read(a), a.Flag("count_include_pad")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        Window.Write(to);
        to.Flag("count_include_pad", CountPadding);
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
        Window.Sums(inputs.Shape(0), outputs[0].Shape, Window.Axes(inputs.Shape(0)), Operations.Of(OperationKind.Add, 1))
        + Graphs.Cost.Of(OperationKind.Divide, outputs[0].Shape.Elements);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.Of(Window.Rules(Window.Axes(inputs.Shape(0)), new AxisRule.Same(1)));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        T[] x = run.Numbers(0);
        T[] y = run.Make<T>(0);
        WindowAxis[] axes = Window.Axes(run.Operands.Shape(0));
        var taps = WindowTaps.Of(axes, run[0].Dimensions, run.Sizes(0));
        int[]? padded = CountPadding ? Window.PaddedTaps(axes, run[0].Dimensions, run.Sizes(0)) : null;
        for (int map = 0; map * taps.Positions < y.Length; map++)
        {
            ReadOnlySpan<T> xMap = x.AsSpan(map * taps.InputPositions, taps.InputPositions);
            for (int i = 0; i < taps.Positions; i++)
            {
                T sum = default;
                int first = taps.First(i);
                foreach ((_, int offset) in taps[i])
                {
                    sum += xMap[first + offset];
                }
                y[(map * taps.Positions) + i] = sum / T.Literal(padded is null ? taps[i].Length : padded[i]);
            }
        }
    }
}

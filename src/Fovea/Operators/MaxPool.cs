using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y[n, c, i…] = max over t… of x[n, c, stride·i − before + dilation·t …]; taps on padding never win.
/// <para>X [N, C, …] float or 8-bit integer; Y [N, C, out…]; Indices int64, shaped as Y: the place of the maximum in the flattened X.</para>
/// <para>ONNX MaxPool-1, 8, 10, 11, 12, 22: https://onnx.ai/onnx/operators/onnx__MaxPool.html</para>
/// </summary>
/// <param name="Window">Kernel, stride, dilation, padding and ceil mode.</param>
/// <param name="ColumnMajor">Whether Indices count column-major (storage_order = 1).</param>
public sealed record MaxPool(Window Window, bool ColumnMajor = false) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "MaxPool", "X", "Y Indices?", a => new MaxPool(Window.Read(a), a.Flag("storage_order")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        Window.Write(to);
        to.Flag("storage_order", ColumnMajor);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape x = inputs.Shape(0);
        WindowAxis[] axes = Window.Axes(x);
        Shape y = Window.Output(inputs, x, x[1], axes);
        return [new ValueInfo(inputs.Element(0), y), new ValueInfo(ElementType.Int64, y)];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Window.Sums(inputs.Shape(0), outputs[0].Shape, Window.Axes(inputs.Shape(0)), Operations.Of(OperationKind.Compare, 1));

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.Of(Window.Rules(Window.Axes(inputs.Shape(0)), new AxisRule.Same(1)));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        if (run.IsWhole(0))
        {
            Pool(run, new Whole(Int128.MinValue));
        }
        else
        {
            Pool(run, T.Literal(double.NegativeInfinity));
        }
    }

    private void Pool<T, E>(Evaluation<T> run, E lowest)
        where T : struct, IScalar<T>
        where E : struct, IScalar<E>
    {
        E[] x = run.Items<E>(0);
        E[] y = run.Make<E>(0);
        Whole[]? places = run.Wants(1) ? run.Make<Whole>(1) : null;
        var taps = WindowTaps.Of(Window.Axes(run.Operands.Shape(0)), run[0].Dimensions, run.Sizes(0));
        for (int map = 0; map * taps.Positions < y.Length; map++)
        {
            ReadOnlySpan<E> xMap = x.AsSpan(map * taps.InputPositions, taps.InputPositions);
            for (int i = 0; i < taps.Positions; i++)
            {
                E best = lowest;
                int first = taps.First(i);
                if (places is null)
                {
                    foreach ((_, int offset) in taps[i])
                    {
                        best = E.Max(best, xMap[first + offset]);
                    }
                }
                else
                {
                    int place = -1;
                    foreach ((_, int offset) in taps[i])
                    {
                        if (Scalar.IsLess(best, xMap[first + offset]))
                        {
                            best = xMap[first + offset];
                            place = first + offset;
                        }
                    }
                    places[(map * taps.Positions) + i] = (map * (long)taps.InputPositions) + (ColumnMajor ? Transposed(place, run[0].Dimensions) : place);
                }
                y[(map * taps.Positions) + i] = best;
            }
        }
    }

    // The place of a spatial position when the first spatial axis runs fastest.
    private static long Transposed(int place, Values<long> x)
    {
        long transposed = 0;
        for (int axis = x.Count - 1; axis >= 2; axis--)
        {
            long size = 1;
            for (int before = 2; before < axis; before++)
            {
                size *= x[before];
            }
            transposed += place % x[axis] * size;
            place /= (int)x[axis];
        }
        return transposed;
    }
}

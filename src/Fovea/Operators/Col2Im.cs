using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output[n, c, i…] = the sum of all entries of all windows that cover i.
/// <para>input [N, C · Π block, L] with L windows; image_shape, block_shape int64[r]; output [N, C, image…].</para>
/// <para>ONNX Col2Im-18: https://onnx.ai/onnx/operators/onnx__Col2Im.html</para>
/// </summary>
/// <param name="Window">Stride, dilation and padding of the windows.</param>
public sealed record Col2Im(Window Window) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Col2Im", "input image_shape block_shape", "output", a => new Col2Im(Window.Read(a)), since: 18);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        Window.Write(to);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape input = inputs.Shape(0);
        Operands.Require(input.Rank == 3, $"input must be [N, C · block, L], not {input}");
        Values<Size> image = inputs.Sizes(1);
        Values<Size> block = inputs.Sizes(2);
        Size entries = Size.Product(block.AsSpan());
        Size channels = Size.FloorDiv(input[1], entries);
        inputs.Agree(channels * entries, input[1], "the block does not divide the second axis of the input");
        Shape output = Shape.Create([input[0], channels, .. image]);
        Size windows = 1;
        WindowAxis[] axes = Axes(inputs, output);
        for (int axis = 0; axis < axes.Length; axis++)
        {
            windows *= inputs.AtLeast(axes[axis].Output(image[axis]), 1, $"the number of windows along spatial axis {axis}");
        }
        inputs.Agree(windows, input[2], "the image does not have as many windows as the input");
        return [new ValueInfo(inputs.Element(0), output)];
    }

    private WindowAxis[] Axes(Operands inputs, Shape output) => Window.Axes(output, inputs.Sizes(2).AsSpan());

    // Each entry that falls on the image is added to it.
    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs)
    {
        Shape output = outputs[0].Shape;
        WindowAxis[] axes = Axes(inputs, output);
        Size sums = output[0] * output[1];
        for (int axis = 0; axis < axes.Length; axis++)
        {
            sums *= axes[axis].DataTaps(output[axis + 2], axes[axis].Output(output[axis + 2]));
        }
        return Graphs.Cost.Of(OperationKind.Add, sums);
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        FieldRule.All(inputs.Rank(0), new AxisRule.Irregular("windows are laid out one after the other"));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        if (run.IsWhole(0))
        {
            Sum<T, Whole>(run);
        }
        else
        {
            Sum<T, T>(run);
        }
    }

    private void Sum<T, E>(Evaluation<T> run)
        where T : struct, IScalar<T>
        where E : struct, IScalar<E>
    {
        E[] input = run.Items<E>(0);
        E[] output = run.Make<E>(0);
        long[] sizes = run.Sizes(0);
        WindowAxis[] axes = Axes(run.Operands, run.Outputs[0].Shape);
        long[] windows = [0, 0, .. axes.Select((axis, index) => axis.Output(sizes[index + 2]).Value)];
        var taps = WindowTaps.Of(axes, Values.Create<long>(sizes), windows);
        for (int map = 0; map * taps.InputPositions < output.Length; map++)
        {
            Span<E> image = output.AsSpan(map * taps.InputPositions, taps.InputPositions);
            for (int window = 0; window < taps.Positions; window++)
            {
                int first = taps.First(window);
                foreach ((int entry, int offset) in taps[window])
                {
                    image[first + offset] += input[(((map * taps.KernelPositions) + entry) * taps.Positions) + window];
                }
            }
        }
    }
}

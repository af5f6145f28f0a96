using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// z = xʸ, elementwise, with broadcasting; stored in the type of X.
/// <para>X numeric; Y numeric, of any type since opset 12; Z of the broadcast shape, the type of X.</para>
/// <para>ONNX Pow-1, 7, 12, 13, 15: https://onnx.ai/onnx/operators/onnx__Pow.html</para>
/// </summary>
/// <param name="Legacy">How Y is aligned in files of opset 6 and before; null since.</param>
public sealed record Pow(LegacyBroadcast? Legacy = null) : Arithmetic(Legacy)
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Pow", "X Y", "Z", a => new Pow(LegacyBroadcast.Read(a)));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    protected override ElementType Element(Operands inputs) => inputs.Element(0);

    /// <inheritdoc/>
    protected override Operations PerElement(Operands inputs) => One(OperationKind.Power);

    // Of two kinds, integers are converted to floating-point numbers, and the result to the type of X.
    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs)
    {
        bool wholeX = inputs.Element(0).IsInteger();
        bool wholeY = inputs.Element(1).IsInteger();
        Size conversions = wholeX == wholeY ? 0
            : wholeY ? inputs.Shape(1).Elements
            : inputs.Shape(0).Elements + outputs[0].Shape.Elements;
        return base.Cost(inputs, outputs) + Graphs.Cost.Of(OperationKind.Convert, conversions);
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        if (run.IsWhole(0) == run.IsWhole(1))
        {
            base.Forward(run);
        }
        else if (run.IsWhole(1))
        {
            Each(run, [run.Numbers(0), Conversion.Numbers<T>(run.Wholes(1))], run.Make<T>(0), Compute);
        }
        else
        {
            var powers = new T[run.Make<Whole>(0).Length];
            Each(run, [Conversion.Numbers<T>(run.Wholes(0)), run.Numbers(1)], powers, Compute);
            run.Put(0, new Elements<Whole>(Conversion.Wholes(powers, run[0].Element)));
        }
    }

    /// <inheritdoc/>
    protected override E Compute<E>(ReadOnlySpan<E> inputs) => E.Power(inputs[0], inputs[1]);
}

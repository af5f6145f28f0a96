using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = input broadcast with the given shape, both ways.
/// <para>input any tensor; shape int64[r]; output of the broadcast shape.</para>
/// <para>ONNX Expand-8, 13: https://onnx.ai/onnx/operators/onnx__Expand.html</para>
/// </summary>
public sealed record Expand : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Expand", "input shape", "output", _ => new Expand(), since: 8);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override ParameterRole Role(int input) => input == 0 ? ParameterRole.Weight : ParameterRole.Setting;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Shape output = Broadcast.Output(inputs, inputs.Shape(0), new Shape(inputs.Sizes(1)));
        Contents? contents = null;
        if (inputs.Contents(0) is { } given && output.IsKnown)
        {
            contents = given.Pick(output.ToLongs(), position => Broadcast.Place(given.Dimensions, position));
        }
        return [new ValueInfo(inputs.Element(0), output, contents)];
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        new([Broadcast.Rules(inputs.Shape(0), outputs[0].Shape), null]);

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) =>
        run.Put(0, run[0].Elements.Pick(Broadcast.Places(run[0].Dimensions, run.Sizes(0))));
}

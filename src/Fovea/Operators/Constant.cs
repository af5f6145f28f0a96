using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = the tensor that stands in the network.
/// <para>No input; output any tensor.</para>
/// <para>ONNX Constant-1, 9, 11, 12, 13 …: https://onnx.ai/onnx/operators/onnx__Constant.html</para>
/// </summary>
/// <param name="Value">The tensor.</param>
/// <param name="Form">The attribute that gives it.</param>
public sealed record Constant(Tensor Value, string Form = "value") : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Constant", "", "output", Read);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    private static Constant Read(Attributes a)
    {
        if (a.Tensor("value") is { } tensor)
        {
            return new Constant(tensor);
        }
        if (a.Integer("value_int") is { } integer)
        {
            return new Constant(Tensor.Of([], integer), "value_int");
        }
        if (a.Integers("value_ints") is { } integers)
        {
            return new Constant(Tensor.Vector(integers.AsSpan()), "value_ints");
        }
        if (a.Real("value_float") is { } real)
        {
            return new Constant(Tensor.Of([], real), "value_float");
        }
        if (a.Reals("value_floats") is { } reals)
        {
            return new Constant(Tensor.Of([reals.Count], reals.AsSpan()), "value_floats");
        }
        throw new GraphException("a constant of numbers must be given as value, value_int, value_ints, value_float or value_floats");
    }

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        switch (Form)
        {
            case "value_int":
                to.Integer("value_int", Value.GetInt64(0));
                break;
            case "value_ints":
                to.Integers("value_ints", Elements(Value.GetInt64));
                break;
            case "value_float":
                to.Real("value_float", (float)Value.GetDouble(0));
                break;
            case "value_floats":
                to.Reals("value_floats", Elements(index => (float)Value.GetDouble(index)));
                break;
            default:
                to.Tensor("value", Value);
                break;
        }
    }

    private Values<T> Elements<T>(Func<long, T> element)
    {
        var elements = new T[Value.Count];
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = element(i);
        }
        return Values.Create<T>(elements);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) =>
        [new ValueInfo(Value.Element, Value.Type.Shape, Contents.Of(Value))];

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Graphs.Cost.Free;

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.None;

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => run.Put(0, RunTensor.From<T>(Value));
}

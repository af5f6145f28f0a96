using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = input in another element type: floats are rounded to the nearest, integers toward 0 and from integers wrapped to their width, truth values are 1 and 0.
/// <para>input any numeric type; output the same shape.</para>
/// <para>ONNX Cast-1, 6, 9, 13, 19, 21 …: https://onnx.ai/onnx/operators/onnx__Cast.html</para>
/// </summary>
/// <param name="To">The element type of the output.</param>
/// <param name="Saturate">Whether a number too large for a narrow float becomes its greatest one.</param>
/// <param name="RoundMode">How numbers are rounded to float8e8m0.</param>
public sealed record Cast(ElementType To, bool Saturate = true, string RoundMode = "up") : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Cast", "input", "output", Read);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    // Opset 1 names the type in words: FLOAT, INT64 …
    private static Cast Read(Attributes a)
    {
        ElementType to = a.Opset < 6 ? Word(a.Text("to", "")) : Code(a.RequiredInteger("to"));
        return new Cast(to, a.Flag("saturate", true), a.Text("round_mode", "up"));
    }

    internal static ElementType Code(long code) => code is > 0 and < int.MaxValue && ElementTypes.IsDefined((int)code)
        ? (ElementType)code
        : throw new GraphException($"element type {code} does not exist");

    private static ElementType Word(string word)
    {
        string name = word.ToLowerInvariant();
        name = name == "float" ? "float32" : name == "double" ? "float64" : name;
        return ElementTypes.TryParse(name, out ElementType type) ? type : throw new GraphException($"element type '{word}' does not exist");
    }

    private static string Word(ElementType type) => type switch
    {
        ElementType.Float32 => "FLOAT",
        ElementType.Float64 => "DOUBLE",
        _ => type.Name().ToUpperInvariant(),
    };

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        if (to.Opset < 6)
        {
            to.Text("to", Word(To));
        }
        else
        {
            to.Integer("to", (int)To);
        }
        to.Flag("saturate", Saturate, unless: true);
        to.Text("round_mode", RoundMode, unless: "up");
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) => [Converted(inputs, To)];

    /// <summary>The first input in another element type.</summary>
    internal static ValueInfo Converted(Operands inputs, ElementType to)
    {
        Contents? contents = null;
        if (inputs.Contents(0) is { } given)
        {
            var elements = new Fraction[given.Elements.Count];
            bool known = true;
            for (int i = 0; i < elements.Length && known; i++)
            {
                Fraction? converted = Rounding.To(to, given.Elements[i]);
                known = converted is not null;
                elements[i] = converted ?? 0;
            }
            contents = known ? given with { Elements = Values.Create<Fraction>(elements) } : null;
        }
        return new ValueInfo(to, inputs.Shape(0), contents);
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Graphs.Cost.Of(OperationKind.Convert, outputs[0].Shape.Elements);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) => FieldRule.Pointwise(inputs.Rank(0));

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => run.Put(0, Conversion.To<T>(run[0], To));
}

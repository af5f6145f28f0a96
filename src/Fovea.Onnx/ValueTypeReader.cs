using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Reads ValueInfoProto: what an input or an output of a graph is called, and of which type it is.</summary>
internal sealed class ValueTypeReader(ReadLimits limits)
{
    /// <summary>The name and the type; null where no shape is given, or the value is no tensor.</summary>
    public (string Name, TensorType? Type) Read(WireReader reader)
    {
        string name = "";
        TensorType? type = null;
        long at = reader.Offset;
        ReadOnlySpan<byte> bytes = default;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    name = reader.Text(limits.NameBytes);
                    break;
                case 2:
                    bytes = reader.Bytes();
                    at = reader.Offset - bytes.Length;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        var types = new WireReader(bytes, at);
        while (types.Next())
        {
            // Sequences, maps and optional values have a type that no tensor has.
            if (types.Field == 1)
            {
                type = TensorType(types.Message(), name);
            }
            else
            {
                types.Skip();
            }
        }
        return name.Length > 0 ? (name, type) : throw reader.Error("a value of the graph has no name");
    }

    private TensorType? TensorType(WireReader reader, string name)
    {
        int code = 0;
        List<Size>? sizes = null;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    code = reader.SmallInteger("the element type");
                    break;
                case 2:
                    sizes ??= [];
                    WireReader shape = reader.Message();
                    while (shape.Next())
                    {
                        if (shape.Field != 1)
                        {
                            shape.Skip();
                            continue;
                        }
                        if (sizes.Count >= limits.Axes)
                        {
                            throw shape.Error($"value '{name}' has more than {limits.Axes} axes");
                        }
                        sizes.Add(Dimension(shape.Message(), name, sizes.Count));
                    }
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        if (!ElementTypes.IsDefined(code))
        {
            throw reader.Error($"value '{name}' is of element type {code}, which does not exist");
        }
        if (sizes is null)
        {
            return null;
        }
        try
        {
            var type = new TensorType((ElementType)code, Shape.Create(sizes.ToArray()));
            // Multiplies the sizes out, and so notices that they cannot be.
            _ = type.Bytes;
            return type;
        }
        catch (OverflowException error)
        {
            throw new OnnxFormatException(
                $"byte {reader.Offset}: the product of the sizes of '{name}', [{string.Join(", ", sizes)}], is larger than any memory", error);
        }
    }

    private Size Dimension(WireReader reader, string value, int axis)
    {
        Size? size = null;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    long known = reader.Integer();
                    size = known >= 0 ? known : throw reader.Error(FormattableString.Invariant($"axis {axis} of '{value}' has the negative size {known}"));
                    break;
                case 2:
                    string symbol = reader.Text(limits.NameBytes);
                    size = symbol.Length > 0 ? Size.Symbol(symbol) : size;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return size ?? Size.Symbol($"{value}.{axis}");
    }
}

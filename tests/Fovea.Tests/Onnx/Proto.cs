using System.Text;

namespace Fovea.Tests.Onnx;

/// <summary>Protocol-buffer messages of ONNX, put together by hand: also such as no tool would write.</summary>
internal static class Proto
{
    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    public static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }
        bytes.Add((byte)value);
        return [.. bytes];
    }

    public static byte[] Number(int field, long value) => Join(Varint((ulong)field << 3), Varint((ulong)value));

    public static byte[] Bytes(int field, params byte[][] content) => Join(Varint(((ulong)field << 3) | 2), Varint((ulong)content.Sum(part => part.LongLength)), Join(content));

    public static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    /// <summary>A model in operator set 17 whose graph comes last.</summary>
    public static byte[] Model(params byte[][] graph) => Join(Number(1, 8), Bytes(8, Number(2, 17)), Bytes(7, graph));

    /// <summary>A model of nodes between an input x [1, 4, 6, 6] and an output y.</summary>
    public static byte[] Of(params byte[][] graph) => Model([.. graph, Input("x", 1, 4, 6, 6), Output("y")]);

    public static byte[] Node(string type, string inputs, string outputs, params byte[][] attributes) => Bytes(
        1,
        [
            .. inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => Text(1, name)),
            .. outputs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => Text(2, name)),
            Text(3, "n"),
            Text(4, type),
            .. attributes,
        ]);

    public static byte[] Attribute(string name, params long[] values) =>
        Bytes(5, [Text(1, name), .. values.Select(value => Number(8, value)), Number(20, 7)]);

    public static byte[] Single(string name, long value) => Bytes(5, Text(1, name), Number(3, value), Number(20, 2));

    public static byte[] Graph(string name, params byte[][] graph) => Bytes(5, Text(1, name), Bytes(6, graph), Number(20, 5));

    public static byte[] Input(string name, params long[] sizes) => Value(11, name, sizes);

    public static byte[] Output(string name) => Bytes(12, Text(1, name));

    public static byte[] Value(int field, string name, params long[] sizes) => Bytes(
        field, Text(1, name), Bytes(2, Bytes(1, Number(1, 1), Bytes(2, [.. sizes.Select(size => Bytes(1, Number(1, size)))]))));

    public static byte[] Tensor(string name, int type, long[] sizes, params byte[][] data) =>
        Bytes(5, [.. sizes.Select(size => Number(1, size)), Number(2, type), Text(8, name), .. data]);

    public static byte[] Raw(int bytes) => Bytes(9, new byte[bytes]);

    public static byte[] Integers(string name, params long[] values) =>
        Tensor(name, 7, [values.Length], Bytes(9, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray()));

    public static byte[] External(string location, params string[] entries) => Join(
        [Number(14, 1), Entry("location", location), .. entries.Chunk(2).Select(pair => Entry(pair[0], pair[1]))]);

    private static byte[] Entry(string key, string value) => Bytes(13, Text(1, key), Text(2, value));
}

namespace Fovea.Onnx;

/// <summary>The kinds of attributes, with ONNX's codes (AttributeProto.AttributeType).</summary>
internal static class AttributeKind
{
    public const int Real = 1;
    public const int Integer = 2;
    public const int Text = 3;
    public const int Tensor = 4;
    public const int Graph = 5;
    public const int Reals = 6;
    public const int Integers = 7;
    public const int Texts = 8;
}

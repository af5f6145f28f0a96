namespace Fovea.Onnx;

/// <summary>A file that is not what it should be: the message says what, and where in the file.</summary>
public sealed class OnnxFormatException : Exception
{
    /// <summary>An error with its message.</summary>
    public OnnxFormatException(string message) : base(message)
    {
    }

    /// <summary>An error with its message and what led to it.</summary>
    public OnnxFormatException(string message, Exception inner) : base(message, inner)
    {
    }
}

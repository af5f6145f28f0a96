using Fovea.Notation;

namespace Fovea.Claims;

/// <summary>A claim as it stands in a document.</summary>
/// <param name="Label">What it is called: 1.1e; empty if it has no name.</param>
/// <param name="Text">Its statement as it is written, on one line.</param>
/// <param name="Line">The line of the document in which it begins, counted from 1.</param>
/// <param name="IsMarkedFalse">Whether the document says that it is false; it then holds if it is refuted.</param>
/// <param name="Statement">What is claimed.</param>
/// <param name="Start">Where in the text it begins, with the word claim.</param>
/// <param name="End">The place behind it.</param>
internal sealed record Claim(string Label, string Text, int Line, bool IsMarkedFalse, Statement Statement, int Start, int End);

/// <summary>name(a, b) = term: a name for what is written often.</summary>
internal sealed record Definition(Token At, string Name, Fovea.Numbers.Values<string> Parameters, Term Value);

/// <summary>model name = "file.onnx" at [1, 3, H, W]: a file, or the name of a network of the zoo, and perhaps other shapes for its inputs, in order.</summary>
internal sealed record ModelName(Token At, string Name, string Source, Fovea.Numbers.Values<Fovea.Tensors.Shape> Shapes);

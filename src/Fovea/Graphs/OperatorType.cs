using Fovea.Numbers;

namespace Fovea.Graphs;

/// <summary>
/// What an operator is called in files and texts, which inputs and outputs it has, and how its attributes are read. The names of inputs
/// and outputs stand in one text: <c>"X W B?"</c>; <c>?</c> marks one that may be left out, <c>*</c> one that may be repeated.
/// </summary>
public sealed class OperatorType
{
    private readonly Func<Attributes, Operator> read;

    /// <summary>Describes an operator.</summary>
    /// <param name="name">The name, as in ONNX.</param>
    /// <param name="inputs">The names of the inputs.</param>
    /// <param name="outputs">The names of the outputs.</param>
    /// <param name="read">Makes the operator from its attributes.</param>
    /// <param name="since">The first operator set that has it.</param>
    /// <param name="domain">The operator set; the default one has no name.</param>
    public OperatorType(string name, string inputs, string outputs, Func<Attributes, Operator> read, int since = 1, string domain = "")
    {
        Name = name;
        Domain = domain;
        Since = since;
        Inputs = Formal.Parse(inputs);
        Outputs = Formal.Parse(outputs);
        this.read = read;
    }

    /// <summary>The name, as in ONNX: <c>MaxPool</c>.</summary>
    public string Name { get; }

    /// <summary>The operator set it belongs to; empty for ONNX's own.</summary>
    public string Domain { get; }

    /// <summary>The first version of the operator set that has it.</summary>
    public int Since { get; }

    /// <summary>The formal inputs.</summary>
    public Values<Formal> Inputs { get; }

    /// <summary>The formal outputs.</summary>
    public Values<Formal> Outputs { get; }

    /// <summary>Makes the operator from its attributes.</summary>
    /// <exception cref="GraphException">An attribute is missing, has the wrong type or a value that makes no sense.</exception>
    public Operator Read(Attributes attributes) => read(attributes);

    /// <summary>What the standard calls an input, for messages.</summary>
    public string InputName(int index) => index < Inputs.Count ? Inputs[index].Name : Inputs.Count > 0 ? $"{Inputs[^1].Name}{index}" : $"input {index}";

    /// <inheritdoc/>
    public override string ToString() => Domain.Length == 0 ? Name : Domain + "." + Name;
}

/// <summary>A formal input or output of an operator.</summary>
/// <param name="Name">What the standard calls it.</param>
/// <param name="Optional">Whether it may be left out.</param>
/// <param name="Repeated">Whether any number may stand in its place.</param>
public readonly record struct Formal(string Name, bool Optional, bool Repeated)
{
    /// <summary>The name with its mark: <c>B?</c>.</summary>
    public override string ToString() => Name + (Optional ? "?" : Repeated ? "*" : "");

    internal static Values<Formal> Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var formals = new Formal[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            formals[i] = new Formal(words[i].TrimEnd('?', '*'), words[i].EndsWith('?'), words[i].EndsWith('*'));
        }
        return Values.Create<Formal>(formals);
    }
}

using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>
/// Takes an operator's attributes down, in order. An attribute that is absent, or has the value it has by default, is left out.
/// </summary>
public sealed class AttributeWriter
{
    private readonly List<KeyValuePair<string, AttributeValue>> entries = [];

    private AttributeWriter(int opset) => Opset = opset;

    /// <summary>The version of the operator set that decides which form of an operator is written.</summary>
    public int Opset { get; }

    /// <summary>The attributes of an operator, in the form that a version of its operator set has.</summary>
    public static IReadOnlyList<KeyValuePair<string, AttributeValue>> Of(Operator @operator, int opset = Attributes.DefaultOpset)
    {
        var writer = new AttributeWriter(opset);
        @operator.Write(writer);
        return writer.entries;
    }

    /// <summary>A size, or nothing.</summary>
    public void Integer(string name, Size? value, Size? unless = null)
    {
        if (value is { } size && size != unless)
        {
            Add(name, new AttributeValue.Integer(size));
        }
    }

    /// <summary>A whole number, or nothing.</summary>
    public void Integer(string name, long? value, long? unless = null)
    {
        if (value is { } number && number != unless)
        {
            Add(name, new AttributeValue.Integer(number));
        }
    }

    /// <summary>A truth value, as 1 or 0.</summary>
    public void Flag(string name, bool value, bool unless = false)
    {
        if (value != unless)
        {
            Add(name, new AttributeValue.Integer(value ? 1 : 0));
        }
    }

    /// <summary>A list of sizes, or nothing.</summary>
    public void Integers(string name, Values<Size>? value)
    {
        if (value is { } sizes)
        {
            Add(name, new AttributeValue.Integers(sizes));
        }
    }

    /// <summary>A list of whole numbers, or nothing.</summary>
    public void Integers(string name, Values<long>? value)
    {
        if (value is { } numbers)
        {
            var sizes = new Size[numbers.Count];
            for (int i = 0; i < sizes.Length; i++)
            {
                sizes[i] = numbers[i];
            }
            Add(name, new AttributeValue.Integers(Values.Create<Size>(sizes)));
        }
    }

    /// <summary>A real number, or nothing.</summary>
    public void Real(string name, float? value, float? unless = null)
    {
        if (value is { } real && !real.Equals(unless))
        {
            Add(name, new AttributeValue.Real(real));
        }
    }

    /// <summary>A list of real numbers, or nothing.</summary>
    public void Reals(string name, Values<float>? value)
    {
        if (value is { } reals)
        {
            Add(name, new AttributeValue.Reals(reals));
        }
    }

    /// <summary>A text, or nothing.</summary>
    public void Text(string name, string? value, string? unless = null)
    {
        if (value is not null && value != unless)
        {
            Add(name, new AttributeValue.Text(value));
        }
    }

    /// <summary>A list of texts, or nothing.</summary>
    public void Texts(string name, Values<string>? value)
    {
        if (value is { } texts)
        {
            Add(name, new AttributeValue.Texts(texts));
        }
    }

    /// <summary>A tensor, or nothing.</summary>
    public void Tensor(string name, Tensor? value)
    {
        if (value is not null)
        {
            Add(name, new AttributeValue.OfTensor(value));
        }
    }

    /// <summary>A graph.</summary>
    public void Graph(string name, Graph value) => Add(name, new AttributeValue.OfGraph(value));

    /// <summary>An attribute whose value is at hand.</summary>
    public void Add(string name, AttributeValue value) => entries.Add(new(name, value));
}

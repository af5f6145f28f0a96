using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

/// <summary>
/// The attributes of one node while its operator is read. It remembers which were asked for, so that one that no operator knows is noticed.
/// </summary>
/// <param name="entries">The attributes, by name.</param>
/// <param name="opset">The version of the operator set that they are written in.</param>
/// <param name="wholeReals">Whether a whole number may stand where a real number is meant, as in a text.</param>
public sealed class Attributes(IReadOnlyList<KeyValuePair<string, AttributeValue>> entries, int opset, bool wholeReals = false)
{
    /// <summary>The newest operator set of the default domain that Fovea writes when nothing else is asked for.</summary>
    public const int DefaultOpset = 20;

    // consumed_inputs said in opset 1 which inputs may be overwritten; it never said anything about the result.
    private readonly HashSet<string> read = ["consumed_inputs"];

    /// <summary>No attribute, in the default operator set.</summary>
    public static Attributes Empty => new([], DefaultOpset);

    /// <summary>The version of the operator set that decides which form of an operator is meant.</summary>
    public int Opset { get; } = opset;

    /// <summary>All attributes, as they were given.</summary>
    public IReadOnlyList<KeyValuePair<string, AttributeValue>> Entries => entries;

    /// <summary>The attributes that were given but that the operator did not ask for.</summary>
    public IEnumerable<string> Unread
    {
        get
        {
            foreach ((string name, _) in entries)
            {
                if (!read.Contains(name))
                {
                    yield return name;
                }
            }
        }
    }

    /// <summary>The attributes that the operator asked for.</summary>
    internal IEnumerable<string> Asked => read;

    /// <summary>Whether an attribute is given.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A size: a whole number or a formula; null if it is not given.</summary>
    public Size? Size(string name) => Find(name) switch
    {
        null => (Size?)null,
        AttributeValue.Integer integer => integer.Value,
        var other => throw Mismatch(name, "an integer", other),
    };

    /// <summary>A size: a whole number or a formula.</summary>
    public Size Size(string name, Size otherwise) => Size(name) ?? otherwise;

    /// <summary>A size that must be given.</summary>
    public Size RequiredSize(string name) => Size(name) ?? throw Missing(name);

    /// <summary>A whole number; null if it is not given.</summary>
    public long? Integer(string name) => Size(name) is { } size ? Known(name, size) : null;

    /// <summary>A whole number.</summary>
    public long Integer(string name, long otherwise) => Integer(name) ?? otherwise;

    /// <summary>A whole number that must be given.</summary>
    public long RequiredInteger(string name) => Integer(name) ?? throw Missing(name);

    /// <summary>A truth value: any integer but 0 is true.</summary>
    public bool Flag(string name, bool otherwise = false) => Integer(name) is { } value ? value != 0 : otherwise;

    /// <summary>A list of sizes; null if it is not given.</summary>
    public Values<Size>? Sizes(string name) => Find(name) switch
    {
        null => null,
        AttributeValue.Integers integers => integers.Value,
        // A list without elements has no kind of its own in a text.
        AttributeValue.Reals { Value.Count: 0 } or AttributeValue.Texts { Value.Count: 0 } => Values<Size>.Empty,
        var other => throw Mismatch(name, "a list of integers", other),
    };

    /// <summary>A list of whole numbers; null if it is not given.</summary>
    public Values<long>? Integers(string name)
    {
        if (Sizes(name) is not { } sizes)
        {
            return null;
        }
        var result = new long[sizes.Count];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = Known(name, sizes[i]);
        }
        return Values.Create<long>(result);
    }

    /// <summary>A real number; null if it is not given. An integer is taken as a real number only in the text form.</summary>
    public float? Real(string name) => Find(name) switch
    {
        null => null,
        AttributeValue.Real real => real.Value,
        AttributeValue.Integer integer when wholeReals => Known(name, integer.Value),
        var other => throw Mismatch(name, "a real number", other),
    };

    /// <summary>A real number.</summary>
    public float Real(string name, float otherwise) => Real(name) ?? otherwise;

    /// <summary>A list of real numbers; null if it is not given.</summary>
    public Values<float>? Reals(string name) => Find(name) switch
    {
        null => null,
        AttributeValue.Reals reals => reals.Value,
        AttributeValue.Integers { Value.Count: 0 } => Values<float>.Empty,
        AttributeValue.Integers integers when wholeReals => integers.Value.Map(size => (float)Known(name, size)),
        var other => throw Mismatch(name, "a list of real numbers", other),
    };

    /// <summary>A text; null if it is not given.</summary>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        AttributeValue.Text text => text.Value,
        var other => throw Mismatch(name, "a text", other),
    };

    /// <summary>A text.</summary>
    public string Text(string name, string otherwise) => Text(name) ?? otherwise;

    /// <summary>A text that must be one of a few words, as the value that stands with the word.</summary>
    public T OneOf<T>(string name, T otherwise, params ReadOnlySpan<(string Word, T Value)> words)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }
        List<string> known = [];
        foreach ((string word, T value) in words)
        {
            if (word == text)
            {
                return value;
            }
            known.Add(word);
        }
        throw new GraphException($"attribute '{name}' is '{text}', not one of {string.Join(", ", known)}");
    }

    /// <summary>A list of texts; null if it is not given.</summary>
    public Values<string>? Texts(string name) => Find(name) switch
    {
        null => null,
        AttributeValue.Texts texts => texts.Value,
        AttributeValue.Integers { Value.Count: 0 } => Values<string>.Empty,
        var other => throw Mismatch(name, "a list of texts", other),
    };

    /// <summary>A tensor; null if it is not given.</summary>
    public Tensor? Tensor(string name) => Find(name) switch
    {
        null => null,
        AttributeValue.OfTensor tensor => tensor.Value,
        var other => throw Mismatch(name, "a tensor", other),
    };

    /// <summary>A graph that must be given.</summary>
    public Graph RequiredGraph(string name) => Find(name) switch
    {
        null => throw Missing(name),
        AttributeValue.OfGraph graph => graph.Value,
        var other => throw Mismatch(name, "a graph", other),
    };

    private AttributeValue? Find(string name)
    {
        read.Add(name);
        foreach ((string key, AttributeValue value) in entries)
        {
            if (key == name)
            {
                return value;
            }
        }
        return null;
    }

    private static long Known(string name, Size size) =>
        size.TryGetValue(out long value) ? value : throw new GraphException($"attribute '{name}' must be a number, not the formula {size}");

    private static GraphException Missing(string name) => new($"attribute '{name}' is missing");

    private static GraphException Mismatch(string name, string expected, AttributeValue found) =>
        new($"attribute '{name}' must be {expected}, not {found.Kind}");
}

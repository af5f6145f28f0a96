using Fovea.Notation;
using Fovea.Numbers;

namespace Fovea.Graphs;

/// <summary>The words that a text may use beside its own: the operators, and the layers with inferred channels and weights.</summary>
/// <param name="Operators">The operator of a name and a domain, or null if there is none.</param>
/// <param name="OperatorNames">The names of all operators, from which a misspelt one is guessed.</param>
/// <param name="Layers">The layers, by name.</param>
public sealed record TextVocabulary(
    Func<string, string, OperatorType?> Operators,
    IReadOnlyCollection<string> OperatorNames,
    IReadOnlyDictionary<string, LayerType> Layers);

/// <summary>
/// A layer as a text calls it: <c>conv(x, 64, 3, padding: 1)</c>. First come the values it reads, then the settings, in order or by name. The names of
/// the settings stand in one text: <c>"channels kernel stride?"</c>; <c>?</c> marks one that may be left out, <c>*</c> one that may be repeated.
/// </summary>
public sealed class LayerType
{
    /// <summary>Describes a layer.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="inputs">The names of the values it reads.</param>
    /// <param name="settings">The names of its settings.</param>
    /// <param name="apply">Adds it to the graph.</param>
    public LayerType(string name, string inputs, string settings, Func<LayerCall, GraphValue> apply)
    {
        Name = name;
        Inputs = Formal.Parse(inputs);
        Settings = Formal.Parse(settings);
        Apply = apply;
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The values it reads.</summary>
    public Values<Formal> Inputs { get; }

    /// <summary>Its settings.</summary>
    public Values<Formal> Settings { get; }

    internal Func<LayerCall, GraphValue> Apply { get; }

    /// <summary>How it is called: <c>conv(x, channels, kernel, stride?)</c>.</summary>
    public override string ToString() => $"{Name}({string.Join(", ", Inputs.Concat(Settings))})";
}

/// <summary>A layer where a text calls it: what it reads, and its settings, read as what they are asked for.</summary>
public sealed class LayerCall
{
    private readonly TokenReader reader;
    private readonly Func<string, Token, Size> symbol;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<int>> settings;

    internal LayerCall(
        string? name,
        Values<GraphValue> inputs,
        TokenReader reader,
        Func<string, Token, Size> symbol,
        IReadOnlyDictionary<string, IReadOnlyList<int>> settings)
    {
        Name = name;
        Inputs = inputs;
        this.reader = reader;
        this.symbol = symbol;
        this.settings = settings;
    }

    /// <summary>What the value that it makes is called; null for one that is numbered.</summary>
    public string? Name { get; }

    /// <summary>The values it reads.</summary>
    public Values<GraphValue> Inputs { get; }

    /// <summary>A size; null if it is not given.</summary>
    public Size? Size(string name) => Read(name, () => SizeParser.Read(reader, symbol), out Size size) ? size : (Size?)null;

    /// <summary>A size that has to be given.</summary>
    public Size RequiredSize(string name) => Size(name)!.Value;

    /// <summary>One size, or a list of sizes; empty if it is not given.</summary>
    public Values<Size> Sizes(string name) => Read(name, ReadSizes, out Values<Size> sizes) ? sizes : [];

    private Values<Size> ReadSizes()
    {
        if (!reader.Take('['))
        {
            return [SizeParser.Read(reader, symbol)];
        }
        List<Size> sizes = [];
        while (!reader.Take(']'))
        {
            if (sizes.Count > 0)
            {
                reader.Expect(',');
            }
            sizes.Add(SizeParser.Read(reader, symbol));
        }
        return Values.Create<Size>([.. sizes]);
    }

    /// <summary>A whole number that has to be given.</summary>
    public long Integer(string name)
    {
        Read(name, ReadInteger, out long number);
        return number;
    }

    /// <summary>The whole numbers of a setting that may be repeated.</summary>
    public long[] Integers(string name)
    {
        List<long> numbers = [];
        foreach (int place in settings.GetValueOrDefault(name, []))
        {
            numbers.Add(At(place, ReadInteger));
        }
        return [.. numbers];
    }

    private long ReadInteger()
    {
        Token start = reader.Peek();
        return SizeParser.Read(reader, symbol).TryGetValue(out long number) ? number : throw reader.Error(start, "a number is needed here, not a formula");
    }

    /// <summary>A real number.</summary>
    public float Real(string name, float otherwise) => Read(name, () => TensorText.Real(reader), out float real) ? real : otherwise;

    /// <summary>A truth value, <c>true</c> or <c>false</c>.</summary>
    public bool Flag(string name, bool otherwise) => Word(name, otherwise, ("true", true), ("false", false));

    /// <summary>One of a few words, as the value that stands with it.</summary>
    public T Word<T>(string name, T otherwise, params (string Word, T Value)[] words)
    {
        T One()
        {
            Token token = reader.Peek();
            string word = reader.Name(name);
            foreach ((string known, T value) in words)
            {
                if (known == word)
                {
                    return value;
                }
            }
            throw reader.Error(
                token, $"{name} is one of {string.Join(", ", words.Select(known => known.Word))}, not '{word}'{Names.DidYouMean(word, words.Select(known => known.Word))}");
        }
        return Read(name, One, out T? found) ? found! : otherwise;
    }

    private bool Read<T>(string name, Func<T> read, out T? value)
    {
        bool given = settings.TryGetValue(name, out IReadOnlyList<int>? places);
        value = given ? At(places![0], read) : default;
        return given;
    }

    // Settings are read where they stand; the reader then goes on behind the call.
    private T At<T>(int place, Func<T> read)
    {
        int behind = reader.Position;
        reader.Position = place;
        T value = read();
        if (!reader.Peek().Is(',') && !reader.Peek().Is(')'))
        {
            throw reader.Unexpected("',' or ')'");
        }
        reader.Position = behind;
        return value;
    }
}

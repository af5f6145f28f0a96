namespace Fovea.Numbers;

/// <summary>
/// What is done with <see cref="Taped"/> numbers, in its order: for each operation its operands and its local slopes. From it follow derivatives backwards and
/// the number of values that have to be kept at once.
/// </summary>
public sealed class Tape : ThreadScope<Tape>
{
    /// <summary>The most entries that a tape holds.</summary>
    public const int MaximumLength = 1 << 25;

    // Place 0 stands for all literals.
    private readonly List<Entry> entries = [default];

    private Tape()
    {
    }

    /// <summary>Opens a tape.</summary>
    public static Tape Open() => new();

    /// <summary>The number of variables and operations on it.</summary>
    public int Length => entries.Count - 1;

    /// <summary>A number that derivatives can be taken with respect to.</summary>
    public Taped Variable(double value) => new(value, Append(default), moves: true);

    /// <summary>The derivatives of an output with respect to variables: one pass backwards, whatever their number.</summary>
    /// <param name="output">A number on this tape, or a literal, which depends on nothing.</param>
    /// <param name="variables">Numbers on this tape; 0 stands for a literal.</param>
    public double[] Gradient(Taped output, params ReadOnlySpan<Taped> variables)
    {
        var slopes = new double[entries.Count];
        slopes[output.Place] = 1;
        for (int place = output.Place; place > 0; place--)
        {
            Entry entry = entries[place];
            slopes[entry.Left] += Slopes.Chain(entry.LeftSlope, slopes[place]);
            slopes[entry.Right] += Slopes.Chain(entry.RightSlope, slopes[place]);
        }
        // Slopes of literals were gathered at place 0, where nobody asks for them.
        slopes[0] = 0;
        var gradient = new double[variables.Length];
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] = slopes[variables[i].Place];
        }
        return gradient;
    }

    /// <summary>
    /// The peak number of intermediate values that are live at once: a value lives from the operation that makes it to the one that reads it last, which may put
    /// its own result in its place. Variables, literals and outputs do not count, nor does reading a value as a double. 1 for a running average: its accumulator.
    /// </summary>
    /// <param name="outputs">The results, which are stored elsewhere.</param>
    /// <param name="since">What the <see cref="Length"/> was before the first operation that counts; what was made before is an input.</param>
    public int Scratch(ReadOnlySpan<Taped> outputs, int since = 0)
    {
        var lastUse = new int[entries.Count];
        for (int place = since + 1; place < entries.Count; place++)
        {
            lastUse[entries[place].Left] = place;
            lastUse[entries[place].Right] = place;
        }
        foreach (Taped output in outputs)
        {
            lastUse[output.Place] = 0;
        }
        int live = 0;
        int peak = 0;
        for (int place = since + 1; place < entries.Count; place++)
        {
            Entry entry = entries[place];
            if (entry.IsOperation)
            {
                live -= Ends(entry.Left) + (entry.Right == entry.Left ? 0 : Ends(entry.Right));
                live += lastUse[place] > place ? 1 : 0;
                peak = Math.Max(peak, live);
            }

            int Ends(int operand) => operand > since && entries[operand].IsOperation && lastUse[operand] == place ? 1 : 0;
        }
        return peak;
    }

    internal int Append(Entry entry)
    {
        if (Length == MaximumLength)
        {
            throw new OverflowException($"a tape holds at most {MaximumLength} operations");
        }
        entries.Add(entry);
        return Length;
    }

    /// <summary>An operation: the places of its operands and its slopes; a variable has no operands.</summary>
    internal readonly record struct Entry(int Left, int Right, double LeftSlope, double RightSlope)
    {
        public bool IsOperation => Left > 0 || Right > 0;
    }
}

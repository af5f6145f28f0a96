using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// output = Σ of products over the letters that the right side of the equation leaves out.
/// <para>Inputs one or more tensors of the same numeric type; output with the axes of the right side. An ellipsis stands for axes that broadcast.</para>
/// <para>ONNX Einsum-12: https://onnx.ai/onnx/operators/onnx__Einsum.html</para>
/// </summary>
/// <param name="Equation">Letters for the axes of each input, an arrow, and those of the output.</param>
public sealed record Einsum(string Equation) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "Einsum", "Inputs*", "Output", a => new Einsum(a.Text("equation") ?? throw new GraphException("attribute 'equation' is missing")), since: 12);

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Text("equation", Equation);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        (List<string[]> terms, string[] output, Dictionary<string, Size> sizes) = Resolve(inputs);
        _ = terms;
        return [new ValueInfo(inputs.Element(0), Shape.Create([.. output.Select(letter => sizes[letter])]))];
    }

    // The letters of each input and of the output; the axes of an ellipsis are "0", "1" … from the last.
    private (List<string[]> Terms, string[] Output, Dictionary<string, Size> Sizes) Resolve(Operands inputs)
    {
        string equation = Equation.Replace(" ", "", StringComparison.Ordinal);
        string[] sides = equation.Split("->");
        Operands.Require(sides.Length <= 2, $"equation '{Equation}' has more than one arrow");
        string[] left = sides[0].Split(',');
        Operands.Require(left.Length == inputs.Count, $"equation '{Equation}' has {left.Length} terms for {inputs.Count} inputs");
        var sizes = new Dictionary<string, Size>(StringComparer.Ordinal);
        var terms = new List<string[]>();
        int ellipsis = 0;
        for (int input = 0; input < left.Length; input++)
        {
            Shape shape = inputs.Shape(input);
            int letters = left[input].Replace("...", "", StringComparison.Ordinal).Length;
            int hidden = shape.Rank - letters;
            bool open = left[input].Contains("...", StringComparison.Ordinal);
            Operands.Require(open ? hidden >= 0 : hidden == 0, $"term '{left[input]}' does not fit {shape}");
            ellipsis = Math.Max(ellipsis, open ? hidden : 0);
            string[] names = Names(left[input], hidden);
            for (int axis = 0; axis < names.Length; axis++)
            {
                Size size = shape[axis];
                if (!sizes.TryGetValue(names[axis], out Size known) || known == 1)
                {
                    sizes[names[axis]] = size;
                }
                else if (size != 1)
                {
                    sizes[names[axis]] = inputs.Agree(known, size, $"index '{names[axis]}' has two sizes");
                }
            }
            terms.Add(names);
        }
        string[] output;
        if (sides.Length == 2)
        {
            output = Names(sides[1], ellipsis);
        }
        else
        {
            // Without an arrow: the ellipsis, then the letters that stand once, in the order of the alphabet.
            output = [
                .. Names("...", ellipsis),
                .. terms.SelectMany(term => term).Where(name => char.IsLetter(name[0])).GroupBy(name => name)
                    .Where(group => group.Count() == 1).Select(group => group.Key).Order(StringComparer.Ordinal),
            ];
        }
        foreach (string name in output)
        {
            Operands.Require(sizes.ContainsKey(name), $"index '{name}' stands on the right side only");
        }
        return (terms, output, sizes);
    }

    private static string[] Names(string term, int hidden)
    {
        var names = new List<string>();
        for (int i = 0; i < term.Length; i++)
        {
            if (term[i] == '.')
            {
                Operands.Require(i + 2 < term.Length && term[i + 1] == '.' && term[i + 2] == '.', $"term '{term}' holds a stray dot");
                for (int axis = hidden - 1; axis >= 0; axis--)
                {
                    names.Add(axis.ToString(System.Globalization.CultureInfo.InvariantCulture));
                }
                i += 2;
            }
            else
            {
                Operands.Require(char.IsAsciiLetter(term[i]), $"term '{term}' holds '{term[i]}'");
                names.Add(term[i].ToString());
            }
        }
        return [.. names];
    }

    // Every combination of all letters: a product for each further input, and a sum.
    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs)
    {
        Size combinations = Size.Product(Resolve(inputs).Sizes.Values.ToArray());
        return new Cost
        {
            Macs = inputs.Count > 1 ? combinations : 0,
            Work = Unary.Each((OperationKind.Multiply, inputs.Count - 1), (OperationKind.Add, 1)) * combinations,
        };
    }

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output)
    {
        (List<string[]> terms, string[] right, _) = Resolve(inputs);
        var rules = new Values<AxisRule>?[terms.Count];
        for (int input = 0; input < rules.Length; input++)
        {
            rules[input] = Values.Create<AxisRule>([.. terms[input].Select(name =>
                Array.IndexOf(right, name) is var axis and >= 0 ? (AxisRule)new AxisRule.Same(axis) : new AxisRule.Whole())]);
        }
        return new FieldRule(Values.Create<Values<AxisRule>?>(rules));
    }

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        if (run.IsWhole(0))
        {
            Sum<T, Whole>(run);
        }
        else
        {
            Sum<T, T>(run);
        }
    }

    private void Sum<T, E>(Evaluation<T> run)
        where T : struct, IScalar<T>
        where E : struct, IScalar<E>
    {
        (List<string[]> terms, string[] output, Dictionary<string, Size> sizes) = Resolve(run.Operands);
        // Those of the output first: then the combinations that are summed follow each other.
        string[] letters = [.. output, .. sizes.Keys.Except(output)];
        long[] all = [.. letters.Select(letter => sizes[letter].Value)];
        var items = new E[terms.Count][];
        var steps = new long[terms.Count][];
        for (int input = 0; input < items.Length; input++)
        {
            items[input] = run.Items<E>(input);
            steps[input] = Steps(terms[input], run[input].Dimensions, letters);
        }
        E[] y = run.Make<E>(0);
        int summed = Positions.Count(all.AsSpan(output.Length));
        var position = new long[all.Length];
        for (int i = 0; i < y.Length * summed; i++)
        {
            E product = items[0][Place(steps[0], position)];
            for (int input = 1; input < items.Length; input++)
            {
                product *= items[input][Place(steps[input], position)];
            }
            y[i / summed] += product;
            Positions.Advance(position, all);
        }
    }

    // How far one more of each letter goes on in an input; not at all on an axis that is broadcast.
    private static long[] Steps(string[] term, Values<long> sizes, string[] letters)
    {
        var steps = new long[letters.Length];
        long step = 1;
        for (int axis = term.Length - 1; axis >= 0; axis--)
        {
            steps[Array.IndexOf(letters, term[axis])] += sizes[axis] == 1 ? 0 : step;
            step *= sizes[axis];
        }
        return steps;
    }

    private static int Place(long[] steps, long[] position)
    {
        long place = 0;
        for (int letter = 0; letter < steps.Length; letter++)
        {
            place += steps[letter] * position[letter];
        }
        return (int)place;
    }
}

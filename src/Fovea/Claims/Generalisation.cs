using System.Globalization;
using Fovea.Claims.Proofs;
using Fovea.Notation;
using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>
/// One term for what a quantity is at all indices of a claim: the formulas of all instances are laid over each other, and where they differ, in the indices of elements or in numbers, the
/// difference is read as c + Σ a·⌊i/s⌋ over the claim's indices i. Whether it is right is left to whoever judges the term.
/// </summary>
internal sealed class Generalisation
{
    private const int LargestStep = 8;
    private const int MostGrowths = 16;

    // Longer ones fill more than a line.
    private const int LongestFormula = 300;

    private readonly Token at;
    private readonly string[] indices;
    private readonly long[][] positions;
    private readonly Dictionary<Expression, (string Path, long[] Position)> named;
    private readonly Func<string, string?> path;
    private readonly Func<string, long?> atLeast;

    private Generalisation(
        Token at, string[] indices, long[][] positions, Dictionary<Expression, (string Path, long[] Position)> named, Func<string, string?> path, Func<string, long?> atLeast)
    {
        this.at = at;
        this.indices = indices;
        this.positions = positions;
        this.named = named;
        this.path = path;
        this.atLeast = atLeast;
    }

    /// <summary>The term for what another one means at all instances, or null if no pattern fits.</summary>
    /// <param name="judge">The statement with its instances.</param>
    /// <param name="term">What is computed.</param>
    /// <param name="evaluator">Finds what it means.</param>
    public static Term? Of(StatementJudge judge, Term term, Evaluator evaluator)
    {
        string[] indices = [.. judge.Binders.OfType<Binder.Index>().Select(binder => binder.Name)];
        var positions = new List<long[]>();
        var formulas = new List<Meaning.Tensor>();
        foreach (ClaimScope scope in judge.Instances())
        {
            formulas.Add(evaluator.Tensor(term.At, evaluator.Evaluate(term, scope)));
            positions.Add([.. indices.Select(index => (long)((Meaning.Number)scope.Find(index)!).Value.Constant!.Value.Numerator)]);
        }
        if (formulas.Count == 0 || formulas.Any(formula => formula.Sizes != formulas[0].Sizes) || formulas[0].Elements.Any(element => element.Parts > LongestFormula))
        {
            return null;
        }
        ClaimNetwork[] networks = [.. judge.Networks(term).Distinct()];
        var general = new Generalisation(term.At, indices, [.. positions], Named(networks, positions.Count, [.. judge.ValuesOf(term)]), Path, judge.AtLeast);
        Term?[] elements = [.. Enumerable.Range(0, formulas[0].Elements.Length).Select(i => general.Fit([.. formulas.Select(formula => general.Normal(formula.Elements[i]))]))];
        return elements.Contains(null) ? null
            : formulas[0].Sizes.Count == 0 ? elements[0]
            : formulas[0].Sizes.Count == 1 ? new Term.List(term.At, Values.Create<Term>([.. elements.Select(element => element!)]))
            : null;

        // A name in a formula: a variable of the claim, or an element of the network that it speaks of.
        string? Path(string name) => judge.IsKnown(name) ? name : networks is [var single] && single.HasValue(name) ? $"{single.Name}.{name}" : null;
    }

    /// <summary>
    /// Terms that a size may grow like: of each of its factors, without floors, one of the terms that raise it. Which of them do is left to whoever judges them.
    /// </summary>
    public static IEnumerable<Term> Growth(StatementJudge judge, Term term, Evaluator evaluator)
    {
        ClaimScope[] scopes = [.. judge.Instances().Take(2)];
        if (scopes is not [var scope] || evaluator.Number(term, scope).ToSize(judge.AtLeast) is not { } size)
        {
            return [];
        }
        var general = new Generalisation(term.At, [], [[]], [], name => judge.IsKnown(name) ? name : null, judge.AtLeast);
        IEnumerable<Term?> products = [null];
        foreach (Size factor in size.Factors())
        {
            Symbol smooth = ((Symbol)factor).Smoothed();
            Term[] raising = [.. Raising(Prover.Simplified(smooth, scope.Premises(smooth))).Select(part => general.Fit([part.Expression])).OfType<Term>()];
            products = products.SelectMany(product => raising.Select(part => (Term?)(product is null ? part : general.Joined('*', product, part)))).Take(MostGrowths).ToArray();
        }
        return products.OfType<Term>();
    }

    // The positive terms of a sum, or of one above a stroke.
    private static IEnumerable<Symbol> Raising(Symbol formula)
    {
        (Expression above, Symbol below) = formula.Expression is { Kind: ExpressionKind.Quotient } quotient
            ? (quotient.Operands[0], new Symbol(quotient.Operands[1]))
            : (formula.Expression, (Symbol)(Rational)1);
        return above.Kind == ExpressionKind.Sum
            ? above.Operands.Where((_, i) => above.Numbers[i + 1] > 0).Select(part => new Symbol(part) / below)
            : [formula];
    }

    // What the values of a network are written out, so that it can be called by its name again; but not what the term itself names: that would say nothing.
    private static Dictionary<Expression, (string, long[])> Named(ClaimNetwork[] networks, int instances, HashSet<string> own)
    {
        var named = new Dictionary<Expression, (string, long[])>();
        if (instances <= 1 || networks is not [var network] || network.Name.Contains('('))
        {
            return named;
        }
        foreach (string value in network.Graph.Nodes.SelectMany(node => node.Outputs).Where(output => output.Length > 0 && !own.Contains(output)))
        {
            Meaning.Tensor tensor = ClaimTensors.Of(network.Elements(value));
            var position = new long[tensor.Sizes.Count];
            foreach (Symbol element in tensor.Elements)
            {
                named[element.Expression] = ($"{network.Name}.{value}", [.. position]);
                Tensors.Positions.Advance(position, tensor.Sizes.AsSpan());
            }
        }
        return named;
    }

    // A single formula is shortest in the normal form of sizes.
    private Expression Normal(Symbol formula) => positions.Length == 1 && formula.ToSize(atLeast) is { } size ? ((Symbol)size).Expression : formula.Expression;

    private Term? Fit(Expression[] all)
    {
        Expression first = all[0];
        if (named.TryGetValue(first, out (string Path, long[] Position) value))
        {
            var places = new long[all.Length][];
            for (int i = 0; i < all.Length; i++)
            {
                if (!named.TryGetValue(all[i], out (string Path, long[] Position) other) || other.Path != value.Path)
                {
                    return null;
                }
                places[i] = other.Position;
            }
            return Element(value.Path, places);
        }
        if (all.Any(other => other.Kind != first.Kind || other.Operands.Length != first.Operands.Length || other.Function != first.Function))
        {
            return null;
        }
        if (first.Kind == ExpressionKind.Variable)
        {
            return Variable(all);
        }
        var operands = new Term[first.Operands.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            if (Fit([.. all.Select(each => each.Operands[i])]) is not { } operand)
            {
                return null;
            }
            operands[i] = operand;
        }
        var numbers = new Term[first.Numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (Number([.. all.Select(each => each.Numbers[i])]) is not { } number)
            {
                return null;
            }
            numbers[i] = number;
        }
        return Join(first, operands, numbers);
    }

    private Term? Join(Expression form, Term[] operands, Term[] numbers)
    {
        switch (form.Kind)
        {
            case ExpressionKind.Constant:
                return numbers[0];
            case ExpressionKind.Sum:
                // A sum that can begin with a positive term does.
                int leading = Math.Max(0, Array.FindIndex(numbers, 1, number => !IsNegative(number)) - 1);
                Term sum = Add(null, numbers[leading + 1], operands[leading]);
                for (int i = 0; i < operands.Length; i++)
                {
                    sum = i == leading ? sum : Add(sum, numbers[i + 1], operands[i]);
                }
                return IsNumber(numbers[0], 0) ? sum : Add(sum, numbers[0], null);
            case ExpressionKind.Product:
                Term? product = null;
                for (int i = 0; i < operands.Length; i++)
                {
                    Term factor = IsNumber(numbers[i], 1) ? operands[i] : Joined('^', operands[i], numbers[i]);
                    product = product is null ? factor : Joined('*', product, factor);
                }
                return product;
            case ExpressionKind.Quotient:
                return Joined('/', operands[0], operands[1]);
            case ExpressionKind.Power:
                return Joined('^', operands[0], operands[1]);
            case ExpressionKind.Max or ExpressionKind.Min:
                return new Term.Call(at, form.Kind == ExpressionKind.Max ? "max" : "min", Values.Create<Term>(operands), []);
            case ExpressionKind.Call when ClaimFunctions.Find(form.Function!.Name) is not null:
                return new Term.Call(at, form.Function.Name, Values.Create<Term>(operands), []);
            default:
                return null;
        }
    }

    // sum + coefficient · body, with signs and divisors as somebody writes them.
    private Term Add(Term? sum, Term coefficient, Term? body)
    {
        bool isNegative = IsNegative(coefficient);
        Term magnitude = isNegative ? new Term.Number(at, -((Term.Number)coefficient).Value) : coefficient;
        Term term = body is null ? magnitude
            : IsNumber(magnitude, 1) ? body
            : magnitude is Term.Number { Value: { IsWhole: false } fraction } && fraction.Numerator.IsOne ? Joined('/', body, new Term.Number(at, new Rational(fraction.Denominator, 1)))
            : Joined('*', magnitude, body);
        return sum is null ? isNegative ? new Term.Negative(at, term) : term : Joined(isNegative ? '-' : '+', sum, term);
    }

    private Term.Joined Joined(char sign, Term left, Term right) => new(at, sign, left, right);

    private static bool IsNegative(Term term) => term is Term.Number number && number.Value < 0;

    private static bool IsNumber(Term term, long value) => term is Term.Number number && number.Value == value;

    // The same name everywhere, or elements of the same tensor.
    private Term? Variable(Expression[] all)
    {
        (string stem, long[] position)[] parts = [.. all.Select(each => Split(each.Name))];
        return parts.All(part => part.stem == parts[0].stem && part.position.Length == parts[0].position.Length) && path(parts[0].stem) is { } known
            ? Element(known, [.. parts.Select(part => part.position)])
            : null;
    }

    private static (string Stem, long[] Position) Split(string name)
    {
        int bracket = name.IndexOf('[', StringComparison.Ordinal);
        return bracket < 0
            ? (name, [])
            : (name[..bracket], [.. name[(bracket + 1)..^1].Split(',').Select(index => long.Parse(index, CultureInfo.InvariantCulture))]);
    }

    private Term? Element(string name, long[][] places)
    {
        var of = new Term.Name(at, name);
        var terms = new Term[places[0].Length];
        for (int axis = 0; axis < terms.Length; axis++)
        {
            if (Number([.. places.Select(place => (Rational)place[axis])]) is not { } index)
            {
                return null;
            }
            terms[axis] = index;
        }
        return terms.Length == 0 ? of : new Term.Element(at, of, Values.Create<Term>(terms));
    }

    /// <summary>Numbers as one term of the indices that they belong to: c + Σ a · ⌊i / s⌋; null if none fits.</summary>
    public static Term? Number(Token at, string[] indices, long[][] positions, Rational[] values) =>
        new Generalisation(at, indices, positions, [], _ => null, _ => null).Number(values);

    // c + Σ a · ⌊i / s⌋
    private Term? Number(Rational[] values)
    {
        if (values.All(value => value == values[0]))
        {
            return new Term.Number(at, values[0]);
        }
        var steps = new long[indices.Length];
        Array.Fill(steps, 1);
        do
        {
            if (Slopes(values, steps) is { } slopes)
            {
                return Written(values, steps, slopes);
            }
        }
        while (Next(steps));
        return null;
    }

    private static bool Next(long[] steps)
    {
        for (int i = steps.Length - 1; i >= 0; i--)
        {
            if (++steps[i] <= LargestStep)
            {
                return true;
            }
            steps[i] = 1;
        }
        return false;
    }

    // The factor of each index, from two instances that differ in it alone; null if they do not explain all instances.
    private Rational[]? Slopes(Rational[] values, long[] steps)
    {
        long Feature(int instance, int index) => Size.FloorDiv(positions[instance][index], steps[index]);
        var slopes = new Rational[indices.Length];
        for (int index = 0; index < slopes.Length; index++)
        {
            int other = Array.FindIndex(positions, position => Size.FloorDiv(position[index], steps[index]) == Feature(0, index) + 1
                && Enumerable.Range(0, indices.Length).All(same => same == index || position[same] == positions[0][same]));
            slopes[index] = other < 0 ? 0 : values[other] - values[0];
        }
        for (int instance = 0; instance < values.Length; instance++)
        {
            Rational expected = values[0];
            for (int index = 0; index < slopes.Length; index++)
            {
                expected += slopes[index] * (Feature(instance, index) - Feature(0, index));
            }
            if (expected != values[instance])
            {
                return null;
            }
        }
        return slopes;
    }

    private Term Written(Rational[] values, long[] steps, Rational[] slopes)
    {
        Rational constant = values[0];
        Term? sum = null;
        for (int index = 0; index < slopes.Length; index++)
        {
            constant -= slopes[index] * Size.FloorDiv(positions[0][index], steps[index]);
            if (slopes[index] != 0)
            {
                Term name = new Term.Name(at, indices[index]);
                Term feature = steps[index] == 1 ? name : new Term.Call(at, "floor", [Joined('/', name, new Term.Number(at, steps[index]))], []);
                sum = Add(sum, new Term.Number(at, slopes[index]), feature);
            }
        }
        return constant == 0 ? sum! : Add(sum, new Term.Number(at, constant), null);
    }
}

using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

/// <summary>
/// Looks for values at which the conditions hold and a proposition fails: in the order of their sum, counted from the least values (of real numbers: from 0, 1, −1, 2, ½ …), then
/// seeded larger ones, which are made smaller as far as they stay counterexamples. What cannot be computed exactly is compared by intervals, and decides only where these
/// are apart.
/// </summary>
internal sealed class Counterexamples
{
    private const int MaximumPoints = 8_000;

    // So many operations on exact numbers are allowed for all points together.
    private const long MaximumSteps = 3_000_000;

    // So many points are tried before a proof is: most false claims fail at small values.
    private const int FirstPoints = 400;

    private const long FirstSteps = 100_000;

    private const int RandomPoints = 2_000;

    // With more variables than these, points at which most of them are 0 say little.
    private const int FewVariables = 24;
    private const int DensePoints = 24;
    private const int DenseValues = 6;

    // Doubles, so that intervals are narrow.
    private static readonly Rational[] reals =
    [
        0, 1, -1, 2, new(1, 2), -2, new(-1, 2), 3, new(1, 4), -3, new(3, 2), 4, new(3, 4), -4, new(-3, 2), 5, new(1, 8), 8, -8, new(7, 8), 16, new(1, 16), 100, -100,
    ];

    // Bounds this near to each other are called equal where a value is not known exactly.
    private const double Nearness = 1e-9;

    private readonly Variable[] variables;
    private readonly Evaluation evaluation = new();
    private readonly Node conditions;
    private readonly Node goal;
    private readonly Dictionary<string, int> computed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Evaluation> definitions = new(StringComparer.Ordinal);
    private readonly Rational[][] small;
    private long steps;

    public Counterexamples(Proposition proposition, Premises premises)
    {
        goal = Compile(proposition);
        conditions = Compile(new Proposition.All(premises.Conditions));
        var occurring = evaluation.Names.ToHashSet(StringComparer.Ordinal);
        variables = [.. premises.Variables.Where(variable => occurring.Contains(variable.Name)).Select(variable => Tightened(variable, premises.Conditions))];
        foreach (Variable variable in premises.Variables)
        {
            occurring.Remove(variable.Name);
        }
        if (occurring.Count > 0)
        {
            throw new ArgumentException($"nothing is said about {string.Join(", ", occurring.Order(StringComparer.Ordinal))}");
        }
        Others = [.. premises.Variables.Where(variable => !variables.Any(used => used.Name == variable.Name))];
        // A condition v = formula of the others gives v.
        foreach (Proposition condition in premises.Conditions)
        {
            if (condition is Proposition.Comparison { Relation: Relation.Equal } equation)
            {
                Define(equation.Left, equation.Right);
                Define(equation.Right, equation.Left);
            }
        }
        small = [.. variables.Select(SmallValues)];
    }

    /// <summary>At how many points the conditions held, and the proposition too, for certain.</summary>
    public int Held { get; private set; }

    /// <summary>At how many points it held as far as intervals tell: both sides of an equation agree to nine digits.</summary>
    public int Near { get; private set; }

    /// <summary>At how many points the conditions held and nothing else was found out.</summary>
    public int Open { get; private set; }

    /// <summary>Whether everything was exact at all points so far.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>Whether no variable stands in it.</summary>
    public bool IsClosed => variables.Length == 0;

    /// <summary>Whether every point was tried that there is.</summary>
    public bool IsExhaustive { get; private set; }

    /// <summary>The formula that has no value at the point that was found; null if the proposition is false there.</summary>
    public Symbol? Undefined { get; private set; }

    private Variable[] Others { get; }

    /// <summary>The first point at which the conditions hold and the proposition fails, or has no meaning; null if none was found.</summary>
    public IReadOnlyDictionary<string, Rational>? Find() => Find(MaximumPoints, MaximumSteps) ?? (IsExhaustive ? null : FindSeeded());

    /// <summary>The same among few points, the smallest ones.</summary>
    public IReadOnlyDictionary<string, Rational>? FindEarly() => Find(FirstPoints, FirstSteps);

    /// <summary>The same where only some names have their second smallest value, and all others the smallest: 1 and 0 for real numbers.</summary>
    public IReadOnlyDictionary<string, Rational>? FindAmong(IEnumerable<IReadOnlySet<string>> choices) => choices
        .Select(chosen => Fails(Point((variable, i) => small[i][chosen.Contains(variable.Name) && small[i].Length > 1 ? 1 : 0])))
        .FirstOrDefault(found => found is not null);

    private IReadOnlyDictionary<string, Rational>? Find(int points, long most)
    {
        Held = Near = Open = 0;
        IsExact = true;
        steps = 0;
        int tried = 0;
        if (variables.Length > FewVariables && FindDense() is { } dense)
        {
            return dense;
        }
        // Sums of indices into the lists of values rise; within a sum the first names change last.
        long greatest = small.Sum(values => values.Length - 1L);
        for (int sum = 0; sum <= greatest; sum++)
        {
            foreach (int[] indices in WithSum(sum))
            {
                if (++tried > points || steps > most)
                {
                    return null;
                }
                if (Fails(Point((variable, i) => small[i][indices[i]])) is { } found)
                {
                    return found;
                }
            }
        }
        IsExhaustive = IsFinite && definitions.Count == 0;
        return null;
    }

    // Of very many variables several have to be different from 0 at once: small values for all of them find that sooner than one after the other.
    private IReadOnlyDictionary<string, Rational>? FindDense()
    {
        var random = new Random(20261124);
        for (int tried = 0; tried < DensePoints; tried++)
        {
            if (Fails(Point((_, i) => small[i][random.Next(Math.Min(DenseValues, small[i].Length))])) is { } found)
            {
                return Undefined is null ? Smaller(Sparser(found)) : found;
            }
        }
        return null;
    }

    // Whole groups of variables are set to their least values, ever smaller ones, as long as the proposition still fails: the halving of Zeller and Hildebrandt, 2002.
    private IReadOnlyDictionary<string, Rational> Sparser(IReadOnlyDictionary<string, Rational> found)
    {
        for (int group = variables.Length; group >= 1; group /= 2)
        {
            for (int start = 0; start < variables.Length; start += group)
            {
                IReadOnlyDictionary<string, Rational> before = found;
                int end = Math.Min(start + group, variables.Length);
                bool moves = Enumerable.Range(start, end - start).Any(i => before[variables[i].Name] != small[i][0]);
                if (moves && Fails(Point((variable, i) => i >= start && i < end ? small[i][0] : before[variable.Name])) is { } sparser && Undefined is null)
                {
                    found = sparser;
                }
                Undefined = null;
            }
        }
        return found;
    }

    /// <summary>A point at which the proposition fails among a few small and a few seeded ones, which is not made smaller.</summary>
    public IReadOnlyDictionary<string, Rational>? FindQuickly()
    {
        // Of long formulas a few points have to do.
        const int most = 24;
        const int costs = 20_000;
        int points = (int)Math.Clamp(costs / Math.Max(1, evaluation.Cost), 1, most);
        var random = new Random(20261124);
        for (int tried = 0; tried < 3 * points; tried++)
        {
            bool isSmall = tried % 3 == 0;
            int reach = tried % 3 == 1 ? 60 : 100_000;
            if (Fails(Point((variable, i) => isSmall ? small[i][random.Next(Math.Min(DenseValues, small[i].Length))] : Drawn(variable, random, reach))) is { } found)
            {
                return found;
            }
        }
        return null;
    }

    /// <summary>Whether the proposition and the conditions hold at a point for certain.</summary>
    public bool HoldsAt(IReadOnlyDictionary<string, Rational> point)
    {
        PointValue[] values = evaluation.Run(point);
        return conditions.Judge(values) == Truth.True && goal.Judge(values) == Truth.True;
    }

    private bool IsFinite => variables.Zip(small).All(pair => pair.First is { IsWhole: true, AtLeast: { } least, AtMost: { } most } && pair.Second.Length == most - least + 1);

    private IReadOnlyDictionary<string, Rational>? FindSeeded()
    {
        var random = new Random(20261124);
        long limit = steps + MaximumSteps;
        for (int tried = 0; tried < RandomPoints && steps < limit; tried++)
        {
            int reach = tried % 3 == 0 ? 12 : tried % 3 == 1 ? 60 : 1000;
            if (Fails(Point((variable, _) => Drawn(variable, random, reach))) is { } found)
            {
                return Undefined is null ? Smaller(found) : found;
            }
        }
        return null;
    }

    private static Rational Drawn(Variable variable, Random random, int reach)
    {
        if (variable.IsWhole)
        {
            Rational least = variable.AtLeast ?? (variable.AtMost is { } top ? top - reach : -reach / 2);
            Rational value = least + random.Next(reach);
            return variable.AtMost is { } most ? Rational.Min(value, most) : value;
        }
        // Multiples of 1/64 are doubles.
        Rational unit = new(random.Next(-32 * reach, (32 * reach) + 1), 64);
        return (variable.AtLeast, variable.AtMost) switch
        {
            ({ } least, { } most) => least + ((most - least) * new Rational(random.Next(0, 65), 64)),
            ({ } least, null) => least + Rational.Max(unit, -unit),
            (null, { } most) => most - Rational.Max(unit, -unit),
            _ => unit,
        };
    }

    // Every value in turn is brought nearer to its least one as long as the proposition still fails.
    private IReadOnlyDictionary<string, Rational> Smaller(IReadOnlyDictionary<string, Rational> found)
    {
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int i = 0; i < variables.Length; i++)
            {
                foreach (Rational candidate in small[i].Take(reals.Length))
                {
                    IReadOnlyDictionary<string, Rational> before = found;
                    if (candidate == before[variables[i].Name])
                    {
                        break;
                    }
                    int place = i;
                    if (Fails(Point((variable, j) => j == place ? candidate : before[variable.Name])) is { } smaller && Undefined is null)
                    {
                        found = smaller;
                        changed = true;
                        break;
                    }
                    Undefined = null;
                }
            }
        }
        return found;
    }

    // The point if the conditions hold there and the proposition fails or has no meaning.
    private IReadOnlyDictionary<string, Rational>? Fails(Dictionary<string, Rational>? point)
    {
        if (point is null)
        {
            return null;
        }
        foreach (Variable variable in variables)
        {
            Rational value = point[variable.Name];
            if (value < variable.AtLeast || value > variable.AtMost || (variable.IsWhole && !value.IsWhole))
            {
                return null;
            }
        }
        steps += evaluation.Cost;
        PointValue[] values = evaluation.Run(point);
        if (conditions.Judge(values) != Truth.True)
        {
            return null;
        }
        Truth truth = goal.Judge(values);
        switch (truth)
        {
            case Truth.True:
                IsExact &= evaluation.IsExact;
                Held++;
                return null;
            case Truth.Near:
                Near++;
                return null;
            case Truth.Unknown:
                Open++;
                return null;
            case Truth.Undefined:
                Undefined = goal.FirstUndefined(evaluation, values);
                break;
        }
        foreach (Variable other in Others)
        {
            point[other.Name] = SmallValues(other)[0];
        }
        return point;
    }

    private Dictionary<string, Rational>? Point(Func<Variable, int, Rational> value)
    {
        var point = new Dictionary<string, Rational>(variables.Length, StringComparer.Ordinal);
        for (int i = 0; i < variables.Length; i++)
        {
            if (!definitions.ContainsKey(variables[i].Name))
            {
                point[variables[i].Name] = value(variables[i], i);
            }
        }
        foreach ((string name, Evaluation definition) in definitions)
        {
            steps += definition.Cost;
            if (definition.Run(point)[computed[name]].Exact is not { IsFinite: true } exact)
            {
                return null;
            }
            point[name] = exact;
        }
        return point;
    }

    private void Define(Symbol name, Symbol formula)
    {
        Variable variable = variables.FirstOrDefault(each => name == Symbol.Named(each.Name));
        if (variable.Name is null || definitions.ContainsKey(variable.Name))
        {
            return;
        }
        var definition = new Evaluation();
        int place = definition.Add(formula);
        // What is computed first cannot use what is computed later, nor itself.
        bool isFree = definition.Names.All(used => used != variable.Name && !definitions.ContainsKey(used))
            && !definitions.Values.Any(other => other.Names.Contains(variable.Name));
        if (isFree)
        {
            definitions[variable.Name] = definition;
            computed[variable.Name] = place;
        }
    }

    // With the conditions v ≥ 3, v ≤ 7, v = 5 taken into its bounds.
    private static Variable Tightened(Variable variable, Values<Proposition> conditions)
    {
        Symbol name = Symbol.Named(variable.Name);
        foreach (Proposition condition in conditions)
        {
            if (condition is not Proposition.Comparison comparison)
            {
                continue;
            }
            (Rational? bound, Relation relation) = comparison.Left == name ? (comparison.Right.Constant, comparison.Relation)
                : comparison.Right == name ? (comparison.Left.Constant, Reversed(comparison.Relation))
                : (null, comparison.Relation);
            if (bound is not { IsFinite: true } value)
            {
                continue;
            }
            if (relation is Relation.Greater or Relation.AtLeast or Relation.Equal && !(variable.AtLeast >= value))
            {
                Rational above = Rational.Exact(ScalarFunction.Floor, value)!.Value + 1;
                variable = variable with { AtLeast = !variable.IsWhole || (relation != Relation.Greater && value.IsWhole) ? value : above };
            }
            if (relation is Relation.Less or Relation.AtMost or Relation.Equal && !(variable.AtMost <= value))
            {
                Rational below = Rational.Exact(ScalarFunction.Ceiling, value)!.Value - 1;
                variable = variable with { AtMost = !variable.IsWhole || (relation != Relation.Less && value.IsWhole) ? value : below };
            }
        }
        return variable;
    }

    private static Relation Reversed(Relation relation) => relation switch
    {
        Relation.Less => Relation.Greater,
        Relation.AtMost => Relation.AtLeast,
        Relation.Greater => Relation.Less,
        Relation.AtLeast => Relation.AtMost,
        _ => relation,
    };

    // The values of a variable, the smallest first; at least one.
    private Rational[] SmallValues(Variable variable)
    {
        if (definitions.ContainsKey(variable.Name))
        {
            return [0];
        }
        if (variable.IsWhole)
        {
            const int count = 200;
            return variable switch
            {
                { AtLeast: { } least, AtMost: { } most } => [.. Enumerable.Range(0, most - least < 5000 ? Math.Max(1, (int)(most - least).Numerator + 1) : count).Select(i => least + i)],
                { AtLeast: { } least } => [.. Enumerable.Range(0, count).Select(i => least + i)],
                { AtMost: { } most } => [.. Enumerable.Range(0, count).Select(i => most - i)],
                _ => [.. Enumerable.Range(0, count).Select(i => (Rational)(i % 2 == 0 ? -i / 2 : (i + 1) / 2))],
            };
        }
        IEnumerable<Rational> values = reals.Where(value => !(value < variable.AtLeast) && !(value > variable.AtMost));
        if (variable.AtLeast is { } lower)
        {
            values = values.Append(lower).Concat(reals.Where(value => value > 0).Select(value => lower + value));
        }
        if (variable.AtMost is { } upper)
        {
            values = values.Append(upper).Concat(reals.Where(value => value > 0).Select(value => upper - value));
        }
        Rational[] inside = [.. values.Where(value => !(value < variable.AtLeast) && !(value > variable.AtMost)).Distinct()];
        return inside.Length > 0 ? inside : [variable.AtLeast ?? 0];
    }

    // All lists of indices with this sum that stay within the lists of values, in rising order. One list is changed each time.
    private IEnumerable<int[]> WithSum(int sum)
    {
        var indices = new int[small.Length];
        if (!Fill(0, sum))
        {
            yield break;
        }
        for (; ; )
        {
            yield return indices;
            // The last index that can grow at the cost of a later one does; those after it begin anew.
            int later = 0;
            int place = small.Length - 1;
            while (place >= 0 && (later == 0 || indices[place] + 1 >= small[place].Length))
            {
                later += indices[place--];
            }
            if (place < 0)
            {
                yield break;
            }
            indices[place]++;
            Fill(place + 1, later - 1);
        }

        // The least list from a place on: as much as fits is taken at the end.
        bool Fill(int from, int left)
        {
            for (int place = small.Length - 1; place >= from; place--)
            {
                indices[place] = Math.Min(left, small[place].Length - 1);
                left -= indices[place];
            }
            return left == 0;
        }
    }

    private enum Truth
    {
        False,
        Undefined,
        Unknown,
        Near,
        True,
    }

    private Node Compile(Proposition proposition) => proposition switch
    {
        Proposition.Comparison comparison => new Comparing(comparison.Relation, evaluation.Add(comparison.Left), evaluation.Add(comparison.Right)),
        Proposition.Not not => new Negating(Compile(not.Part)),
        Proposition.All all => new Joining([.. all.Parts.Select(Compile)], isAny: false),
        _ => new Joining([.. ((Proposition.Any)proposition).Parts.Select(Compile)], isAny: true),
    };

    private abstract class Node
    {
        public abstract Truth Judge(PointValue[] values);

        public abstract Symbol? FirstUndefined(Evaluation evaluation, PointValue[] values);
    }

    private sealed class Comparing(Relation relation, int left, int right) : Node
    {
        public override Truth Judge(PointValue[] values)
        {
            PointValue a = values[left];
            PointValue b = values[right];
            if (a.IsUndefined || b.IsUndefined)
            {
                return Truth.Undefined;
            }
            if (!a.IsKnown || !b.IsKnown)
            {
                return Truth.Unknown;
            }
            if (PointValue.Compare(a, b) is { } order)
            {
                return relation switch
                {
                    Relation.Equal => order == 0,
                    Relation.Different => order != 0,
                    Relation.Less => order < 0,
                    Relation.AtMost => order <= 0,
                    Relation.Greater => order > 0,
                    _ => order >= 0,
                } ? Truth.True : Truth.False;
            }
            double span = Math.Max(a.Enclosure.Upper, b.Enclosure.Upper) - Math.Min(a.Enclosure.Lower, b.Enclosure.Lower);
            double size = Math.Max(1, Math.Max(Math.Abs(a.Enclosure.Lower), Math.Abs(a.Enclosure.Upper)));
            return relation is Relation.Equal or Relation.AtMost or Relation.AtLeast && span <= Nearness * size ? Truth.Near : Truth.Unknown;
        }

        public override Symbol? FirstUndefined(Evaluation evaluation, PointValue[] values) => evaluation.FirstUndefined(left) ?? evaluation.FirstUndefined(right);
    }

    private sealed class Negating(Node part) : Node
    {
        public override Truth Judge(PointValue[] values) => part.Judge(values) switch
        {
            Truth.True => Truth.False,
            Truth.False => Truth.True,
            Truth.Near => Truth.Unknown,
            var other => other,
        };

        public override Symbol? FirstUndefined(Evaluation evaluation, PointValue[] values) => part.FirstUndefined(evaluation, values);
    }

    private sealed class Joining(Node[] parts, bool isAny) : Node
    {
        // One part that holds makes an "or" hold, and one that fails makes an "and" fail, whatever the others are.
        public override Truth Judge(PointValue[] values)
        {
            Truth decisive = isAny ? Truth.True : Truth.False;
            Truth result = isAny ? Truth.False : Truth.True;
            foreach (Node part in parts)
            {
                Truth truth = part.Judge(values);
                if (truth == decisive)
                {
                    return decisive;
                }
                if (result is Truth.True or Truth.False || (truth is not (Truth.True or Truth.False) && truth < result))
                {
                    result = truth is Truth.True or Truth.False ? result : truth;
                }
            }
            return result;
        }

        public override Symbol? FirstUndefined(Evaluation evaluation, PointValue[] values)
        {
            foreach (Node part in parts)
            {
                if (part.FirstUndefined(evaluation, values) is { } found)
                {
                    return found;
                }
            }
            return null;
        }
    }
}

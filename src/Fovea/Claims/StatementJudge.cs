using Fovea.Claims.Proofs;
using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>
/// Judges one statement. Its quantifiers over ranges are gone through one by one; those over all whole or real numbers and over the elements of tensors make variables; what then
/// remains are propositions about formulas, which <see cref="Prover"/> decides.
/// </summary>
internal sealed class StatementJudge
{
    // A tensor of open sizes is tried in the smallest ones.
    private const int LargestOpenSize = 3;

    private readonly ClaimDocument document;
    private readonly Evaluator evaluator;
    private readonly List<Binder> binders = [];
    private readonly List<Statement> conditions = [];
    private readonly Statement body;
    private readonly ClaimScope root = new();
    private readonly bool isExistential;
    private bool hasOpenSizes;

    public StatementJudge(ClaimDocument document, Evaluator evaluator, Statement statement)
    {
        this.document = document;
        this.evaluator = evaluator;
        body = statement;
        while (true)
        {
            if (body is Statement.Where where)
            {
                conditions.Add(where.Condition);
                body = where.Of;
            }
            else if (body is Statement.Quantified { IsExistential: false } universal)
            {
                binders.AddRange(universal.Binders);
                body = universal.Of;
            }
            else
            {
                break;
            }
        }
        if (body is Statement.Quantified existential && binders.Count == 0)
        {
            isExistential = true;
            binders.AddRange(existential.Binders);
            body = existential.Of;
        }
        new TermWalk(document, evaluator).Declare(statement, root);
    }

    public Judgement Judge()
    {
        if (isExistential)
        {
            return Exists();
        }
        return body switch
        {
            Statement.Chain chain => Chain(chain),
            Statement.Order order => Every(scope => Order(order, scope)),
            _ => Every(scope => Decide(Proposition(body, scope), scope, [])),
        };
    }

    /// <summary>Whether no counterexample lies at hand, at some of the instances and a few points of each.</summary>
    /// <param name="parts">Is raised by the parts of the formulas that were looked through.</param>
    /// <exception cref="IllFormedException">It has no meaning.</exception>
    public bool MayHold(ref long parts)
    {
        const int instances = 6;
        // The first few, and then ever rarer ones; all of them have to mean something before any is looked at closely.
        ClaimScope[] picked = [.. Instances().Where((_, i) => i < instances || System.Numerics.BitOperations.IsPow2(i))];
        Proposition[] propositions = [.. picked.Select(scope => Proposition(body, scope))];
        for (int i = 0; i < picked.Length; i++)
        {
            parts += SymbolsOf(propositions[i]).Sum(symbol => symbol.Parts);
            if (Prover.SeemsToFail(propositions[i], picked[i].Premises(SymbolsOf(propositions[i]))))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The value of one index at which the statement may hold, as a term of the other indices; null if there is not exactly one for each of their combinations.</summary>
    public Term? Only(string index)
    {
        string[] others = [.. binders.OfType<Binder.Index>().Select(binder => binder.Name).Where(name => name != index)];
        var positions = new List<long[]>();
        var values = new List<Rational>();
        long[]? first = null;
        foreach (IGrouping<string, ClaimScope> group in Instances().GroupBy(scope => string.Join(',', others.Select(name => Whole(scope, name)))))
        {
            long[] position = [.. others.Select(name => Whole(group.First(), name))];
            first ??= position;
            // Along each index by itself: what follows for all of them together is judged later.
            if (position.Zip(first).Count(pair => pair.First != pair.Second) > 1)
            {
                continue;
            }
            ClaimScope[] holding = [.. group.Where(scope => Proposition(body, scope) is var proposition && !Prover.SeemsToFail(proposition, scope.Premises(SymbolsOf(proposition))))];
            if (holding is not [var only])
            {
                return null;
            }
            positions.Add(position);
            values.Add(Whole(only, index));
        }
        return Generalisation.Number(body.At, others, [.. positions], [.. values]);
    }

    private static long Whole(ClaimScope scope, string name) => (long)((Meaning.Number)scope.Find(name)!).Value.Constant!.Value.Numerator;

    /// <summary>What the statement's outer quantifiers bind.</summary>
    public IReadOnlyList<Binder> Binders => binders;

    /// <summary>The least value of a whole number of the statement.</summary>
    public long? AtLeast(string name) => root.AtLeast(name);

    /// <summary>Whether a name means something in the statement itself, apart from networks.</summary>
    public bool IsKnown(string name) => root.IsVariable(name) || binders.Exists(binder => binder.Name == name);

    /// <summary>The values of networks that a term names.</summary>
    public IEnumerable<string> ValuesOf(Term term) => new TermWalk(document, evaluator).ValuesOf(term);

    /// <summary>The networks that a term speaks of by their names.</summary>
    public IEnumerable<ClaimNetwork> Networks(Term term) => new TermWalk(document, evaluator).Networks(term);

    private Judgement Chain(Statement.Chain chain)
    {
        var steps = new List<Step>();
        var answers = new List<string>();
        Standing weakest = Standing.Proved;
        string reason = "";
        for (int step = 0; step < chain.Relations.Count; step++)
        {
            string text = $"{ClaimText.Print(chain.Terms[step])} {ClaimText.Print(chain.Relations[step])} {ClaimText.Print(chain.Terms[step + 1])}";
            if (chain.Terms[step + 1] is Term.Hole || chain.Terms[step] is Term.Hole)
            {
                Term known = chain.Terms[step] is Term.Hole ? chain.Terms[step + 1] : chain.Terms[step];
                if (chain.Relations[step] != Relation.Equal || known is Term.Hole)
                {
                    throw evaluator.Error(chain.At, "a hole stands beside '=' and something that is known");
                }
                answers.Add(Answer(known));
                steps.Add(new Step(text, Standing.Proved, "answered"));
                reason = steps.Count == 1 ? "answered" : reason;
                continue;
            }
            int at = step;
            Judgement judged = Every(scope => Step(chain, at, scope));
            steps.Add(new Step(text, judged.Standing, judged.Reason));
            if (!judged.Holds)
            {
                string prefix = chain.Relations.Count > 1 ? $"step {step + 1}, {text}: " : "";
                return judged with { Reason = prefix + judged.Reason, Steps = steps, Failing = step, Answers = answers };
            }
            weakest = steps.Count == 1 ? judged.Standing : Evaluator.Weaker(weakest, judged.Standing);
            reason = judged.Reason;
        }
        return new Judgement(weakest, reason) { Steps = steps, Answers = answers };
    }

    private string Answer(Term known)
    {
        string[] answers = [.. Instances().Select(scope => Formula(evaluator.Evaluate(known, scope), scope)).Distinct(StringComparer.Ordinal)];
        const int most = 8;
        return answers.Length == 1 ? answers[0] : string.Join(", ", answers.Take(most)) + (answers.Length > most ? ", …" : "");
    }

    /// <summary>A meaning as a formula that somebody reads.</summary>
    public string Formula(Meaning meaning, ClaimScope scope)
    {
        Meaning.Tensor tensor = evaluator.Tensor(body.At, meaning);
        string[] elements = [.. tensor.Elements.Select(element => FormulaText.Readable(element, scope))];
        return tensor.Sizes.Count == 0 ? elements[0] : $"[{string.Join(", ", elements)}]";
    }

    private Instance Step(Statement.Chain chain, int step, ClaimScope scope)
    {
        Meaning left = evaluator.Evaluate(chain.Terms[step], scope);
        Meaning right = evaluator.Evaluate(chain.Terms[step + 1], scope);
        (Symbol, Symbol)[] pairs = Pairs(left, right, chain);
        // Of tensors, the first pair that differs is shown.
        Instance? decided = null;
        foreach ((Symbol, Symbol) pair in pairs)
        {
            Instance next = Decide(All([pair], chain.Relations[step]), scope, [pair]);
            decided = decided is null || Rank(next) > Rank(decided) ? next : decided;
            if (next.Decision.Standing == Standing.Refuted)
            {
                break;
            }
        }
        return (decided ?? throw new IllFormedException("there is nothing to compare in empty lists")) with { Source = Evaluator.Weaker(left.Source, right.Source) };
    }

    // What is proved says more than what is computed, and less than that something fails.
    private static int Rank(Instance instance) => instance.Decision.Standing switch
    {
        Standing.Exact => -1,
        Standing.Refuted => int.MaxValue,
        var standing => (int)standing,
    };

    private (Symbol, Symbol)[] Pairs(Meaning left, Meaning right, Statement.Chain chain)
    {
        Meaning.Tensor a = evaluator.Tensor(chain.At, left);
        Meaning.Tensor b = evaluator.Tensor(chain.At, right);
        // A number goes with every element.
        return a.Sizes.Count == 0 ? [.. b.Elements.Select(element => (a.Elements[0], element))]
            : b.Sizes.Count == 0 ? [.. a.Elements.Select(element => (element, b.Elements[0]))]
            : a.Sizes == b.Sizes ? [.. a.Elements.Zip(b.Elements)]
            : throw new IllFormedException($"{a.Kind} is compared with {b.Kind}");
    }

    private static Proposition All((Symbol Left, Symbol Right)[] pairs, Relation relation) => pairs is [var (left, right)]
        ? new Proposition.Comparison(relation, left, right)
        : new Proposition.All(Values.Create<Proposition>([.. pairs.Select(pair => new Proposition.Comparison(relation, pair.Left, pair.Right))]));

    /// <summary>What came out at one combination of the numbers of all ranges.</summary>
    private sealed record Instance(Decision Decision, string? Sides = null)
    {
        public Standing Source { get; init; } = Standing.Exact;

        /// <summary>The names that matter for a counterexample.</summary>
        public HashSet<string>? Names { get; init; }
    }

    private Instance Decide(Proposition proposition, ClaimScope scope, (Symbol Left, Symbol Right)[] pairs)
    {
        Decision decision = Prover.Decide(proposition, scope.Premises(SymbolsOf(proposition)));
        return new Instance(decision, decision.Standing == Standing.Refuted ? SidesAt(pairs, decision.Counterexample) : null)
        {
            Names = [.. SymbolsOf(proposition).SelectMany(symbol => symbol.Names)],
        };
    }

    private Instance Order(Statement.Order order, ClaimScope scope)
    {
        Symbol of = evaluator.Number(order.Of, scope);
        Symbol bound = evaluator.Number(order.Bound, scope);
        return new Instance(Prover.DecideOrder(order.Growth, of, bound, scope.Premises(of, bound)));
    }

    // Judges every instance, and keeps the first that fails.
    private Judgement Every(Func<ClaimScope, Instance> judge)
    {
        int count = 0;
        Standing weakest = Standing.Exact;
        Standing source = Standing.Exact;
        var reasons = new List<string>();
        bool isGeneral = binders.Count > 0;
        foreach (ClaimScope scope in Instances())
        {
            count++;
            Instance instance;
            try
            {
                instance = judge(scope);
            }
            catch (IllFormedException error)
            {
                return new Judgement(Standing.IllFormed, At(scope) is { Length: > 0 } place ? $"at {place}: {error.Message}" : error.Message);
            }
            Decision decision = instance.Decision;
            isGeneral |= decision.Standing == Standing.Proved;
            if (decision.Standing is Standing.Refuted or Standing.Undecided or Standing.IllFormed or Standing.Unavailable)
            {
                string[] parts = [At(scope), Shown(decision.Counterexample, instance.Names), instance.Sides ?? ""];
                string shown = string.Join("; ", parts.Where(part => part.Length > 0));
                return new Judgement(decision.Standing, decision.Reason) { Counterexample = decision.Standing == Standing.Refuted && shown.Length > 0 ? shown : null };
            }
            weakest = Evaluator.Weaker(weakest, decision.Standing == Standing.Proved ? Standing.Exact : decision.Standing);
            source = Evaluator.Weaker(source, instance.Source);
            if (!reasons.Contains(decision.Reason))
            {
                reasons.Add(decision.Reason);
            }
        }
        if (count == 0)
        {
            return new Judgement(Standing.IllFormed, "its ranges and conditions leave nothing to judge");
        }
        weakest = Evaluator.Weaker(weakest, source);
        weakest = hasOpenSizes ? Evaluator.Weaker(weakest, Standing.Sampled) : weakest;
        string reason = reasons.Count == 1 ? reasons[0] : $"{reasons[0]}, or {reasons[^1]}";
        return new Judgement(
            weakest == Standing.Exact && isGeneral ? Standing.Proved : weakest,
            count == 1 ? reason : $"at each of {count} instances: {reason}" + (hasOpenSizes ? $"; sizes up to {LargestOpenSize}" : ""));
    }

    private Judgement Exists()
    {
        bool undecided = false;
        foreach (ClaimScope scope in Instances())
        {
            Proposition proposition = Proposition(body, scope);
            Decision decision = Prover.Decide(new Proposition.Not(proposition), scope.Premises(SymbolsOf(proposition)));
            if (decision.Standing == Standing.Refuted)
            {
                string[] found = [At(scope), Shown(decision.Counterexample)];
                return new Judgement(Standing.Exact, "so is " + string.Join("; ", found.Where(part => part.Length > 0)));
            }
            undecided |= decision.Standing is not (Standing.Proved or Standing.Exact);
        }
        return undecided ? new Judgement(Standing.Undecided, "none was found, nor was it proved that there is none") : new Judgement(Standing.Refuted, "there is none");
    }

    private string At(ClaimScope scope) => string.Join(", ", binders
        .Where(binder => scope.Find(binder.Name) is Meaning.Number { Value.Constant: not null })
        .Select(binder => $"{binder.Name} = {((Meaning.Number)scope.Find(binder.Name)!).Value}"));

    // Of a large tensor, most elements are 0.
    private static string Shown(IReadOnlyDictionary<string, Rational>? values, HashSet<string>? names = null)
    {
        const int most = 12;
        KeyValuePair<string, Rational>[] shown = [.. (values ?? new Dictionary<string, Rational>()).Where(pair => names is null || names.Contains(pair.Key))];
        KeyValuePair<string, Rational>[] picked = shown.Length > most ? [.. shown.Where(pair => pair.Value != 0)] : shown;
        string text = string.Join(", ", picked.Take(most).Select(pair => $"{pair.Key} = {pair.Value}"));
        return text + (picked.Length > most ? ", …" : picked.Length < shown.Length ? text.Length > 0 ? ", all others 0" : "all are 0" : "");
    }

    // What the first pair that differs is at the counterexample.
    private static string? SidesAt((Symbol Left, Symbol Right)[] pairs, IReadOnlyDictionary<string, Rational>? values)
    {
        foreach ((Symbol left, Symbol right) in pairs)
        {
            string a = FormulaText.At(left, values);
            string b = FormulaText.At(right, values);
            if (a != b || pairs.Length == 1)
            {
                return $"left is {a}, right is {b}";
            }
        }
        return null;
    }

    private static IEnumerable<Symbol> SymbolsOf(Proposition proposition) => proposition switch
    {
        Proposition.Comparison comparison => [comparison.Left, comparison.Right],
        Proposition.All all => all.Parts.SelectMany(SymbolsOf),
        Proposition.Any any => any.Parts.SelectMany(SymbolsOf),
        Proposition.Not not => SymbolsOf(not.Part),
        _ => [],
    };

    // All combinations of the numbers of the ranges, with variables for what has none; conditions that are false there leave it out.
    public IEnumerable<ClaimScope> Instances() => Bind(root.Inner(), 0);

    private IEnumerable<ClaimScope> Bind(ClaimScope scope, int from)
    {
        if (from == binders.Count)
        {
            return Assume(scope) ? [scope] : [];
        }
        switch (binders[from])
        {
            case Binder.Index index:
                return evaluator.Range(index.From, index.To, scope).SelectMany(number => With(scope, index.Name, (Rational)number, from));
            case Binder.Whole whole:
                return With(scope, whole.Name, scope.Declare(new Variable(whole.Name, IsWhole: true, whole.AtLeast)), from);
            case Binder.Real real:
                return With(scope, real.Name, scope.Declare(new Variable(real.Name, IsWhole: false, real.AtLeast, real.AtMost)), from);
            case Binder.Tensor tensor:
                return Tensor(tensor, scope, from);
            default:
                throw new InvalidOperationException($"no meaning for {binders[from].GetType().Name}");
        }
    }

    private IEnumerable<ClaimScope> With(ClaimScope scope, string name, Symbol value, int from)
    {
        ClaimScope inner = scope.Inner();
        inner.Bind(name, new Meaning.Number(value));
        return Bind(inner, from + 1);
    }

    private IEnumerable<ClaimScope> Tensor(Binder.Tensor tensor, ClaimScope scope, int from)
    {
        // An open size that nothing else binds runs through the smallest numbers.
        foreach (Term size in tensor.Sizes)
        {
            if (size is Term.Name name && scope.Find(name.Path) is null && !root.IsVariable(name.Path) && !document.Definitions.Any(known => known.Name == name.Path))
            {
                hasOpenSizes = true;
                return Enumerable.Range(1, LargestOpenSize).SelectMany(number =>
                {
                    ClaimScope inner = scope.Inner();
                    inner.Bind(name.Path, new Meaning.Number((Rational)number));
                    return Tensor(tensor, inner, from);
                });
            }
        }
        long[] sizes = [.. tensor.Sizes.Select(size => evaluator.Whole(size, scope))];
        const long most = 4096;
        if (sizes.Any(size => size < 1) || sizes.Aggregate((decimal)1, (product, size) => product * size) > most)
        {
            throw new IllFormedException($"a tensor {tensor.Name}[{string.Join(", ", sizes)}] has at least 1 and at most {most} elements");
        }
        var elements = new Symbol[sizes.Aggregate(1L, (product, size) => product * size)];
        var position = new long[sizes.Length];
        Values<long> dimensions = Values.Create<long>(sizes);
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = scope.Declare(new Variable($"{tensor.Name}[{string.Join(',', position)}]", IsWhole: false, tensor.AtLeast, tensor.AtMost));
            Tensors.Positions.Advance(position, sizes);
        }
        ClaimScope made = scope.Inner();
        made.Bind(tensor.Name, new Meaning.Tensor(dimensions, elements));
        return Bind(made, from + 1);
    }

    private bool Assume(ClaimScope scope)
    {
        foreach (Statement condition in conditions)
        {
            Proposition proposition = Proposition(condition, scope);
            if (SymbolsOf(proposition).All(symbol => symbol.Constant is not null))
            {
                if (Prover.Decide(proposition, scope.Premises()).Standing is Standing.Refuted)
                {
                    return false;
                }
            }
            else
            {
                scope.Assume(proposition);
            }
        }
        return true;
    }

    /// <summary>A statement as a proposition about formulas; quantifiers inside it run over ranges.</summary>
    private Proposition Proposition(Statement statement, ClaimScope scope)
    {
        switch (statement)
        {
            case Statement.Chain chain:
                var steps = new List<Proposition>();
                for (int step = 0; step < chain.Relations.Count; step++)
                {
                    steps.Add(All(Pairs(evaluator.Evaluate(chain.Terms[step], scope), evaluator.Evaluate(chain.Terms[step + 1], scope), chain), chain.Relations[step]));
                }
                return steps is [var single] ? single : new Proposition.All(Values.Create<Proposition>([.. steps]));
            case Statement.Not not:
                return new Proposition.Not(Proposition(not.Of, scope));
            case Statement.Joined joined:
                Proposition left = Proposition(joined.Left, scope);
                Proposition right = Proposition(joined.Right, scope);
                return joined.Connective switch
                {
                    Connective.And => new Proposition.All([left, right]),
                    Connective.Or => new Proposition.Any([left, right]),
                    Connective.Implies => new Proposition.Any([new Proposition.Not(left), right]),
                    _ => new Proposition.Any([new Proposition.All([left, right]), new Proposition.All([new Proposition.Not(left), new Proposition.Not(right)])]),
                };
            case Statement.Quantified quantified when quantified.Binders.All(binder => binder is Binder.Index):
                Range[] ranges = [.. quantified.Binders.Cast<Binder.Index>().Select(index => new Range(index.At, index.Name, index.From, index.To))];
                Proposition[] parts = [.. evaluator.Ranges(Values.Create<Range>(ranges), scope).Select(inner => Proposition(quantified.Of, inner))];
                return quantified.IsExistential ? new Proposition.Any(Values.Create<Proposition>(parts)) : new Proposition.All(Values.Create<Proposition>(parts));
            default:
                throw evaluator.Error(statement.At, "inside another statement, quantifiers run over ranges, and an order or a condition stands outside");
        }
    }
}

using System.Runtime.CompilerServices;
using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

/// <summary>
/// Computes with normal forms. Every law that is used holds for all real numbers for which both sides are defined, so that equal normal forms prove equality there.
/// Atoms are numbered as they are met; variables are known by their names.
/// </summary>
internal sealed partial class Algebra
{
    // A power is multiplied out up to here; higher ones are atoms.
    private const int MaximumPower = 64;

    // Whether a factor of the denominator divides the numerator is tried for sums up to so many terms.
    private const int MaximumCancelled = 400;

    private readonly Dictionary<string, Variable> variables = new(StringComparer.Ordinal);
    private readonly Dictionary<AlgebraAtom, int> numbers = [];
    private readonly List<AlgebraAtom> atoms = [];
    private readonly List<AtomNature> natures = [];
    private readonly Dictionary<Expression, NormalForm> known = new(ReferenceEqualityComparer.Instance);

    public Algebra(IEnumerable<Variable> variables, Work work)
    {
        Work = work;
        foreach (Variable variable in variables)
        {
            this.variables[variable.Name] = variable;
        }
    }

    public Work Work { get; }

    public AlgebraAtom this[int atom] => atoms[atom];

    public AtomNature Nature(int atom) => natures[atom];

    /// <summary>The variable of an atom; null if it is none, or was not declared, and so is any real number.</summary>
    public Variable? VariableOf(int atom) => atoms[atom].Kind == AtomKind.Variable && variables.TryGetValue(atoms[atom].Name, out Variable variable) ? variable : null;

    /// <summary>A new variable that is not negative, perhaps not 0 either. No notation has its name.</summary>
    public int Fresh(string stem, bool isWhole, bool isPositive)
    {
        string name = $"'{stem.TrimStart('\'')}{atoms.Count}";
        variables[name] = new Variable(name, isWhole, isPositive && isWhole ? 1 : 0);
        int atom = Intern(new AlgebraAtom(AtomKind.Variable, name, null, []));
        natures[atom] = new(isWhole, isPositive, true);
        return atom;
    }

    public NormalForm Named(string name) => NormalForm.Atom(Intern(new AlgebraAtom(AtomKind.Variable, name, null, [])));

    /// <summary>The normal form of a formula.</summary>
    /// <exception cref="OutOfReachException">It is too large, or infinity or a division by 0 stands in it.</exception>
    public NormalForm Of(Symbol formula) => Of(formula.Expression);

    private NormalForm Of(Expression expression)
    {
        if (known.TryGetValue(expression, out NormalForm? result))
        {
            return result;
        }
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Expression[] operands = expression.Operands;
        switch (expression.Kind)
        {
            case ExpressionKind.Constant:
                result = expression.Numbers[0].IsFinite ? NormalForm.Of(expression.Numbers[0]) : throw new OutOfReachException("infinity stands in it");
                break;
            case ExpressionKind.Variable:
                result = Named(expression.Name);
                break;
            case ExpressionKind.Sum:
                result = SumOf(expression);
                break;
            case ExpressionKind.Product:
                result = NormalForm.One;
                for (int i = 0; i < operands.Length; i++)
                {
                    result = Multiply(result, Power(Of(operands[i]), NormalForm.Of(expression.Numbers[i])));
                }
                break;
            case ExpressionKind.Quotient:
                result = Divide(Of(operands[0]), Of(operands[1]));
                break;
            case ExpressionKind.Power:
                result = Power(Of(operands[0]), Of(operands[1]));
                break;
            case ExpressionKind.Remainder:
                result = Remainder(Of(operands[0]), Of(operands[1]));
                break;
            case ExpressionKind.Call:
                result = Apply(expression.Function!, Of(operands[0]));
                break;
            case ExpressionKind.Max:
                result = Max([.. operands.Select(Of)]);
                break;
            default:
                result = Negate(Max([.. operands.Select(operand => Negate(Of(operand)))]));
                break;
        }
        known[expression] = result;
        return result;
    }

    // Polynomials are collected at once: a sum of thousands of terms is not sorted anew for each.
    private NormalForm SumOf(Expression sum)
    {
        var terms = new List<(PowerProduct, Rational)> { (PowerProduct.One, sum.Numbers[0]) };
        NormalForm quotients = NormalForm.Zero;
        for (int i = 0; i < sum.Operands.Length; i++)
        {
            NormalForm part = Of(sum.Operands[i]);
            Rational factor = sum.Numbers[i + 1];
            if (!factor.IsFinite || !sum.Numbers[0].IsFinite)
            {
                throw new OutOfReachException("infinity stands in it");
            }
            if (!part.IsPolynomial)
            {
                quotients = Add(quotients, part, factor);
                continue;
            }
            Work.Spend(part.Numerator.Terms.Length);
            foreach ((PowerProduct product, Rational coefficient) in part.Numerator.Terms)
            {
                terms.Add((product, factor * coefficient));
            }
        }
        return Add(NormalForm.Of(Polynomial.Of(terms)), quotients, 1);
    }

    public NormalForm Negate(NormalForm value) => Scale(value, -1);

    public NormalForm Scale(NormalForm value, Rational factor) => factor == 0 ? NormalForm.Zero : new(value.Numerator.Scale(factor), value.Denominator);

    /// <summary>left + factor · right</summary>
    public NormalForm Add(NormalForm left, NormalForm right, Rational factor)
    {
        if (right.IsZero || factor == 0)
        {
            return left;
        }
        if (left.IsZero)
        {
            return Scale(right, factor);
        }
        if (left.Denominator.AsSpan().SequenceEqual(right.Denominator))
        {
            return Cancelled(Polynomial.Add(left.Numerator, right.Numerator, factor, Work), left.Denominator);
        }
        // Over the least product that holds the factors of both.
        (Polynomial Factor, int Power)[] common = Merge(left.Denominator, right.Denominator, Math.Max);
        Polynomial above = Polynomial.Multiply(left.Numerator, Missing(common, left.Denominator), Work);
        Polynomial other = Polynomial.Multiply(right.Numerator, Missing(common, right.Denominator), Work);
        return Cancelled(Polynomial.Add(above, other, factor, Work), common);
    }

    public NormalForm Subtract(NormalForm left, NormalForm right) => Add(left, right, -1);

    public NormalForm Multiply(NormalForm left, NormalForm right)
    {
        if (left.IsZero || right.IsZero)
        {
            return NormalForm.Zero;
        }
        // A factor that divides the other numerator goes before it is multiplied in.
        NormalForm first = Cancelled(left.Numerator, right.Denominator);
        NormalForm second = Cancelled(right.Numerator, left.Denominator);
        Polynomial above = Polynomial.Multiply(first.Numerator, second.Numerator, Work);
        return Reduced(above, Merge(first.Denominator, second.Denominator, (a, b) => a + b));
    }

    /// <exception cref="OutOfReachException">The divisor is 0.</exception>
    public NormalForm Divide(NormalForm left, NormalForm right)
    {
        if (right.IsZero)
        {
            throw new OutOfReachException("it divides by 0");
        }
        Polynomial below = right.Numerator;
        PowerProduct common = below.Common;
        Rational leading = below.Terms[0].Coefficient;
        Polynomial factor = below.Times(common.ToThe(-1)).Scale((Rational)1 / leading);
        Polynomial above = Polynomial.Of(common.ToThe(-1), (Rational)1 / leading);
        foreach ((Polynomial each, int power) in right.Denominator)
        {
            above = Polynomial.Multiply(above, each.ToThe(power, Work), Work);
        }
        var inverse = new NormalForm(above, factor.IsConstant ? [] : [(factor, 1)]);
        return Multiply(left, inverse);
    }

    // Both lists are in order.
    private static (Polynomial, int)[] Merge((Polynomial Factor, int Power)[] left, (Polynomial Factor, int Power)[] right, Func<int, int, int> join)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return left.Length == 0 ? right : left;
        }
        var merged = new List<(Polynomial Factor, int Power)>(left);
        foreach ((Polynomial factor, int power) in right)
        {
            int same = merged.FindIndex(each => each.Factor.Equals(factor));
            if (same < 0)
            {
                merged.Add((factor, power));
            }
            else
            {
                merged[same] = (factor, join(merged[same].Power, power));
            }
        }
        merged.Sort((a, b) => NormalForm.Compare(a.Factor, b.Factor));
        return [.. merged];
    }

    private Polynomial Missing((Polynomial Factor, int Power)[] all, (Polynomial Factor, int Power)[] present)
    {
        Polynomial missing = Polynomial.One;
        foreach ((Polynomial factor, int power) in all)
        {
            int there = Array.Find(present, each => each.Factor.Equals(factor)).Power;
            missing = Polynomial.Multiply(missing, factor.ToThe(power - there, Work), Work);
        }
        return missing;
    }

    // The quotient, with factors left out that divide the numerator.
    private NormalForm Cancelled(Polynomial numerator, (Polynomial Factor, int Power)[] denominator)
    {
        if (numerator.IsZero)
        {
            return NormalForm.Zero;
        }
        if (denominator.Length == 0 || numerator.Terms.Length > MaximumCancelled)
        {
            return new(numerator, denominator);
        }
        PowerProduct common = numerator.Common;
        Polynomial rest = numerator.Times(common.ToThe(-1));
        var left = new List<(Polynomial, int)>();
        foreach ((Polynomial factor, int power) in denominator)
        {
            int remaining = power;
            while (remaining > 0 && factor.Terms.Length <= rest.Terms.Length * 8 && Polynomial.TryDivide(rest, factor, Work) is { } quotient)
            {
                rest = quotient;
                remaining--;
            }
            if (remaining > 0)
            {
                left.Add((factor, remaining));
            }
        }
        return left.Count == denominator.Length && left.SequenceEqual(denominator) ? new(numerator, denominator) : new(rest.Times(common), [.. left]);
    }

    // √a · √a = a where the root is defined, and sin² = 1 − cos².
    private NormalForm Reduced(Polynomial numerator, (Polynomial, int)[] denominator)
    {
        foreach ((PowerProduct product, _) in numerator.Terms)
        {
            foreach ((int atom, int power) in product.Factors)
            {
                if ((power >= 2 || power <= -2) && Square(atom) is { } square)
                {
                    NormalForm sum = NormalForm.Zero;
                    foreach ((PowerProduct each, Rational coefficient) in numerator.Terms)
                    {
                        int times = each.PowerOf(atom);
                        int pairs = times / 2;
                        Polynomial term = Polynomial.Of(each.Without(atom) * PowerProduct.Of(atom, times - (2 * pairs)), coefficient);
                        NormalForm part = NormalForm.Of(term);
                        sum = Add(sum, pairs == 0 ? part : Multiply(part, Power(square, NormalForm.Of(pairs))), 1);
                    }
                    return Multiply(sum, new(Polynomial.One, denominator));
                }
            }
        }
        return Cancelled(numerator, denominator);
    }

    private NormalForm? Square(int atom)
    {
        AlgebraAtom root = atoms[atom];
        return root.Function == ScalarFunction.Sqrt ? root.Arguments[0]
            : root.Function == ScalarFunction.Sin ? Subtract(NormalForm.One, Power(Apply(ScalarFunction.Cos, root.Arguments[0]), NormalForm.Of(2)))
            : null;
    }

    /// <summary>The formula with atoms replaced wherever they stand, inside others too.</summary>
    public NormalForm Substitute(NormalForm value, Func<int, NormalForm?> replace) => Substitute(value, replace, []);

    public NormalForm Substitute(NormalForm value, Func<int, NormalForm?> replace, Dictionary<int, NormalForm> done)
    {
        NormalForm result = Substitute(value.Numerator, replace, done);
        foreach ((Polynomial factor, int power) in value.Denominator)
        {
            result = Divide(result, Power(Substitute(factor, replace, done), NormalForm.Of(power)));
        }
        return result;
    }

    private NormalForm Substitute(Polynomial polynomial, Func<int, NormalForm?> replace, Dictionary<int, NormalForm> done)
    {
        bool changes = false;
        foreach (int atom in polynomial.Atoms)
        {
            NormalForm replaced = Substitute(atom, replace, done);
            changes |= !(replaced.IsPolynomial && replaced.Numerator.Equals(Polynomial.Atom(atom)));
        }
        if (!changes)
        {
            return NormalForm.Of(polynomial);
        }
        NormalForm sum = NormalForm.Zero;
        var kept = new List<(PowerProduct, Rational)>();
        foreach ((PowerProduct product, Rational coefficient) in polynomial.Terms)
        {
            NormalForm term = NormalForm.Of(coefficient);
            foreach ((int atom, int power) in product.Factors)
            {
                term = Multiply(term, Power(done[atom], NormalForm.Of(power)));
            }
            if (term.IsPolynomial)
            {
                kept.AddRange(term.Numerator.Terms);
            }
            else
            {
                sum = Add(sum, term, 1);
            }
        }
        return Add(NormalForm.Of(Polynomial.Of(kept)), sum, 1);
    }

    private NormalForm Substitute(int atom, Func<int, NormalForm?> replace, Dictionary<int, NormalForm> done)
    {
        if (done.TryGetValue(atom, out NormalForm? result))
        {
            return result;
        }
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Work.Spend(1);
        AlgebraAtom old = atoms[atom];
        result = replace(atom);
        if (result is null)
        {
            NormalForm[] arguments = [.. old.Arguments.Map(argument => Substitute(argument, replace, done))];
            result = arguments.AsSpan().SequenceEqual(old.Arguments.AsSpan()) ? NormalForm.Atom(atom) : Rebuilt(old, arguments);
        }
        done[atom] = result;
        return result;
    }

    private NormalForm Rebuilt(AlgebraAtom atom, NormalForm[] arguments) => atom.Kind switch
    {
        AtomKind.Exponential => Exponential(arguments[0]),
        AtomKind.Call => Apply(atom.Function!, arguments[0]),
        AtomKind.Power => Power(arguments[0], arguments[1]),
        AtomKind.Max => Max(arguments),
        _ => Remainder(arguments[0], arguments[1]),
    };

    /// <summary>All atoms of a formula and those inside them, the inner ones first.</summary>
    public IReadOnlyList<int> AtomsInside(IEnumerable<NormalForm> values)
    {
        var found = new List<int>();
        var seen = new HashSet<int>();
        void Visit(NormalForm value)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            foreach (int atom in value.Atoms)
            {
                if (seen.Add(atom))
                {
                    foreach (NormalForm argument in atoms[atom].Arguments)
                    {
                        Visit(argument);
                    }
                    found.Add(atom);
                }
            }
        }
        foreach (NormalForm value in values)
        {
            Visit(value);
        }
        return found;
    }

    private int Intern(AlgebraAtom atom)
    {
        if (!numbers.TryGetValue(atom, out int number))
        {
            number = atoms.Count;
            numbers[atom] = number;
            atoms.Add(atom);
            natures.Add(NatureOf(atom));
        }
        return number;
    }

    private NormalForm Atom(AtomKind kind, ScalarFunction? function, params ReadOnlySpan<NormalForm> arguments) =>
        NormalForm.Atom(Intern(new AlgebraAtom(kind, "", function, Values.Create(arguments))));
}

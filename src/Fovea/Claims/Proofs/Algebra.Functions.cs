using System.Numerics;
using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

internal sealed partial class Algebra
{
    // An exponential of a longer sum is one atom instead of a product of many.
    private const int MaximumExponents = 16;

    /// <summary>The largest of some formulas.</summary>
    public NormalForm Max(NormalForm[] operands)
    {
        var kept = new List<NormalForm>();
        foreach (NormalForm operand in operands.SelectMany(InsideMax))
        {
            // What another one is never below does not matter.
            if (!kept.Exists(other => IsNonNegative(Subtract(other, operand))))
            {
                kept.RemoveAll(other => IsNonNegative(Subtract(operand, other)));
                kept.Add(operand);
            }
        }
        kept.Sort();
        return kept.Count == 1 ? kept[0] : Atom(AtomKind.Max, null, [.. kept]);
    }

    private IEnumerable<NormalForm> InsideMax(NormalForm operand) =>
        operand is { IsPolynomial: true, Numerator.Terms: [({ Factors: [(var atom, 1)] }, var coefficient)] } && coefficient == 1 && atoms[atom].Kind == AtomKind.Max
            ? atoms[atom].Arguments
            : [operand];

    /// <summary>What remains of a division that rounds towards 0.</summary>
    public NormalForm Remainder(NormalForm dividend, NormalForm divisor) =>
        dividend.Constant is { } a && divisor.Constant is { } b && b != 0 ? NormalForm.Of(Rational.Remainder(a, b))
        : IsNonNegative(dividend) && IsPositive(divisor) ? Subtract(dividend, Multiply(divisor, Floor(Divide(dividend, divisor))))
        : Atom(AtomKind.Remainder, null, dividend, divisor);

    /// <summary>A function of one number.</summary>
    public NormalForm Apply(ScalarFunction function, NormalForm value)
    {
        if (value.Constant is { } constant && Rational.Exact(function, constant) is { IsFinite: true } exact)
        {
            return NormalForm.Of(exact);
        }
        if (function == ScalarFunction.Exp)
        {
            return Exponential(value);
        }
        if (function == ScalarFunction.Log)
        {
            return Logarithm(value);
        }
        if (function == ScalarFunction.Tanh || function == ScalarFunction.Sinh || function == ScalarFunction.Cosh)
        {
            NormalForm power = Exponential(value);
            NormalForm inverse = Divide(NormalForm.One, power);
            return function == ScalarFunction.Tanh ? Divide(Subtract(power, inverse), Add(power, inverse, 1))
                : Scale(Add(power, inverse, function == ScalarFunction.Cosh ? 1 : -1), new Rational(1, 2));
        }
        if (function == ScalarFunction.Floor || function == ScalarFunction.Ceiling)
        {
            return function == ScalarFunction.Floor ? Floor(value) : Negate(Floor(Negate(value)));
        }
        if (function == ScalarFunction.Abs || function == ScalarFunction.Sign)
        {
            bool isSign = function == ScalarFunction.Sign;
            if (IsPositive(value) || (!isSign && IsNonNegative(value)))
            {
                return isSign ? NormalForm.One : value;
            }
            // |−c·x| = c·|x|, sign(−c·x) = −sign(x): the leading coefficient is made 1.
            Rational leading = value.Numerator.Terms[0].Coefficient;
            Rational size = leading.Sign < 0 ? -leading : leading;
            NormalForm monic = Scale(value, (Rational)1 / leading);
            return Scale(Atom(AtomKind.Call, function, monic), isSign ? leading.Sign : size);
        }
        return Atom(AtomKind.Call, function, value);
    }

    // Whole parts come out: ⌊x + n⌋ = ⌊x⌋ + n.
    private NormalForm Floor(NormalForm value)
    {
        if (!value.IsPolynomial)
        {
            return Atom(AtomKind.Call, ScalarFunction.Floor, value);
        }
        var whole = new List<(PowerProduct, Rational)>();
        var rest = new List<(PowerProduct, Rational)>();
        foreach ((PowerProduct product, Rational coefficient) in value.Numerator.Terms)
        {
            if (!IsWhole(product))
            {
                rest.Add((product, coefficient));
                continue;
            }
            // 7/2 · n = 3·n + n/2
            Rational floor = Rational.Exact(ScalarFunction.Floor, coefficient)!.Value;
            whole.Add((product, floor));
            rest.Add((product, coefficient - floor));
        }
        Polynomial remaining = Polynomial.Of(rest);
        NormalForm outside = NormalForm.Of(Polynomial.Of(whole));
        return remaining.IsConstant && remaining.Constant >= 0 && remaining.Constant < 1
            ? outside
            : Add(outside, Atom(AtomKind.Call, ScalarFunction.Floor, NormalForm.Of(remaining)), 1);
    }

    /// <summary>e to the power of a formula: e^(a + b) = eᵃ · eᵇ, e^(n·a) = (eᵃ)ⁿ, e^(n·ln a) = aⁿ, e⁰ = 1.</summary>
    public NormalForm Exponential(NormalForm value)
    {
        if (value.IsZero)
        {
            return NormalForm.One;
        }
        if (!value.IsPolynomial || value.Numerator.Terms.Length > MaximumExponents)
        {
            Rational content = value.Numerator.Content() * value.Numerator.Terms[0].Coefficient.Sign;
            return ExponentialOf(Scale(value, (Rational)1 / content), content);
        }
        NormalForm result = NormalForm.One;
        foreach ((PowerProduct product, Rational coefficient) in value.Numerator.Terms)
        {
            NormalForm factor = product is { Factors: [(var atom, 1)] } && atoms[atom].Function == ScalarFunction.Log && coefficient.IsWhole
                ? Power(atoms[atom].Arguments[0], NormalForm.Of(coefficient))
                : ExponentialOf(NormalForm.Of(Polynomial.Of(product, 1)), coefficient);
            result = Multiply(result, factor);
        }
        return result;
    }

    // e^(n/d · a) = (e^(a/d))ⁿ
    private NormalForm ExponentialOf(NormalForm value, Rational times)
    {
        NormalForm part = Scale(value, new Rational(1, times.Denominator));
        if (BigInteger.Abs(times.Numerator) > MaximumPower)
        {
            return Atom(AtomKind.Exponential, null, Scale(value, times));
        }
        int atom = Intern(new AlgebraAtom(AtomKind.Exponential, "", null, [part]));
        return NormalForm.Of(Polynomial.Of(PowerProduct.Of(atom, (int)times.Numerator), 1));
    }

    // ln(c · eᵃ · x) = ln c + a + ln x for c > 0, and ln(x / y) = ln x − ln y where both are positive.
    private NormalForm Logarithm(NormalForm value)
    {
        if (value.IsZero)
        {
            throw new OutOfReachException("it takes the logarithm of 0");
        }
        if (value.Constant is { } constant)
        {
            return constant > 0 ? LogarithmOf(constant) : Atom(AtomKind.Call, ScalarFunction.Log, value);
        }
        Polynomial above = value.Numerator;
        Rational content = above.Content();
        NormalForm sum = LogarithmOf(content);
        above = above.Scale((Rational)1 / content);
        foreach ((int atom, int power) in above.Common.Factors)
        {
            if (!natures[atom].IsPositive)
            {
                continue;
            }
            NormalForm part = atoms[atom].Kind == AtomKind.Exponential
                ? atoms[atom].Arguments[0]
                : Atom(AtomKind.Call, ScalarFunction.Log, NormalForm.Atom(atom));
            sum = Add(sum, part, power);
            above = above.Times(PowerProduct.Of(atom, -power));
        }
        (Polynomial Factor, int Power)[] below = value.Denominator;
        if (IsPositive(above) && Array.TrueForAll(below, each => IsPositive(each.Factor)))
        {
            foreach ((Polynomial factor, int power) in below)
            {
                sum = Add(sum, Atom(AtomKind.Call, ScalarFunction.Log, NormalForm.Of(factor)), -power);
            }
            below = [];
        }
        return above.Equals(Polynomial.One) && below.Length == 0 ? sum : Add(sum, Atom(AtomKind.Call, ScalarFunction.Log, new NormalForm(above, below)), 1);
    }

    // Of a positive number, as a sum over its small prime factors.
    private NormalForm LogarithmOf(Rational value)
    {
        NormalForm sum = NormalForm.Zero;
        void Take(BigInteger number, int sign)
        {
            for (int prime = 2; prime < 1000 && !number.IsOne; prime++)
            {
                while (number % prime == 0)
                {
                    Work.Spend(1);
                    number /= prime;
                    sum = Add(sum, Atom(AtomKind.Call, ScalarFunction.Log, NormalForm.Of(prime)), sign);
                }
            }
            if (!number.IsOne)
            {
                sum = Add(sum, Atom(AtomKind.Call, ScalarFunction.Log, NormalForm.Of(new Rational(number, 1))), sign);
            }
        }
        Take(value.Numerator, 1);
        Take(value.Denominator, -1);
        return sum;
    }

    /// <summary>A power: multiplied out for small whole exponents; otherwise aᵇ⁺ᶜ = aᵇ · aᶜ where that holds.</summary>
    public NormalForm Power(NormalForm basis, NormalForm exponent)
    {
        if (exponent.Constant is { } constant)
        {
            return PowerOf(basis, constant);
        }
        if (basis.Constant is { } one && one == 1)
        {
            return NormalForm.One;
        }
        if (basis is { IsPolynomial: true, Numerator.Terms: [({ Factors: [(var atom, var power)] }, var coefficient)] }
            && coefficient == 1 && atoms[atom].Kind == AtomKind.Exponential)
        {
            return Exponential(Scale(Multiply(atoms[atom].Arguments[0], exponent), power));
        }
        if (!exponent.IsPolynomial || exponent.Numerator.Terms.Length > MaximumExponents)
        {
            return Atom(AtomKind.Power, null, basis, exponent);
        }
        // A positive basis takes sums apart, whatever the exponents. Any other one does where all exponents are whole and not negative: 0⁰ = 1 then fits.
        bool positive = IsPositive(basis);
        if (!positive && !Array.TrueForAll(exponent.Numerator.Terms, term => term.Coefficient.IsWhole && term.Coefficient > 0 && IsWhole(term.Product) && IsNonNegative(term.Product)))
        {
            return Atom(AtomKind.Power, null, basis, exponent);
        }
        NormalForm result = NormalForm.One;
        foreach ((PowerProduct product, Rational times) in exponent.Numerator.Terms)
        {
            NormalForm part = NormalForm.Of(Polynomial.Of(product, 1));
            bool small = times.IsWhole && BigInteger.Abs(times.Numerator) <= MaximumPower;
            result = Multiply(result, product.IsOne ? PowerOf(basis, times)
                : small ? PowerOf(Atom(AtomKind.Power, null, basis, part), times)
                : Atom(AtomKind.Power, null, basis, Scale(part, times)));
        }
        return result;
    }

    private NormalForm PowerOf(NormalForm basis, Rational times)
    {
        if (times == 0)
        {
            return NormalForm.One;
        }
        if (times == new Rational(1, 2))
        {
            return Apply(ScalarFunction.Sqrt, basis);
        }
        if (basis.Constant is { } constant && (constant != 0 || times > 0) && Rational.ExactPower(constant, times) is { } exact)
        {
            return NormalForm.Of(exact);
        }
        bool isTerm = basis is { IsPolynomial: true, Numerator.Terms.Length: 1 };
        if (!times.IsWhole || BigInteger.Abs(times.Numerator) > (isTerm ? PowerProduct.MaximumPower : MaximumPower))
        {
            return Atom(AtomKind.Power, null, basis, NormalForm.Of(times));
        }
        int count = (int)BigInteger.Abs(times.Numerator);
        NormalForm power = NormalForm.One;
        if (isTerm && Rational.ExactPower(basis.Numerator.Terms[0].Coefficient, times) is { } coefficient)
        {
            return Reduced(Polynomial.Of(basis.Numerator.Terms[0].Product.ToThe((int)times.Numerator), coefficient), []);
        }
        for (int i = 0; i < count; i++)
        {
            power = Multiply(power, basis);
        }
        return times < 0 ? Divide(NormalForm.One, power) : power;
    }

    private bool IsWhole(PowerProduct product) => Array.TrueForAll(product.Factors, factor => factor.Power > 0 && natures[factor.Atom].IsWhole);

    /// <summary>Whether it is a whole number for all values of its names.</summary>
    public bool IsWhole(NormalForm value) => value.IsPolynomial && IsWhole(value.Numerator);

    public bool IsWhole(Polynomial value) => Array.TrueForAll(value.Terms, term => term.Coefficient.IsWhole && IsWhole(term.Product));

    public bool IsNonNegative(PowerProduct product) => Array.TrueForAll(product.Factors, factor => factor.Power % 2 == 0 || natures[factor.Atom].IsNonNegative);

    public bool IsPositive(PowerProduct product) => Array.TrueForAll(product.Factors, factor => natures[factor.Atom].IsPositive);

    /// <summary>Whether it is below 0 nowhere, as far as the signs of its terms tell.</summary>
    public bool IsNonNegative(Polynomial value) => Array.TrueForAll(value.Terms, term => term.Coefficient > 0 && IsNonNegative(term.Product));

    /// <summary>Whether it is above 0 everywhere, as far as the signs of its terms tell.</summary>
    public bool IsPositive(Polynomial value) => IsNonNegative(value) && Array.Exists(value.Terms, term => IsPositive(term.Product));

    public bool IsNonNegative(NormalForm value) => IsNonNegative(value.Numerator) && Array.TrueForAll(value.Denominator, each => each.Power % 2 == 0 || IsPositive(each.Factor));

    private bool IsPositive(NormalForm value) => IsPositive(value.Numerator) && Array.TrueForAll(value.Denominator, each => each.Power % 2 == 0 || IsPositive(each.Factor));

    private AtomNature NatureOf(AlgebraAtom atom)
    {
        Values<NormalForm> arguments = atom.Arguments;
        switch (atom.Kind)
        {
            case AtomKind.Variable:
                return variables.TryGetValue(atom.Name, out Variable variable)
                    ? new(variable.IsWhole, variable.AtLeast > 0, variable.AtLeast >= 0)
                    : default;
            case AtomKind.Exponential:
                return new(false, true, true);
            case AtomKind.Power:
                bool positive = IsPositive(arguments[0]);
                bool isEven = arguments[1].Constant is { IsWhole: true, Numerator.IsEven: true };
                return new(IsWhole(arguments[0]) && IsWhole(arguments[1]) && IsNonNegative(arguments[1]), positive, positive || isEven || IsNonNegative(arguments[0]));
            case AtomKind.Max:
                return new(arguments.All(IsWhole), arguments.Any(IsPositive), arguments.Any(IsNonNegative));
            case AtomKind.Remainder:
                return new(IsWhole(arguments[0]) && IsWhole(arguments[1]), false, IsNonNegative(arguments[0]));
            default:
                ScalarFunction function = atom.Function!;
                bool rounds = function.Kind == OperationKind.Round;
                bool keepsSign = rounds || function == ScalarFunction.Sign || function == ScalarFunction.Erf || function == ScalarFunction.Atan || function == ScalarFunction.Asinh;
                return new(
                    rounds || function == ScalarFunction.Sign || (function == ScalarFunction.Abs && IsWhole(arguments[0])),
                    function == ScalarFunction.Sqrt && IsPositive(arguments[0]),
                    function == ScalarFunction.Abs || function == ScalarFunction.Sqrt || function == ScalarFunction.Acosh || (keepsSign && IsNonNegative(arguments[0])));
        }
    }
}

using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Fovea.Numbers;

/// <summary>
/// A size: a whole number, or a formula in named symbols: a polynomial over symbols, floors, minima and maxima. The same shape rule thus gives
/// <c>56</c> or <c>⌊(H + 1)/2⌋</c>. Known numbers are as cheap as a <see langword="long"/> and checked: what does not fit is an
/// <see cref="OverflowException"/>. <c>==</c> compares normal forms; to decide whether two formulas agree, use <see cref="Compare"/>.
/// </summary>
public readonly struct Size : IEquatable<Size>
{
    private readonly long number;
    private readonly Formula? formula;

    private Size(long number) => this.number = number;

    internal Size(Formula formula)
    {
        if (formula.IsConstant)
        {
            number = formula.Constant;
        }
        else
        {
            this.formula = formula;
        }
    }

    /// <summary>A named whole number that is open, but at least so large.</summary>
    public static Size Symbol(string name, long atLeast = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new Size(Numbers.Formula.Of(new SymbolAtom(name, atLeast)));
    }

    /// <summary>A known size.</summary>
    public static implicit operator Size(long number) => new(number);

    /// <summary>A known size.</summary>
    public static implicit operator Size(int number) => new(number);

    /// <summary>A symbol that is at least 1.</summary>
    public static implicit operator Size(string symbol) => Symbol(symbol);

    /// <summary>Whether it is a number.</summary>
    public bool IsKnown => formula is null;

    /// <summary>The number.</summary>
    /// <exception cref="InvalidOperationException">It is a formula.</exception>
    public long Value => formula is null ? number : throw new InvalidOperationException($"{this} is a formula, not a number");

    internal Formula Formula => formula ?? Numbers.Formula.Of(number);

    /// <summary>The number, if it is one.</summary>
    public bool TryGetValue(out long value)
    {
        value = number;
        return formula is null;
    }

    /// <summary>The name, if it is a single symbol.</summary>
    public bool TryGetSymbol([NotNullWhen(true)] out string? name)
    {
        name = formula?.Terms is [({ Factors: [(SymbolAtom symbol, 1)] }, 1)] ? symbol.Name : null;
        return name is not null;
    }

    /// <summary>The sum.</summary>
    public static Size operator +(Size left, Size right) => left.formula is null && right.formula is null
        ? new Size(checked(left.number + right.number))
        : new Size(left.Formula + right.Formula);

    /// <summary>The difference.</summary>
    public static Size operator -(Size left, Size right) => left.formula is null && right.formula is null
        ? new Size(checked(left.number - right.number))
        : new Size(left.Formula - right.Formula);

    /// <summary>The product.</summary>
    public static Size operator *(Size left, Size right) => left.formula is null && right.formula is null
        ? new Size(checked(left.number * right.number))
        : new Size(left.Formula * right.Formula);

    /// <summary>The negative.</summary>
    public static Size operator -(Size size) => 0 - size;

    /// <summary>⌊dividend / divisor⌋: rounded down also where it is negative.</summary>
    /// <exception cref="DivideByZeroException">The divisor is 0.</exception>
    public static Size FloorDiv(Size dividend, Size divisor)
    {
        if (divisor.formula is null && divisor.number == 0)
        {
            throw new DivideByZeroException("a size is divided by 0");
        }
        if (dividend.formula is null && divisor.formula is null)
        {
            return new Size(FloorDiv(dividend.number, divisor.number));
        }
        return divisor.UpperBound < 0 ? Floors.Divide(-dividend, -divisor) : Floors.Divide(dividend, divisor);
    }

    internal static long FloorDiv(long dividend, long divisor)
    {
        long quotient = checked(dividend / divisor);
        return dividend % divisor != 0 && (dividend < 0) != (divisor < 0) ? quotient - 1 : quotient;
    }

    /// <summary>⌈dividend / divisor⌉, for a divisor of at least 1: ⌊(dividend + divisor − 1) / divisor⌋.</summary>
    public static Size CeilDiv(Size dividend, Size divisor) => FloorDiv(dividend + divisor - 1, divisor);

    /// <summary>The remainder of <see cref="FloorDiv(Size, Size)"/>: 0 … divisor − 1.</summary>
    public static Size Mod(Size dividend, Size divisor) => dividend - (divisor * FloorDiv(dividend, divisor));

    /// <summary>The quotient of a division without remainder: of numbers, or of polynomials.</summary>
    public static bool TryDivideExactly(Size dividend, Size divisor, out Size quotient)
    {
        quotient = default;
        if (divisor == 0)
        {
            return false;
        }
        if (dividend.formula is null && divisor.formula is null)
        {
            quotient = dividend.number / divisor.number;
            return dividend.number % divisor.number == 0;
        }
        if (Formula.TryDivide(dividend.Formula, divisor.Formula) is not { } exact)
        {
            return false;
        }
        quotient = new Size(exact);
        return true;
    }

    /// <summary>The smallest.</summary>
    public static Size Min(params ReadOnlySpan<Size> sizes) => Extremes.Choose(sizes, greatest: false);

    /// <summary>The largest.</summary>
    public static Size Max(params ReadOnlySpan<Size> sizes) => Extremes.Choose(sizes, greatest: true);

    /// <summary>The product of all; 1 for none.</summary>
    public static Size Product(ReadOnlySpan<Size> sizes)
    {
        // A zero anywhere makes the product zero, even where the others would overflow.
        foreach (Size size in sizes)
        {
            if (size == 0)
            {
                return 0;
            }
        }
        Size product = 1;
        foreach (Size size in sizes)
        {
            product *= size;
        }
        return product;
    }

    /// <summary>The sum of all; 0 for none.</summary>
    public static Size Sum(ReadOnlySpan<Size> sizes)
    {
        Size sum = 0;
        foreach (Size size in sizes)
        {
            sum += size;
        }
        return sum;
    }

    /// <summary>A number that it is never below, or null if none is found.</summary>
    public long? LowerBound => formula is null ? number : Bounds.Lower(formula);

    /// <summary>A number that it is never above, or null if none is found.</summary>
    public long? UpperBound => formula is null ? number : Bounds.Upper(formula);

    /// <summary>The symbols that it depends on, in the order of the alphabet.</summary>
    public IReadOnlyCollection<string> Symbols
    {
        get
        {
            if (formula is null)
            {
                return [];
            }
            var names = new SortedSet<string>(StringComparer.Ordinal);
            foreach (Atom atom in formula.Atoms(inside: true))
            {
                if (atom is SymbolAtom symbol)
                {
                    names.Add(symbol.Name);
                }
            }
            return names;
        }
    }

    /// <summary>
    /// Sizes whose product it is, as far as its parts depend on different symbols: 3·H·W − 6·H is 3, H and (W − 2). What holds no symbol, or no part of its own,
    /// stands first.
    /// </summary>
    /// <param name="expected">Sizes that are taken out first where they divide it, such as those of a layer's output.</param>
    public IReadOnlyList<Size> Factors(params ReadOnlySpan<Size> expected) => Numbers.Factors.Of(this, expected);

    /// <summary>Every symbol replaced by its value, where one is given.</summary>
    public Size Substitute(IReadOnlyDictionary<string, Size> values) => formula is null ? this : formula.Substitute(values);

    /// <summary>Decides whether two sizes are equal: always, never, or under a condition on their symbols.</summary>
    public static Agreement Compare(Size left, Size right) => Agreement.Decide(left, right);

    /// <inheritdoc/>
    public bool Equals(Size other) =>
        formula is null ? other.formula is null && number == other.number : formula.Equals(other.formula);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Size other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => formula is null ? number.GetHashCode() : formula.GetHashCode();

    /// <summary>Whether two sizes have the same normal form.</summary>
    public static bool operator ==(Size left, Size right) => left.Equals(right);

    /// <summary>Whether two sizes have different normal forms.</summary>
    public static bool operator !=(Size left, Size right) => !left.Equals(right);

    /// <summary>The number, or the formula as plain text: <c>⌊(H + 1)/2⌋</c>.</summary>
    public override string ToString() => ToString(SizeNotation.Unicode);

    /// <summary>The number, or the formula in a notation.</summary>
    public string ToString(SizeNotation notation) => ToString(notation, ReadOnlyDictionary<string, Size>.Empty);

    /// <summary>The formula in a notation, with some symbols written as what they stand for, before anything is simplified: <c>(i - 2) - k + 1</c>.</summary>
    /// <param name="notation">The notation.</param>
    /// <param name="written">What is written in place of a symbol.</param>
    public string ToString(SizeNotation notation, IReadOnlyDictionary<string, Size> written) =>
        formula is null ? number.ToString(CultureInfo.InvariantCulture) : SizeText.Print(formula, notation, written);

    /// <summary>Reads a size as <see cref="ToString(SizeNotation)"/> prints it, in Unicode or ASCII.</summary>
    /// <exception cref="FormatException">The text is no size; the message gives the place.</exception>
    public static Size Parse(string text) => SizeParser.Parse(text);
}

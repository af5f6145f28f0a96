using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>What quantised operators share: how a number becomes an integer and back, and which scale and zero point belong to an element.</summary>
internal static class Quantisation
{
    /// <summary>saturate(round(x) + zero point), halves to even.</summary>
    /// <exception cref="UnavailableElementException">The reference does not compute with the integers.</exception>
    public static Whole Quantise<T>(T x, Whole? zeroPoint, ElementType to)
        where T : struct, IScalar<T>
    {
        if (!to.IsInteger())
        {
            throw new UnavailableElementException(to);
        }
        T value = T.Apply(ScalarFunction.Round, x);
        if (zeroPoint is { } zero)
        {
            value += T.Literal((double)zero.Number);
        }
        double range = Math.Pow(2, to.Bits());
        double lowest = to.IsSigned() ? -range / 2 : 0;
        value = T.Min(T.Max(value, T.Literal(lowest)), T.Literal(lowest + range - 1));
        Ledger.Note(OperationKind.Convert);
        return Whole.Literal(Scalar.Known(value));
    }

    /// <summary>An integer as a number of the run.</summary>
    public static T Number<T>(Whole value)
        where T : struct, IScalar<T>
    {
        Ledger.Note(OperationKind.Convert);
        return T.Literal((double)value.Number);
    }

    /// <summary>
    /// For each element of a tensor the entry of a scale or zero point that belongs to it: the only one; that of its position along an axis; that of its block along the
    /// axis; or that of its position after broadcasting.
    /// </summary>
    public static int[] Entries(Values<long> sizes, RunTensor parameter, long axis, long block = 0)
    {
        Values<long> entries = parameter.Dimensions;
        if (entries.Count <= 1 && parameter.Elements.Count == 1)
        {
            return new int[Positions.Count(sizes.AsSpan())];
        }
        if (entries.Count > 1 && block == 0)
        {
            Operands.Require(
                entries.Count == sizes.Count && !entries.Where((size, i) => size != 1 && size != sizes[i]).Any(), $"{entries} entries cannot be broadcast to {sizes}");
            return Broadcast.Places(entries, sizes.AsSpan());
        }
        int along = Operands.Axis(axis, sizes.Count);
        if (entries.Count == 1)
        {
            Operands.Require(entries[0] == sizes[along], $"there are {entries[0]} entries for axis {along}, whose size is {sizes[along]}");
            return Positions.Map(sizes.AsSpan(), position => position[along]);
        }
        Operands.Require(block > 0 && entries.Count == sizes.Count, $"{entries} entries in blocks of {block} do not fit {sizes}");
        for (int other = 0; other < sizes.Count; other++)
        {
            Operands.Require(
                entries[other] == (other == along ? Size.CeilDiv(sizes[other], block).Value : sizes[other]), $"{entries} entries in blocks of {block} along axis {along} do not fit {sizes}");
        }
        var entry = new long[sizes.Count];
        return Positions.Map(sizes.AsSpan(), position =>
        {
            position.CopyTo(entry, 0);
            entry[along] /= block;
            return Positions.Place(entries, entry);
        });
    }
}

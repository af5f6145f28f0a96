using System.Globalization;
using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Cli.Reports;

/// <summary>How quantities are written for people.</summary>
internal static class Text
{
    /// <summary>A number with its thousands apart, or the formula.</summary>
    public static string Number(Size size) => size.TryGetValue(out long value)
        ? value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ' ')
        : size.ToString();

    /// <summary>A number; nothing for 0.</summary>
    public static string NumberOrNothing(Size size) => size == 0 ? "" : Number(size);

    /// <summary>
    /// A number, or the formula as a product with the sizes of a shape where they divide it: 150·N·(H - 4)·(W - 4) rather than its four terms. Nothing for 0.
    /// </summary>
    public static string Factored(Size size, Shape shape)
    {
        if (size.IsKnown)
        {
            return NumberOrNothing(size);
        }
        List<string> factors = [];
        foreach (Size part in shape)
        {
            if (!part.IsKnown && Size.TryDivideExactly(size, part, out Size rest))
            {
                factors.Add(Factor(part.ToString()));
                size = rest;
            }
        }
        if (size != 1)
        {
            factors.Insert(0, factors.Count > 0 ? Factor(size.ToString()) : size.ToString());
        }
        return string.Join("·", factors);
    }

    /// <summary>Bytes in a unit that suits them.</summary>
    public static string Bytes(Size? size)
    {
        if (size is not { } bytes)
        {
            return "unavailable";
        }
        if (!bytes.TryGetValue(out long value))
        {
            return bytes.ToString() + " B";
        }
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double scaled = value;
        int unit = 0;
        while (scaled >= 1024 && unit < units.Length - 1)
        {
            scaled /= 1024;
            unit++;
        }
        return scaled.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    /// <summary>1×64×56×56</summary>
    public static string Shape(Shape shape) => shape.Rank == 0
        ? "scalar"
        : string.Join("×", shape.Sizes.ToArray().Select(size => Factor(size.ToString())));

    // In parentheses if it is a sum; what stands inside ⌊ ⌋ or ( ) holds together by itself.
    private static string Factor(string text)
    {
        int depth = 0;
        foreach (char letter in text)
        {
            depth += letter is '⌊' or '⌈' or '(' ? 1 : letter is '⌋' or '⌉' or ')' ? -1 : 0;
            if (letter == ' ' && depth == 0)
            {
                return $"({text})";
            }
        }
        return text;
    }

    /// <summary>The size of a receptive field, height before width: 7×7; with what else there is. Nothing where the input has no part in it.</summary>
    public static string Field(ReceptiveField field)
    {
        string local = Axes(field, axis => axis.Size.ToString());
        string global = field.Global is null ? "" : local.Length > 0 ? " + all" : "all";
        return field.Status switch
        {
            FieldStatus.Complete => local + global,
            FieldStatus.Partial => (local + global + " partial").TrimStart(),
            _ => field.Independent ? "" : "unavailable",
        };
    }

    /// <summary>A quantity of each axis, joined by ×; once if all are the same and known.</summary>
    public static string Axes(ReceptiveField field, Func<FieldAxis, string> quantity) =>
        field.Axes.All(axis => axis is null) ? "" : string.Join("×", field.Axes.Select(axis => axis is null ? "?" : Factor(quantity(axis))));

    /// <summary>The kinds of operation with their counts.</summary>
    public static string Operations(Operations operations) =>
        string.Join(", ", operations.Select(entry => $"{Number(entry.Value)} {entry.Key.ToString().ToLowerInvariant()}"));
}

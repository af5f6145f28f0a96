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

    /// <summary>A number, or the formula as a product: 150·N·(H - 4)·(W - 4) rather than its four terms. Nothing for 0.</summary>
    /// <param name="size">The quantity.</param>
    /// <param name="shape">The shape of the layer's output, whose sizes are likely factors.</param>
    public static string Product(Size size, Shape shape) => size.IsKnown ? NumberOrNothing(size) : Product(size.Factors(shape.Sizes));

    private static string Product(IReadOnlyList<Size> factors) => string.Join("·", factors
        .GroupBy(factor => factor)
        .Select(group => (factors.Count > 1 ? Factor(group.Key.ToString()) : group.Key.ToString()) + Power(group.Count())));

    private static string Power(int power) => power == 1 ? "" : string.Concat(power.ToString(CultureInfo.InvariantCulture).Select(digit => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']));

    /// <summary>
    /// The sum of several quantities: a number, or a sum of products, in which products of the same formulas are taken together. A sum that nobody would read is only told of.
    /// </summary>
    public static string Sum(params IEnumerable<(Size Size, Shape Shape)> sizes)
    {
        const int longest = 240;
        Size known = 0;
        var products = new Dictionary<string, (Size Number, IReadOnlyList<Size> Formulas)>(StringComparer.Ordinal);
        foreach ((Size size, Shape shape) in sizes)
        {
            if (size.IsKnown)
            {
                known += size;
                continue;
            }
            IReadOnlyList<Size> factors = size.Factors(shape.Sizes);
            Size number = factors[0].IsKnown ? factors[0] : 1;
            Size[] formulas = [.. factors.Where(factor => !factor.IsKnown)];
            string key = Product(formulas);
            products[key] = (products.TryGetValue(key, out var same) ? same.Number + number : number, formulas);
        }
        if (products.Count == 0)
        {
            return Number(known);
        }
        IEnumerable<string> terms = products.Values.Select(product => product.Number == 1 ? Product(product.Formulas) : Product([product.Number, .. product.Formulas]));
        string text = string.Join(" + ", known == 0 ? terms : terms.Append(known.ToString()));
        return text.Length <= longest ? text : "(a long formula: --format json has it)";
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
            return Sum((bytes, default)) + " B";
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

    /// <summary>The kinds of operation of several layers, each with its sum.</summary>
    public static string Operations(params IReadOnlyList<(Operations Operations, Shape Shape)> layers) =>
        string.Join(", ", layers.SelectMany(layer => layer.Operations).Select(entry => entry.Key).Distinct().Order().Select(
            kind => $"{Sum(layers.Select(layer => (layer.Operations[kind], layer.Shape)))} {kind.ToString().ToLowerInvariant()}"));
}

using System.Globalization;
using System.Text.Json;
using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Cli.Reports;

/// <summary>A pooling layer with its experiment, or why there is none.</summary>
internal sealed record PooledLayer(Layer Layer, PoolingExperiment? Experiment, string? Reason);

/// <summary>A pooling layer under the exercise sheet's bookkeeping: the count, the formula, and what their ratio is made of.</summary>
internal static class PoolingReport
{
    // How far the growth of the input is followed.
    private const int Steps = 4;

    public static void Print(TextWriter to, PooledLayer pooled)
    {
        to.WriteLine($"{pooled.Layer.Name} ({pooled.Layer.Operator}) under the exercise sheet's bookkeeping: one initial write for each output, one visit for each element of its window");
        if (pooled.Experiment is not { } pool)
        {
            to.WriteLine($"  unavailable, because {pooled.Reason}");
            return;
        }
        to.WriteLine($"  initial writes {Text.Number(pool.Writes)} + visits {Text.Number(pool.Visits)} = {Text.Number(pool.Writes + pool.Visits)}");
        to.WriteLine($"  formula: input · window / stride = {Number(pool.Formula)}");
        string terms = $"{Part(Decimal(pool.Edge))} × {pool.Bookkeeping}";
        to.WriteLine(pool.Ratio.TryGetDouble(out _)
            ? $"  ratio: {pool.Visits + pool.Writes} / {Part(pool.Formula.ToString())} = {Decimal(pool.Ratio)} = {terms}"
            : $"  ratio: {terms}");
        to.WriteLine($"  edge term {Decimal(pool.Edge)}: visits / formula, the windows that there are against input / stride of them");
        to.WriteLine($"  bookkeeping term {pool.Bookkeeping}: (visits + writes) / visits, the initial writes");
        if (pool.Ratio.TryGetDouble(out _))
        {
            foreach ((Size side, PoolingExperiment grown) in Growing(pool))
            {
                to.WriteLine($"  on {side} a side: ratio {Decimal(grown.Ratio)} = {Decimal(grown.Edge)} × {grown.Bookkeeping}");
            }
        }
        try
        {
            (Fraction edge, Fraction bookkeeping) = pool.Limits();
            to.WriteLine($"  as the input grows: edge term → {edge}, bookkeeping term → {bookkeeping}, ratio → {Both(edge * bookkeeping)}");
        }
        catch (UnavailableException error)
        {
            to.WriteLine($"  as the input grows: unavailable, because {error.Message}");
        }
        if (pool.NearestSide() is { } nearest)
        {
            to.WriteLine($"  with equal sides the ratio is nearest to 1 at {nearest}: {Decimal(pool.At(nearest).Ratio)}");
        }
    }

    public static void Write(Utf8JsonWriter json, PooledLayer pooled)
    {
        json.WriteStartObject();
        json.WriteString("name", pooled.Layer.Name);
        if (pooled.Experiment is { } pool)
        {
            Write(json, pool);
        }
        else
        {
            json.WriteString("reason", pooled.Reason);
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PoolingExperiment pool)
    {
        SummaryJson.Quantity(json, "writes", pool.Writes);
        SummaryJson.Quantity(json, "visits", pool.Visits);
        json.WriteString("formula", pool.Formula.ToString());
        json.WriteString("ratio", pool.Ratio.ToString());
        json.WriteString("edge", pool.Edge.ToString());
        json.WriteString("bookkeeping", pool.Bookkeeping.ToString());
        try
        {
            (Fraction edge, Fraction bookkeeping) = pool.Limits();
            json.WriteString("edgeLimit", edge.ToString());
            json.WriteString("bookkeepingLimit", bookkeeping.ToString());
        }
        catch (UnavailableException error)
        {
            json.WriteNull("edgeLimit");
            json.WriteNull("bookkeepingLimit");
            json.WriteString("limitReason", error.Message);
        }
        SummaryJson.Quantity(json, "nearestSide", pool.NearestSide());
    }

    // From the smallest side on, ten times as large at each step, as far as the counts are no larger than a whole number may be.
    private static List<(Size Side, PoolingExperiment Experiment)> Growing(PoolingExperiment pool)
    {
        List<(Size, PoolingExperiment)> grown = [];
        try
        {
            Size side = pool.Side;
            for (int step = 0; step < Steps; step++)
            {
                grown.Add((side, pool.At(side)));
                side *= 10;
            }
        }
        catch (OverflowException)
        {
            // What has been followed shows the way.
        }
        return grown;
    }

    private static string Number(Fraction fraction) => fraction.TryGetWhole(out Size size) ? Text.Number(size) : fraction.ToString();

    // A quotient or a sum stands in parentheses where it is a factor or a divisor.
    private static string Part(string text) => text.AsSpan().IndexOfAny("/ ") >= 0 ? $"({text})" : text;

    private static string Both(Fraction fraction) => fraction.TryGetDouble(out _) && fraction.Denominator != 1 ? $"{fraction} = {Decimal(fraction)}" : fraction.ToString();

    private static string Decimal(Fraction fraction) => fraction.TryGetDouble(out double value)
        ? value.ToString("0.000000", CultureInfo.InvariantCulture)
        : fraction.ToString();
}

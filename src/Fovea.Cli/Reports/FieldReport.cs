using System.Globalization;
using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Cli.Reports;

/// <summary>What a unit of a layer sees, in words and numbers, height before width.</summary>
internal static class FieldReport
{
    public static void Print(TextWriter to, Summary summary, Layer layer, long[]? unit, bool taps)
    {
        ReceptiveField field = layer.Field;
        to.WriteLine($"{layer.Name} ({layer.Operator}) sees of input '{summary.Fields.Input}': {field.Status.ToString().ToLowerInvariant()}");
        if (field.Reason is { } reason)
        {
            to.WriteLine($"  {reason}");
        }
        if (field.Global is { } global)
        {
            to.WriteLine($"  everything, through '{global}'");
        }
        for (int axis = 0; axis < field.Axes.Count; axis++)
        {
            if (field.Axes[axis] is { } local)
            {
                Axis(to, AxisName(axis, field.Axes.Count), local, unit is not null && axis < unit.Length ? unit[axis] : null);
            }
        }
        if (taps)
        {
            Taps(to, summary, layer, unit ?? []);
        }
    }

    private static void Axis(TextWriter to, string name, FieldAxis axis, long? unit)
    {
        to.WriteLine($"  {name}: size {axis.Size}, stride {axis.Stride}, padding {axis.Padding}, centre of unit 0 at {axis.Centre}"
            + (axis.Aligned ? "" : " (the union of paths that are not aligned)"));
        if (axis.Phases.Count > 0)
        {
            // Where all are of one size it is said already.
            string sizes = axis.Phases.Any(phase => phase.Size != axis.Size) ? $": sizes {string.Join(", ", axis.Phases.Select(phase => phase.Size))}" : "";
            to.WriteLine($"    repeats after {axis.Phases.Count} units{sizes}");
        }
        if (unit is { } position)
        {
            FieldPhase phase = axis.Phases.Count > 0
                ? axis.Phases[(int)Size.Mod(position, axis.Phases.Count).Value]
                : new FieldPhase(axis.Size, axis.Padding);
            Fraction start = (axis.Stride * position) - phase.Padding;
            to.WriteLine($"    unit {position} sees {start} to {start + phase.Size - 1}");
        }
    }

    private static void Taps(TextWriter to, Summary summary, Layer layer, long[] unit)
    {
        string value = layer.Outputs[0].Name;
        int rank = summary.Typed[value].Shape.Rank;
        var position = new long[rank];
        for (int axis = 0; axis < unit.Length && axis + 2 < rank; axis++)
        {
            position[axis + 2] = unit[axis];
        }
        AxisTaps[] taps = FieldTaps.Of(summary.Typed, value, position, summary.Fields.Input);
        for (int axis = 2; axis < taps.Length; axis++)
        {
            string name = AxisName(axis - 2, taps.Length - 2);
            if (taps[axis].Positions is not { } positions)
            {
                to.WriteLine($"  {name} taps: {taps[axis].Problem ?? "all"}");
                continue;
            }
            if (positions.Count == 0)
            {
                to.WriteLine($"  {name} taps: none");
                continue;
            }
            string list = string.Join(" ", positions.Select(tap => tap.ToString(CultureInfo.InvariantCulture)));
            to.WriteLine($"  {name} taps: {positions.Max - positions.Min + 1} wide, {positions.Count} used: {list}");
        }
    }

    private static string AxisName(int axis, int count) => count switch
    {
        1 => "length",
        2 => axis == 0 ? "height" : "width",
        3 => axis == 0 ? "depth" : axis == 1 ? "height" : "width",
        _ => $"axis {axis}",
    };
}

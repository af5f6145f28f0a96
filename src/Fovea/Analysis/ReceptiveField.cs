using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Analysis;

/// <summary>How much of a receptive field is told.</summary>
public enum FieldStatus
{
    /// <summary>All of it.</summary>
    Complete,

    /// <summary>Some of it, or more than a unit sees, and why not exactly it.</summary>
    Partial,

    /// <summary>Nothing, and why.</summary>
    Unavailable,
}

/// <summary>
/// What a unit sees along one axis of the input by local paths. Unit u sees the positions from u·stride − padding on, <c>size</c> of them.
/// </summary>
/// <param name="Size">The number of positions from the first to the last; for a periodic field the largest.</param>
/// <param name="Stride">Input positions from one unit to the next; 0 where all units see the same, or the field begins anew after a period.</param>
/// <param name="Padding">How far unit 0 begins before the input: unit · stride − start.</param>
/// <param name="Centre">The centre of what unit 0 sees.</param>
/// <param name="Phases">Size and padding of each unit of a period, if the field is periodic (up-sampling, axes laid end to end); otherwise empty.</param>
/// <param name="Aligned">Whether all paths have the same centre where they meet; if not, this is their union.</param>
public sealed record FieldAxis(Size Size, Fraction Stride, Fraction Padding, Fraction Centre, Values<FieldPhase> Phases, bool Aligned);

/// <summary>What the units of one phase of a periodic field see.</summary>
/// <param name="Size">The number of positions from the first to the last; 0 if they see nothing.</param>
/// <param name="Padding">unit · stride − start.</param>
public sealed record FieldPhase(Size Size, Fraction Padding);

/// <summary>
/// The receptive field of a value's units with respect to an input of the graph, along the input's spatial axes (those from the third on).
/// Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks", Distill 2019, extended to dilation, any directed acyclic
/// graph, paths of different alignment, and rational strides.
/// </summary>
/// <param name="Status">How much of it is told.</param>
/// <param name="Reason">Why it is not complete.</param>
/// <param name="Axes">The local field along each spatial axis of the input; null where there is none.</param>
/// <param name="Global">The node through which a unit sees everything, or null.</param>
public sealed record ReceptiveField(FieldStatus Status, string? Reason, Values<FieldAxis?> Axes, string? Global)
{
    /// <summary>Whether the value does not depend on the input, like a constant or a shape: there is nothing to see.</summary>
    public bool Independent { get; init; }
}

/// <summary>Computes the receptive field of every value of a graph with respect to one of its inputs, in one pass.</summary>
public sealed class FieldAnalysis
{
    // The input's first two axes are its samples and channels.
    private const int FirstSpatialAxis = 2;

    private readonly Dictionary<string, Seen> fields;
    private readonly Dictionary<string, string> problems = new(StringComparer.Ordinal);
    private readonly int spatialAxes;

    private FieldAnalysis(string input, int spatialAxes, int values)
    {
        Input = input;
        this.spatialAxes = spatialAxes;
        fields = new(values, StringComparer.Ordinal);
    }

    /// <summary>The input that the fields lie in; empty if the graph has no input with a spatial axis.</summary>
    public string Input { get; }

    /// <summary>Follows a graph from an input on; by default from the first one with a spatial axis.</summary>
    /// <exception cref="GraphException">There is no such input.</exception>
    public static FieldAnalysis Of(TypedGraph typed, string? input = null)
    {
        GraphInput? chosen = null;
        foreach (GraphInput candidate in typed.Graph.Inputs)
        {
            if (input is null ? candidate.Type?.Shape.Rank >= 3 : candidate.Name == input)
            {
                chosen = candidate;
                break;
            }
        }
        if (chosen?.Type is not { } type)
        {
            return input is null ? new FieldAnalysis("", 0, 0) : throw new GraphException($"'{input}' is no input of known rank");
        }
        var analysis = new FieldAnalysis(chosen.Name, Math.Max(0, type.Shape.Rank - FirstSpatialAxis), typed.Nodes.Count + 1);
        var own = new AxisField[analysis.spatialAxes];
        for (int axis = 0; axis < own.Length; axis++)
        {
            own[axis] = new AxisField(LocalField.Identity(axis + FirstSpatialAxis));
        }
        analysis.fields[chosen.Name] = new Seen(own);
        foreach (TypedNode node in typed.Nodes)
        {
            analysis.Follow(node);
        }
        return analysis;
    }

    /// <summary>The receptive field of a value.</summary>
    public ReceptiveField this[string value]
    {
        get
        {
            if (Input.Length == 0)
            {
                return Unavailable("the graph has no input with a spatial axis") with { Independent = true };
            }
            if (problems.TryGetValue(value, out string? reason))
            {
                return Unavailable(reason);
            }
            return fields.TryGetValue(value, out Seen? seen)
                ? seen.Report
                : Unavailable($"it does not depend on the input '{Input}'") with { Independent = true };
        }
    }

    /// <summary>What the units of a value see along one of the input's spatial axes; null if it does not depend on the input, or cannot be told.</summary>
    internal AxisField? Along(string value, int axis) => fields.TryGetValue(value, out Seen? seen) ? seen.Axes[axis] : null;

    private static ReceptiveField Unavailable(string reason) => new(FieldStatus.Unavailable, reason, [], null);

    private void Follow(TypedNode node)
    {
        for (int output = 0; output < node.Node.Outputs.Count; output++)
        {
            string name = node.Node.Outputs[output];
            if (name.Length == 0 || !Depends(node.Node, out string? problem))
            {
                continue;
            }
            problem ??= node.Reason;
            if (problem is null)
            {
                try
                {
                    FieldRule rule = node.Field(output);
                    if (Through(node.Node, rule) is { } seen)
                    {
                        fields[name] = seen;
                    }
                    continue;
                }
                catch (UnavailableException unavailable)
                {
                    problem = unavailable.Message;
                }
            }
            problems[name] = problem;
        }
    }

    private bool Depends(Node node, out string? problem)
    {
        problem = null;
        bool depends = false;
        foreach (string input in node.Inputs)
        {
            depends |= fields.ContainsKey(input);
            if (problems.TryGetValue(input, out string? reason))
            {
                depends = true;
                problem ??= reason;
            }
        }
        return depends || node.Operator.Subgraphs.Count > 0;
    }

    private Seen? Through(Node node, FieldRule rule)
    {
        Seen? result = null;
        for (int input = 0; input < node.Inputs.Count && input < rule.Inputs.Count; input++)
        {
            if (rule.Inputs[input] is not { } rules || !fields.TryGetValue(node.Inputs[input], out Seen? given))
            {
                continue;
            }
            var mapped = new AxisField[spatialAxes];
            bool changed = false;
            for (int axis = 0; axis < spatialAxes; axis++)
            {
                mapped[axis] = given.Axes[axis].Through(rules, node.Label);
                if (result is not null)
                {
                    bool apart = given.Axes[axis].Local?.Meets<AxisRule.Piece>(rules) == true;
                    mapped[axis] = AxisField.Join(result.Axes[axis], mapped[axis], node.Label, apart);
                }
                changed |= !ReferenceEquals(mapped[axis], given.Axes[axis]);
            }
            // A pointwise layer sees what its input sees: long networks need not keep it twice.
            result = changed ? new Seen(mapped) : given;
        }
        return result;
    }

    // What the units of one value, or of several, see along each spatial axis of the input.
    private sealed class Seen(AxisField[] axes)
    {
        private ReceptiveField? report;

        public AxisField[] Axes { get; } = axes;

        public ReceptiveField Report => report ??= FieldAnalysis.Report(Axes);
    }

    private static ReceptiveField Report(AxisField[] fields)
    {
        var axes = new FieldAxis?[fields.Length];
        string? reason = null;
        string? global = null;
        bool any = false;
        for (int axis = 0; axis < axes.Length; axis++)
        {
            AxisField field = fields[axis];
            string? problem = field.Problem;
            try
            {
                // Most networks see as much along one axis as along the other: told once.
                axes[axis] = field is not { Local: { } local, Vague: false } ? null
                    : axis > 0 && fields[axis - 1] is { Local: { } other, Vague: false } && local.SeesAs(other) ? axes[axis - 1]
                    : Report(local.Gathered());
            }
            catch (UnavailableException unavailable)
            {
                problem ??= unavailable.Message;
            }
            any |= axes[axis] is not null || field.Global is not null || field.SomePaths;
            reason ??= problem;
            global ??= field.Global;
        }
        FieldStatus status = reason is null ? FieldStatus.Complete : any ? FieldStatus.Partial : FieldStatus.Unavailable;
        return new ReceptiveField(status, reason, Values.Create<FieldAxis?>(axes), global);
    }

    private static FieldAxis? Report(LocalField local)
    {
        Fraction stride = local.Stride;
        Size size = 0;
        Fraction? padding = null;
        var phases = new FieldPhase[local.Period];
        for (int phase = 0; phase < phases.Length; phase++)
        {
            if (local.Phases[phase] is not { } extent)
            {
                phases[phase] = new FieldPhase(0, 0);
                continue;
            }
            Size width = extent.High - extent.Low + 1;
            Fraction before = (stride * phase) - extent.Low;
            phases[phase] = new FieldPhase(width, before);
            size = Size.Max(size, width);
            padding = padding is { } other && Fraction.TryCompare(other, before, out int order) && order >= 0 ? other : before;
        }
        if (padding is not { } most)
        {
            return null;
        }
        Fraction centre = local.Phases[0] is { } first ? new Fraction(first.Low + first.High, 2) : 0;
        return new FieldAxis(size, stride, most, centre, phases.Length > 1 ? Values.Create<FieldPhase>(phases) : [], local.Aligned);
    }
}

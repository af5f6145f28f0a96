using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Analysis;

/// <summary>How much of a receptive field is told.</summary>
public enum FieldStatus
{
    /// <summary>All of it.</summary>
    Complete,

    /// <summary>Some of it, and why not the rest.</summary>
    Partial,

    /// <summary>Nothing, and why.</summary>
    Unavailable,
}

/// <summary>
/// What a unit sees along one axis of the input by local paths. Unit u sees the positions from u·stride − padding on, <c>size</c> of them.
/// </summary>
/// <param name="Size">The number of positions from the first to the last; for a periodic field the largest.</param>
/// <param name="Stride">Input positions from one unit to the next.</param>
/// <param name="Padding">How far unit 0 begins before the input: unit · stride − start.</param>
/// <param name="Centre">The centre of what unit 0 sees.</param>
/// <param name="Phases">Size and padding of each unit of a period, if the field is periodic (up-sampling); otherwise empty.</param>
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
public sealed record ReceptiveField(FieldStatus Status, string? Reason, Values<FieldAxis?> Axes, string? Global);

/// <summary>Computes the receptive field of every value of a graph with respect to one of its inputs, in one pass.</summary>
public sealed class FieldAnalysis
{
    private readonly Dictionary<string, AxisField[]> fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> problems = new(StringComparer.Ordinal);
    private readonly int rank;

    private FieldAnalysis(string input, int rank)
    {
        Input = input;
        this.rank = rank;
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
            return input is null ? new FieldAnalysis("", 0) : throw new GraphException($"'{input}' is no input of known rank");
        }
        var analysis = new FieldAnalysis(chosen.Name, type.Shape.Rank);
        var own = new AxisField[type.Shape.Rank];
        for (int axis = 0; axis < own.Length; axis++)
        {
            own[axis] = new AxisField(LocalField.Identity(axis));
        }
        analysis.fields[chosen.Name] = own;
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
                return Unavailable("the graph has no input with a spatial axis");
            }
            if (problems.TryGetValue(value, out string? reason))
            {
                return Unavailable(reason);
            }
            return fields.TryGetValue(value, out AxisField[]? axes)
                ? Report(axes)
                : Unavailable($"it does not depend on the input '{Input}'");
        }
    }

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
                    FieldRule rule = node.Node.Operator.Field(node.Inputs, node.Outputs, output);
                    if (Through(node.Node, rule) is { } axes)
                    {
                        fields[name] = axes;
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

    private AxisField[]? Through(Node node, FieldRule rule)
    {
        AxisField[]? result = null;
        for (int input = 0; input < node.Inputs.Count && input < rule.Inputs.Count; input++)
        {
            if (rule.Inputs[input] is not { } rules || !fields.TryGetValue(node.Inputs[input], out AxisField[]? given))
            {
                continue;
            }
            var mapped = new AxisField[rank];
            for (int axis = 0; axis < rank; axis++)
            {
                mapped[axis] = Through(given[axis], rules, node.Label);
                if (result is not null)
                {
                    mapped[axis] = AxisField.Join(result[axis], mapped[axis], node.Label);
                }
            }
            result = mapped;
        }
        return result;
    }

    private static AxisField Through(AxisField field, Values<AxisRule> rules, string node)
    {
        if (field.Local is not { } local)
        {
            return field;
        }
        try
        {
            return rules[local.Axis] switch
            {
                AxisRule.Whole => new AxisField(null, field.Global ?? node, field.Problem),
                AxisRule.Fixed => new AxisField(null, field.Global, field.Problem ?? $"'{node}' reads a fixed position, whatever the unit"),
                AxisRule.Irregular irregular => new AxisField(null, field.Global, field.Problem ?? $"at '{node}': {irregular.Reason}"),
                AxisRule rule => field with { Local = local.Through(rule) },
            };
        }
        catch (UnavailableException unavailable)
        {
            return new AxisField(null, field.Global, field.Problem ?? $"at '{node}': {unavailable.Message}");
        }
    }

    private ReceptiveField Report(AxisField[] fields)
    {
        var axes = new FieldAxis?[Math.Max(0, rank - 2)];
        string? reason = null;
        string? global = null;
        bool any = false;
        for (int axis = 0; axis < axes.Length; axis++)
        {
            AxisField field = fields[axis + 2];
            axes[axis] = field.Local is { } local ? Report(local) : null;
            any |= axes[axis] is not null || field.Global is not null || field.SomePaths;
            reason ??= field.Problem;
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

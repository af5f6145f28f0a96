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
    /// <summary>The input's first two axes are its samples and channels.</summary>
    internal const int FirstSpatialAxis = 2;

    private readonly ValueNumbers numbers;
    private readonly int spatialAxes;
    // For each value what its units see along each spatial axis of the input; null if they do not depend on it, or it cannot be told.
    private readonly AxisField[]?[] fields;
    private readonly Dictionary<int, string> problems = [];

    private FieldAnalysis(Graph graph, string input, int spatialAxes)
    {
        Input = input;
        this.spatialAxes = spatialAxes;
        numbers = graph.Numbers;
        fields = new AxisField[numbers.Count][];
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
            return input is null ? new FieldAnalysis(typed.Graph, "", 0) : throw new GraphException($"'{input}' is no input of known rank");
        }
        var analysis = new FieldAnalysis(typed.Graph, chosen.Name, Math.Max(0, type.Shape.Rank - FirstSpatialAxis));
        var own = new AxisField[analysis.spatialAxes];
        Array.Fill(own, AxisField.Identity);
        analysis.fields[analysis.numbers[chosen.Name]] = own;
        for (int index = 0; index < typed.Nodes.Count; index++)
        {
            analysis.Follow(typed.Nodes[index], index);
        }
        return analysis;
    }

    /// <summary>The receptive field of a value.</summary>
    public ReceptiveField this[string value] => this[numbers.TryFind(value, out int number) ? number : ValueNumbers.None];

    /// <summary>The receptive field of a value, by its number.</summary>
    internal ReceptiveField this[int value]
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
            return value != ValueNumbers.None && fields[value] is { } seen
                ? Report(seen)
                : Unavailable($"it does not depend on the input '{Input}'") with { Independent = true };
        }
    }

    /// <summary>What the units of a value see along one of the input's spatial axes; null if it does not depend on the input, or cannot be told.</summary>
    internal AxisField? Along(string value, int axis) => numbers.TryFind(value, out int number) ? fields[number]?[axis] : null;

    private static ReceptiveField Unavailable(string reason) => new(FieldStatus.Unavailable, reason, [], null);

    private void Follow(TypedNode node, int index)
    {
        ReadOnlySpan<int> inputs = numbers.Reads(index)[..node.InputInfos.Length];
        ReadOnlySpan<int> outputs = numbers.Outputs(index);
        if (!Depends(node, inputs, out string? inherited))
        {
            return;
        }
        for (int output = 0; output < outputs.Length; output++)
        {
            if (outputs[output] == ValueNumbers.None)
            {
                continue;
            }
            string? problem = inherited ?? node.Reason;
            if (problem is null)
            {
                try
                {
                    fields[outputs[output]] = Through(node.Node, inputs, node.Field(output));
                    continue;
                }
                catch (UnavailableException unavailable)
                {
                    problem = unavailable.Message;
                }
            }
            problems[outputs[output]] = problem;
        }
    }

    private bool Depends(TypedNode node, ReadOnlySpan<int> inputs, out string? problem)
    {
        problem = null;
        bool depends = node.Operator.Subgraphs.Count > 0;
        foreach (int input in inputs)
        {
            depends |= input != ValueNumbers.None && fields[input] is not null;
            if (problems.Count > 0 && problems.TryGetValue(input, out string? reason))
            {
                depends = true;
                problem ??= reason;
            }
        }
        return depends;
    }

    private AxisField[]? Through(Node node, ReadOnlySpan<int> inputs, FieldRule rule)
    {
        AxisField[]? result = null;
        for (int input = 0; input < inputs.Length && input < rule.Inputs.Count; input++)
        {
            if (rule.Inputs[input] is not { } rules || inputs[input] == ValueNumbers.None || fields[inputs[input]] is not { } given)
            {
                continue;
            }
            AxisField[] mapped = given;
            AxisField[]? before = result;
            for (int axis = 0; axis < spatialAxes; axis++)
            {
                int own = FirstSpatialAxis + axis;
                AxisField next;
                if (axis > 0 && ReferenceEquals(given[axis], given[axis - 1]) && (before is null || ReferenceEquals(before[axis], before[axis - 1]))
                    && given[axis].IsReadAsBefore(rules, own))
                {
                    next = mapped[axis - 1];
                }
                else
                {
                    next = given[axis].Through(rules, own, node);
                    if (before is not null)
                    {
                        bool apart = given[axis].Local?.Meets<AxisRule.Piece>(rules, own) == true;
                        next = AxisField.Join(before[axis], next, node, apart);
                    }
                }
                if (!ReferenceEquals(next, given[axis]))
                {
                    // A pointwise layer sees what its input sees: long networks need not keep it twice.
                    mapped = ReferenceEquals(mapped, given) ? [.. given] : mapped;
                    mapped[axis] = next;
                }
            }
            result = mapped;
        }
        return result;
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
                axes[axis] = field is { Local: { } local, Vague: false } ? Report(local.Gathered()) : null;
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

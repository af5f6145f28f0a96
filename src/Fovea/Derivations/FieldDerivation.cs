using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Derivations;

/// <summary>
/// Derives what a unit sees of the input, layer by layer along the paths to it: size, jump (input positions from one unit to the next) and padding (how far the first unit begins
/// before the input). The rules of composition are those of <see cref="FieldAnalysis"/>, applied to names.
/// </summary>
public static class FieldDerivation
{
    /// <summary>What a unit sees along one axis.</summary>
    private readonly record struct View(Size Size, Size Jump, Size Padding);

    /// <summary>The derivation for a layer.</summary>
    /// <param name="typed">The network.</param>
    /// <param name="fields">Its receptive fields.</param>
    /// <param name="target">The layer.</param>
    /// <exception cref="UnavailableException">The layer sees nothing of the input, or that cannot be told.</exception>
    public static Derivation Of(TypedGraph typed, FieldAnalysis fields, Node target)
    {
        ReceptiveField field = fields[target.Outputs[0]];
        if (field.Status == FieldStatus.Unavailable)
        {
            throw new UnavailableException($"the receptive field of '{target.Label}' is unavailable: {field.Reason}");
        }
        int rank = typed[fields.Input].Shape.Rank;
        var general = new GeneralField(GeneralLayer.NamesOf(typed.Graph));
        List<(string Words, List<DerivationSection> Sections)> axes = [];
        for (int axis = 2; axis < rank; axis++)
        {
            List<DerivationSection> sections = Path(typed, fields, target, axis - 2, general);
            string word = GeneralLayer.AxisWord(axis, rank);
            if (axes.Count > 0 && axes[^1].Sections.SequenceEqual(sections))
            {
                axes[^1] = (axes[^1].Words + " and " + word, sections);
            }
            else
            {
                axes.Add((word, sections));
            }
        }
        string? rest = field.Global is { } global ? $"and everything, through '{global}'" : field.Reason;
        return new Derivation(
            $"The receptive field of {target.Label} in '{fields.Input}'",
            [
                .. axes.SelectMany(axis => axis.Sections.Select(section => section with { Title = $"{section.Title}: {axis.Words}" })),
                .. rest is null ? Array.Empty<DerivationSection>() : [new DerivationSection(target.Label, null, [], rest)],
            ]);
    }

    private static List<DerivationSection> Path(TypedGraph typed, FieldAnalysis fields, Node target, int axis, GeneralField general)
    {
        List<DerivationSection> sections =
        [
            new(fields.Input, null, [], "a unit of the input sees itself: size 1, jump 1 from one unit to the next, padding 0 before the first"),
        ];
        HashSet<string> needed = Needed(typed.Graph, target);
        foreach (TypedNode node in typed.Nodes)
        {
            for (int output = 0; output < node.Node.Outputs.Count; output++)
            {
                if (needed.Contains(node.Node.Outputs[output]) && fields.Along(node.Node.Outputs[output], axis) is not null)
                {
                    sections.AddRange(Through(fields, node, output, axis, general));
                }
            }
        }
        return sections;
    }

    // The values that a node depends on, and its own.
    private static HashSet<string> Needed(Graph graph, Node target)
    {
        var needed = new HashSet<string>(target.Outputs.Where(name => name.Length > 0), StringComparer.Ordinal);
        foreach (Node node in graph.Nodes.Reverse())
        {
            if (node.Outputs.Any(needed.Contains))
            {
                needed.UnionWith(node.Inputs);
            }
        }
        return needed;
    }

    private static List<DerivationSection> Through(FieldAnalysis fields, TypedNode node, int output, int axis, GeneralField general)
    {
        string title = $"{node.Node.Label} ({node.Node.Operator.Name})";
        FieldRule rule;
        try
        {
            rule = node.Node.Operator.Field(node.Inputs, node.Outputs, output);
        }
        catch (UnavailableException unavailable)
        {
            return [new(title, null, [], $"unavailable: {unavailable.Message}")];
        }
        List<DerivationSection> sections = [];
        List<View> paths = [];
        bool known = true;
        bool whole = false;
        int read = 0;
        int kept = 0;
        for (int input = 0; input < node.Node.Inputs.Count && input < rule.Inputs.Count; input++)
        {
            if (rule.Inputs[input] is not { } rules || fields.Along(node.Node.Inputs[input], axis) is not { Local: { } local })
            {
                continue;
            }
            read++;
            AxisRule? own = local.Digits is [{ IsWhole: true } digit] ? rules[FieldAnalysis.FirstSpatialAxis + axis + digit.Axis] : null;
            View? view = ViewOf(fields, node.Node.Inputs[input], axis);
            kept += own is AxisRule.Same or AxisRule.Normalised ? 1 : 0;
            switch (own)
            {
                case AxisRule.Whole:
                    whole = true;
                    continue;
                case AxisRule.Same or AxisRule.Normalised when view is { } same:
                    paths.Add(same);
                    break;
                case AxisRule.Windowed window when view is { } before:
                    paths.Add(general.Through(title, before, window, sections));
                    break;
                default:
                    known = false;
                    break;
            }
        }
        for (int path = 1; path < paths.Count && known; path++)
        {
            known = paths[path].Jump == paths[0].Jump;
            paths[0] = known && paths[path] != paths[0] ? general.Join(title, paths[0], paths[path], sections) : paths[0];
        }
        if (read == kept && read <= 1)
        {
            // What is pointwise sees what its only input sees, and what sees everything has nothing to add.
            return [];
        }
        if (whole)
        {
            return [new(title, null, [], "every unit sees the whole axis")];
        }
        if (known && paths.Count > 0 && ViewOf(fields, node.Node.Outputs[output], axis) == paths[0])
        {
            return sections;
        }
        FieldAxis? told = fields[node.Node.Outputs[output]] is { Axes: { Count: > 0 } all } ? all[axis] : null;
        return [new(title, null, [], told is null
            ? "what is seen has no local form"
            : $"size {told.Size}, jump {told.Stride}, padding {told.Padding}: found position by position, for they follow no formula of size, jump and padding alone")];
    }

    // Size, jump and padding, where they are whole and every unit sees alike.
    private static View? ViewOf(FieldAnalysis fields, string value, int axis) =>
        fields[value] is { Axes: { Count: > 0 } axes } && axes[axis] is { Phases.Count: 0 } local
        && local.Stride.TryGetWhole(out Size jump) && local.Padding.TryGetWhole(out Size padding)
            ? new View(local.Size, jump, padding)
            : null;

    /// <summary>The rules of composition, in general.</summary>
    private sealed class GeneralField(HashSet<string> taken)
    {
        public View Through(string title, View before, AxisRule.Windowed window, List<DerivationSection> sections)
        {
            if (window is { Kernel: var kernel, Stride: var stride, Before: var pad } && kernel == 1 && stride == 1 && pad == 0)
            {
                return before;
            }
            var names = new Naming(taken);
            View general = names.View("", before, "of the field so far");
            LocalField after = Local(general).Through(
            [
                new AxisRule.Windowed(
                    0,
                    names.Name("kernel", window.Kernel, 1, "kernel of the layer"),
                    names.Name("stride", window.Stride, 1, "stride of the layer"),
                    names.Name("dilation", window.Dilation, 1, "dilation of the layer"),
                    names.Name("before", window.Before, 0, "padding of the layer")),
            ], 0)!;
            return Derived(title, after, "a window on the field so far", names, sections);
        }

        public View Join(string title, View one, View other, List<DerivationSection> sections)
        {
            var names = new Naming(taken);
            View first = names.View("_1", one, "of one path");
            View second = names.View("_2", other, "of the other path") with { Jump = first.Jump };
            return Derived(title, Local(first).Union(Local(second)), "both paths together, from the first position to the last", names, sections);
        }

        private static LocalField Local(View view) =>
            new([AxisDigit.Whole(0)], view.Jump, [new Extent(-view.Padding, view.Size - 1 - view.Padding)], Aligned: true);

        private static View Derived(string title, LocalField after, string rule, Naming names, List<DerivationSection> sections)
        {
            Extent extent = after.Phases[0]!.Value;
            Size Step(string quantity, Size general)
            {
                Values<DerivationStep> steps = Steps.Of(general, rule, names.All);
                sections.Add(new DerivationSection(title, new Words($"new {quantity}"), steps));
                return Steps.Result(steps);
            }

            return new View(Step("size", extent.High - extent.Low + 1), Step("jump", after.Advance), Step("padding", -extent.Low));
        }
    }

    private sealed class Naming(HashSet<string> taken)
    {
        private readonly List<Assignment> all = [];

        // What the layer is goes in first, then what was found before it.
        public IEnumerable<Assignment> All => all.Skip(3).Concat(all.Take(3));

        public View View(string suffix, View view, string meaning) => new(
            Name("size" + suffix, view.Size, 1, $"size {meaning}"),
            Name("jump" + suffix, view.Jump, 0, $"jump {meaning}"),
            Name("padding" + suffix, view.Padding, long.MinValue, $"padding {meaning}"));

        public Size Name(string name, Size value, long atLeast, string meaning)
        {
            all.Add(new Assignment(GeneralLayer.Free(name, taken), value, meaning));
            return Size.Symbol(all[^1].Name, atLeast);
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Lowering;
using Fovea.Runtime.Memory;
using Fovea.Runtime.Passes;
using Fovea.Runtime.Steps;
using Fovea.Tensors;

namespace Fovea.Runtime.Plans;

/// <summary>Makes a plan: goes through the nodes in order, asks for each what runs it, and lays out the places that the steps use.</summary>
internal sealed class PlanMaker
{
    // A tensor of more elements than this is refused, as the reference refuses it.
    private const long MaximumElements = Evaluation<Real>.MaximumElements;

    private readonly Dictionary<string, PlanValue> values = new(StringComparer.Ordinal);
    private readonly List<PlanStep> steps = [];
    private readonly List<Cell> cells = [];
    private readonly HashSet<Node> taken = [];
    private readonly HashSet<string> made = new(StringComparer.Ordinal);

    private PlanMaker(WeightedGraph model, PreparedWeights weights, SessionOptions options)
    {
        Model = model;
        Weights = weights;
        Options = options;
        Typed = TypedGraph.Infer(model.Graph);
        Readers = Passes.Readers.Places(model.Graph);
    }

    /// <summary>The network, all shapes of its inputs known.</summary>
    public WeightedGraph Model { get; }

    /// <summary>What the rules say of it.</summary>
    public TypedGraph Typed { get; }

    /// <summary>The places of the nodes that read each value; an output of the graph counts as the place behind the last node.</summary>
    public Dictionary<string, List<int>> Readers { get; }

    /// <summary>The weights as kernels want them.</summary>
    public PreparedWeights Weights { get; }

    /// <summary>Which values lie in blocks of channels.</summary>
    public ImageLayouts Layouts { get; private set; } = null!;

    /// <summary>What the user asks for.</summary>
    public SessionOptions Options { get; }

    /// <summary>Makes the plan of a network whose inputs have known shapes.</summary>
    /// <exception cref="GraphException">The network is ill-formed, or larger than the options allow.</exception>
    public static Plan Make(WeightedGraph model, PreparedWeights weights, SessionOptions options) => new PlanMaker(model, weights, options).Make();

    private Plan Make()
    {
        Define();
        Layouts = new ImageLayouts(this);
        PlanInput[] inputs = [.. Model.Graph.Inputs.Select(input => new PlanInput(values[input.Name]))];
        foreach (TypedNode node in Typed.Nodes)
        {
            if (!taken.Contains(node.Node))
            {
                if (!NodeLowering.Lower(this, node))
                {
                    LowerToReference(node);
                }
                made.UnionWith(node.Node.Outputs);
            }
        }
        foreach (GraphOutput output in Model.Graph.Outputs)
        {
            if (values[output.Name] is { IsNumeric: true, Constant: null })
            {
                Plain(output.Name).Use(steps.Count);
            }
        }
        LinkWeights();
        Slot[] slots = UsedSlots();
        long bytes = Arena.LayOut(slots);
        Operands.Require(
            bytes <= Options.MaximumBytes, $"its activations take {bytes} bytes at once; at most {Options.MaximumBytes} are allowed here");
        return new Plan(
            [.. steps],
            inputs,
            [.. Model.Graph.Outputs.Select(output => new PlanOutput(values[output.Name]))],
            slots,
            [.. cells],
            bytes);
    }

    // Every value of the graph, and where those lie that no node makes.
    private void Define()
    {
        foreach (Parameter parameter in Model.Graph.Parameters)
        {
            values.Add(parameter.Name, new PlanValue(parameter.Name, parameter.Type) { Constant = Model.Value(parameter) });
        }
        foreach (string name in Model.Graph.Inputs.Select(input => input.Name).Concat(Typed.Nodes.SelectMany(node => node.Node.Outputs)))
        {
            if (name.Length > 0)
            {
                var value = new PlanValue(name, Typed[name].Type);
                Operands.Require(
                    !value.IsNumeric || IsSmall(value.Sizes), $"'{name}' is {value.Type}: it has more than {MaximumElements} elements, which no plan takes");
                values.Add(name, value);
            }
        }
        foreach (GraphInput input in Model.Graph.Inputs)
        {
            Room(values[input.Name]);
            values[input.Name].Plain?.Use(0);
        }
    }

    // Each kernel is told which weights come next.
    private void LinkWeights()
    {
        KernelStep? next = null;
        for (int index = steps.Count - 1; index >= 0; index--)
        {
            if (steps[index].Step is KernelStep step)
            {
                step.Next = next;
                next = step.HasFixedWeights ? step : next;
            }
        }
    }

    private static bool IsSmall(long[] sizes)
    {
        UInt128 count = 1;
        foreach (long size in sizes)
        {
            count *= (UInt128)size;
            if (count > (UInt128)MaximumElements)
            {
                // A later size may be 0, but no network means that.
                return false;
            }
        }
        return true;
    }

    // Every place that a step uses, with the steps that use it noted.
    private Slot[] UsedSlots()
    {
        var used = new HashSet<Slot>();
        for (int index = 0; index < steps.Count; index++)
        {
            if (steps[index].Step is { } step)
            {
                foreach (Slot slot in step.Reads.Concat(step.Writes))
                {
                    slot.Use(index);
                    used.Add(slot.Root);
                }
            }
        }
        used.UnionWith(values.Values.Where(value => value.Plain is { Root.Last: >= 0 }).Select(value => value.Plain!.Root));
        return [.. used.Where(slot => !slot.IsFixed)];
    }

    /// <summary>A value.</summary>
    public PlanValue this[string name] => values[name];

    /// <summary>Whether a value is a parameter, and its values.</summary>
    public bool IsConstant(string name, [NotNullWhen(true)] out Tensor? constant) => (constant = name.Length == 0 ? null : values[name].Constant) is not null;

    /// <summary>Whether the steps so far make a value.</summary>
    public bool IsMade(string name) => made.Contains(name);

    /// <summary>The node that alone reads a value, if it is not delivered too.</summary>
    public TypedNode? OnlyReader(string name) => Readers.GetValueOrDefault(name) is [var place] && place < Typed.Nodes.Count ? Typed.Nodes[place] : null;

    /// <summary>The place where the elements of a value lie in row-major order.</summary>
    public Slot Plain(string name)
    {
        PlanValue value = values[name];
        if (value.Plain is null)
        {
            if (value.Constant is { } constant)
            {
                value.Plain = Weights.Plain(name, constant);
            }
            else
            {
                Placement blocked = value.Blocked ?? Gathered(value) ?? throw new InvalidOperationException($"'{name}' has not been made");
                if (LiesPlain(value, blocked.Layout) && blocked is { Slot.Root: var root } && root == blocked.Slot && blocked.Pixel == 0)
                {
                    value.Plain = blocked.Slot;
                }
                else
                {
                    MakePlain(name);
                    AddConversion(new BlockStep(blocked, Flat(value)), name, "to planes");
                }
            }
        }
        return value.Plain!;
    }

    /// <summary>A value as an image in blocks of channels, or with one lane in planes, with at least some halo. It is converted if it does not lie so already.</summary>
    public Placement Image(string name, int lanes, Halo halo)
    {
        PlanValue value = values[name];
        Gathered(value);
        if (lanes == 1)
        {
            return value.Planes ??= Convert(value, lanes, halo.With(Layouts.Halo(name)));
        }
        if (value.Blocked is { } blocked && blocked.Layout.Halo.Holds(halo))
        {
            return blocked;
        }
        return value.Blocked = Convert(value, lanes, halo.With(Layouts.Halo(name)));
    }

    // Brings the channels of a value together, if they lie apart.
    private Placement? Gathered(PlanValue value)
    {
        if (value.Blocked is null && value.Channels is { } channels)
        {
            AddConversion(ChannelStep.Of(channels, MakeImage(value.Name)), value.Name, "channels together");
        }
        return value.Blocked;
    }

    /// <summary>Where each channel of a value lies.</summary>
    public ChannelSource[] Channels(string name)
    {
        if (values[name].Channels is { } known)
        {
            return known;
        }
        Placement image = Image(name, VectorWidth.Floats, default);
        return [.. Enumerable.Range(0, image.Layout.Channels).Select(channel => new ChannelSource(image, channel))];
    }

    /// <summary>Says that the channels of a value are those of other images. Where they are blocks of one image, the value is a part of that.</summary>
    public void PutChannels(string name, ChannelSource[] channels)
    {
        PlanValue value = values[name];
        (Placement image, int first) = channels[0];
        if (first % VectorWidth.Floats == 0 && channels.Select((source, i) => source.Image == image && source.Channel == first + i).All(follows => follows))
        {
            value.Blocked = image.Channels(first / VectorWidth.Floats, channels.Length);
        }
        else
        {
            value.Channels = channels;
        }
    }

    private Placement Convert(PlanValue value, int lanes, Halo halo)
    {
        ImageShape image = value.Image!.Value;
        if (value.Blocked is not { } from)
        {
            Plain(value.Name);
            from = Flat(value);
            // Where the blocks of a pixel are full, or there is but one pixel, both forms are the same.
            BlockedLayout wanted = Layout(image, lanes, halo);
            if (LiesPlain(value, wanted))
            {
                return new Placement(value.Plain!, image.Samples, wanted, 0);
            }
        }
        var to = Placement.Of(image.Samples, Layout(image, lanes, halo));
        AddConversion(new BlockStep(from, to), value.Name, lanes == 1 ? "to planes with a halo" : "to blocks");
        return to;
    }

    // Whether the elements stand in row-major order in a layout, beside unused ones at the end at most.
    private static bool LiesPlain(PlanValue value, BlockedLayout layout)
    {
        ImageShape image = value.Image!.Value;
        return image.IsPixel && layout.Halo == default && (image.Samples == 1 || image.Channels % layout.Lanes == 0) && layout.BatchStride == (long)layout.Blocks * layout.Lanes;
    }

    private static BlockedLayout Layout(ImageShape image, int lanes, Halo halo) => lanes == 1
        ? BlockedLayout.Planes(image.Channels, image.Height, image.Width, halo)
        : BlockedLayout.Blocked(image.Channels, image.Height, image.Width, halo);

    /// <summary>A value in row-major order as an image in planes.</summary>
    public Placement Flat(string name)
    {
        Plain(name);
        return Flat(values[name]);
    }

    /// <summary>Makes room for an image that is to be made in planes, in row-major order.</summary>
    public Placement MakeFlat(string name)
    {
        MakePlain(name);
        return Flat(values[name]);
    }

    private static Placement Flat(PlanValue value)
    {
        ImageShape image = value.Image!.Value;
        BlockedLayout planes = BlockedLayout.Planes(image.Channels, image.Height, image.Width);
        return new Placement(
            value.Plain!,
            image.Samples,
            // Pixel after pixel: one block as wide as all channels.
            value.ChannelsLast ? planes with { Lanes = image.Channels, RowStride = (long)image.Width * image.Channels } : planes,
            0);
    }

    /// <summary>Makes room for a value that is to be made, in row-major order.</summary>
    public Slot MakePlain(string name) => values[name].Plain = PlainSlot(values[name]);

    // Up to a whole vector, so that one pixel in blocks can lie at the same place.
    private static Slot PlainSlot(PlanValue value) =>
        new((value.Count + VectorWidth.Floats - 1) / VectorWidth.Floats * VectorWidth.Floats * sizeof(float));

    /// <summary>Makes room for an image that is to be made, in blocks of channels: by itself, or where it is part of another.</summary>
    public Placement MakeImage(string name)
    {
        PlanValue value = values[name];
        if (value.Blocked is null)
        {
            ImageShape image = value.Image!.Value;
            value.Blocked = Layouts.IsInside(name, out (string Whole, int Block) place)
                ? MakeImage(place.Whole).Channels(place.Block, image.Channels)
                : Placement.Of(image.Samples, Layout(image, VectorWidth.Floats, Layouts.Halo(name)));
        }
        return value.Blocked;
    }

    // Room for a value as the reference makes it: in the arena if it is numeric.
    private void Room(PlanValue value)
    {
        if (value.IsNumeric)
        {
            value.Plain = PlainSlot(value);
        }
        else
        {
            cells.Add(value.Cell = new Cell());
        }
    }

    /// <summary>Adds the step of a node.</summary>
    public void Add(Step step, TypedNode node, ExecutionPath path, string choice, string? kind = null) =>
        steps.Add(new PlanStep(step, node.Node.Label, node.Node.Operator.Name, path, kind ?? node.Node.Operator.Name, choice, Macs(node)));

    /// <summary>Adds a step that brings a value into another layout.</summary>
    public void AddConversion(Step step, string value, string what) =>
        steps.Add(new PlanStep(step, value, what, ExecutionPath.Conversion, "conversion", "", 0));

    /// <summary>Notes a node that takes no step of its own.</summary>
    public void AddNothing(TypedNode node, ExecutionPath path, string choice) =>
        steps.Add(new PlanStep(null, node.Node.Label, node.Node.Operator.Name, path, node.Node.Operator.Name, choice, Macs(node)));

    /// <summary>Notes that another node's step does what a node is for.</summary>
    public void Fuse(TypedNode node, TypedNode into)
    {
        taken.Add(node.Node);
        made.UnionWith(node.Node.Outputs);
        AddNothing(node, ExecutionPath.Fused, $"in '{into.Node.Label}'");
    }

    /// <summary>The multiply–accumulates of a node.</summary>
    public static long Macs(TypedNode node) => node.Cost().Macs.TryGetValue(out long macs) ? macs : 0;

    private void LowerToReference(TypedNode node)
    {
        var reference = new NodeReference(node.Node, Model.Graph.OperatorSets);
        PlanValue[] inputs = [.. reference.Names.Select(name => values[name])];
        foreach (PlanValue input in inputs)
        {
            if (input.IsNumeric && input.Constant is null)
            {
                Plain(input.Name);
            }
        }
        PlanValue[] outputs = [.. node.Node.Outputs.Where(name => name.Length > 0).Select(name => values[name])];
        foreach (PlanValue output in outputs)
        {
            Room(output);
        }
        Add(new ReferenceStep(reference, inputs, outputs), node, ExecutionPath.Reference, Why(node, inputs, outputs));
    }

    private static string Why(TypedNode node, PlanValue[] inputs, PlanValue[] outputs) =>
        node.Reason ?? (inputs.Concat(outputs).FirstOrDefault(value => !value.IsNumeric) is not { } value ? "no kernel for this operator"
            : value.Type is not { } type || !type.Shape.IsKnown ? $"the sizes of '{value.Name}' depend on data"
            : $"'{value.Name}' is {type.Element.Name()}");
}

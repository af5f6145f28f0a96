using System.Runtime.InteropServices;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Reference;
using Fovea.Tensors;

namespace Fovea.Bench;

/// <summary>
/// The reference on float32 beside plain loops. Both make their output anew; the reference's time is that of a whole run of a graph of one node: the shape
/// rule, the list of taps and the rounding on store are in it.
/// </summary>
internal static class ReferenceSpeed
{
    private const double Target = 1.3;
    private const int Repetitions = 3;
    private const int RoundsOfEach = 31;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.4);

    private sealed record Case(string Name, int Channels, int Size, PlainWindow Window, int Filters = 0, int Groups = 1)
    {
        public bool IsPool => Filters == 0;
    }

    private static readonly Case[] Cases =
    [
        new("conv 16 → 16 @56, 3×3", 16, 56, new(3, 1, 1, 1), 16),
        new("conv 32 → 32 @56, 3×3, stride 2", 32, 56, new(3, 2, 1, 1), 32),
        new("conv 32 → 32 @28, 3×3", 32, 28, new(3, 1, 1, 1), 32),
        new("conv 64 → 64 @28, 3×3", 64, 28, new(3, 1, 1, 1), 64),
        new("conv 64 → 64 @28, 3×3, stride 2", 64, 28, new(3, 2, 1, 1), 64),
        new("conv 32 → 32 @28, 3×3, dilation 2", 32, 28, new(3, 1, 2, 2), 32),
        new("conv 64 → 64 @28, 1×1", 64, 28, new(1, 1, 1, 0), 64),
        new("depthwise 64 @56, 3×3", 64, 56, new(3, 1, 1, 1), 64, 64),
        new("max pool 16 @56, 2×2, stride 2", 16, 56, new(2, 2, 1, 0)),
        new("max pool 64 @56, 2×2, stride 2", 64, 56, new(2, 2, 1, 0)),
        new("max pool 16 @56, 3×3, stride 2", 16, 56, new(3, 2, 1, 1)),
        new("max pool 64 @56, 3×3, stride 2", 64, 56, new(3, 2, 1, 1)),
        new("max pool 64 @28, 3×3, stride 1", 64, 28, new(3, 1, 1, 1)),
    ];

    public static void Measure()
    {
        Console.WriteLine($"reference (float32) against plain loops, ms, {RoundsOfEach} rounds in turns; target: at most {Target}");
        double worst = 0;
        for (int repetition = 1; repetition <= Repetitions; repetition++)
        {
            Console.WriteLine();
            Console.WriteLine(
                $"repetition {repetition}, load {Machine.Load(),-5}                plain: median   minimum   reference: median   minimum   ratio: median  minimum");
            foreach (Case one in Cases)
            {
                (Times plain, Times reference) = Measure(one);
                double ratio = reference.Median / plain.Median;
                worst = Math.Max(worst, ratio);
                Console.WriteLine(
                    $"{one.Name,-40} {plain.Median,14:F3} {plain.Minimum,9:F3} {reference.Median,19:F3} {reference.Minimum,9:F3} {ratio,15:F2} {reference.Minimum / plain.Minimum,8:F2}");
            }
        }
        Console.WriteLine();
        Console.WriteLine($"largest ratio of medians {worst:F2}: target {(worst <= Target ? "met" : "missed")}");
    }

    private static (Times Plain, Times Reference) Measure(Case one)
    {
        var random = new Random(7);
        float[] x = Drawn(random, one.Channels * one.Size * one.Size);
        float[] w = Drawn(random, one.Filters * (one.Channels / one.Groups) * one.Window.Kernel * one.Window.Kernel);
        float[] b = Drawn(random, one.Filters);
        Graph graph = Network(one);
        RunTensor[] inputs = [Taken(x, graph.Inputs[0]), .. one.IsPool ? [] : new[] { Taken(w, graph.Inputs[1]), Taken(b, graph.Inputs[2]) }];
        var run = new ReferenceRun<Real>(_ => null);

        float[] Plain() => one.IsPool
            ? PlainLoops.Pool(x, one.Channels, one.Size, one.Window)
            : PlainLoops.Convolve(x, w, b, one.Channels, one.Size, one.Filters, one.Groups, one.Window);
        Real[] Reference() => run.Run(graph, inputs)[0].Items<Real>();

        // The same sums in the same order: what is compared is the same work.
        if (!MemoryMarshal.Cast<Real, float>(Reference().AsSpan()).SequenceEqual(Plain()))
        {
            throw new InvalidOperationException($"{one.Name}: the two results differ");
        }
        // Both put out a large array. Uncollected, the garbage of the two together would time collections into every second run of one of them.
        Times[] times = Rounds.Measure(WarmUp, RoundsOfEach, collects: true, () => Plain(), () => Reference());
        return (times[0], times[1]);
    }

    private static Graph Network(Case one)
    {
        Size kernel = one.Window.Kernel;
        Size padding = one.Window.Padding;
        Size stride = one.Window.Stride;
        Size dilation = one.Window.Dilation;
        var window = new Window([kernel, kernel], [stride, stride], [dilation, dilation], [padding, padding, padding, padding]);
        var x = new GraphInput("x", new TensorType(ElementType.Float32, [1, one.Channels, one.Size, one.Size]));
        if (one.IsPool)
        {
            return Graph.Create("pool", [x], [], [new Node("pool", new MaxPool(window), ["x"], ["y"])], [new GraphOutput("y")]);
        }
        var w = new GraphInput("w", new TensorType(ElementType.Float32, [one.Filters, one.Channels / one.Groups, kernel, kernel]));
        var b = new GraphInput("b", new TensorType(ElementType.Float32, [one.Filters]));
        return Graph.Create("conv", [x, w, b], [], [new Node("conv", new Conv(window, one.Groups), ["x", "w", "b"], ["y"])], [new GraphOutput("y")]);
    }

    private static float[] Drawn(Random random, int count)
    {
        var items = new float[count];
        for (int i = 0; i < count; i++)
        {
            items[i] = random.NextSingle() - 0.5f;
        }
        return items;
    }

    private static RunTensor Taken(float[] items, GraphInput input) =>
        new(ElementType.Float32, Values.Create<long>(input.Type!.Value.Shape.ToLongs()), new Elements<Real>(Array.ConvertAll(items, item => new Real(item))));
}

using CsCheck;
using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;
using Xunit;
using Size = Fovea.Numbers.Size;

namespace Fovea.Tests.Analysis;

public sealed class PeakMemoryTests
{
    [Fact]
    public void The_peak_is_that_of_a_simulation_which_frees_each_value_behind_its_last_reader() =>
        Gen.Int.Sample(
            seed =>
            {
                Graph graph = Draw(new Random(seed));
                Summary summary = Summary.Of(graph);
                Assert.Equal(Simulate(graph, summary.Typed), summary.PeakActivationBytes!.Value.Value);
            },
            iter: 500);

    // One list of what is alive; after each node whatever nobody reads any more goes.
    private static long Simulate(Graph graph, TypedGraph typed)
    {
        List<string> alive = [.. graph.Inputs.Select(input => input.Name)];
        string[] kept = [.. alive, .. graph.Outputs.Select(output => output.Name)];
        long peak = alive.Sum(Bytes);
        for (int index = 0; index < graph.Nodes.Count; index++)
        {
            alive.AddRange(graph.Nodes[index].Outputs.Where(name => name.Length > 0));
            peak = Math.Max(peak, alive.Sum(Bytes));
            string[] read = [.. graph.Nodes.Skip(index + 1).SelectMany(node => node.Inputs)];
            alive.RemoveAll(name => !kept.Contains(name) && !read.Contains(name));
        }
        return peak;

        long Bytes(string name) => typed[name].Type!.Value.Bytes.Value;
    }

    private static Graph Draw(Random random)
    {
        var sketch = new Sketch();
        List<string> values = [sketch.Input("x", 1, 4, random.Next(8, 20)), sketch.Input("unused", 1, 3)];
        while (values.Count < 12)
        {
            string from = values[random.Next(values.Count) is var index && index == 1 ? 0 : index];
            switch (random.Next(5))
            {
                case 0:
                    values.Add(sketch.Apply("Conv", [from, sketch.Weight(4, 4, 1)], ("strides", new long[] { random.Next(1, 3) })));
                    break;
                case 1:
                    values.Add(sketch.Apply("Resize", [from, "", sketch.Reals(1, 1, 2)]));
                    break;
                case 2:
                    values.Add(sketch.Apply("Add", [from, from]));
                    break;
                case 3:
                    // The indices are made and perhaps never read.
                    string[] pool = sketch.Apply("MaxPool", [from], [$"pool{values.Count}", $"places{values.Count}"], ("kernel_shape", new long[] { 1 }));
                    values.Add(pool[0]);
                    break;
                default:
                    string half = sketch.Apply("Cast", [from], ("to", 10));
                    values.Add(sketch.Apply("Cast", [half], ("to", 1)));
                    break;
            }
        }
        return sketch.Build(values[^1], values[random.Next(2, values.Count - 1)]);
    }

    [Fact]
    public void A_branch_keeps_alive_what_it_reads_from_around_it()
    {
        var inner = new Sketch();
        Graph branch = inner.Build([inner.Apply("Relu", ["early"])], inner: true);
        var sketch = new Sketch();
        string x = sketch.Input("x", 1, 4, 8);
        string condition = sketch.Input("c", Fovea.Tensors.ElementType.Bool);
        sketch.Apply("Relu", [x], ["early"]);
        string middle = sketch.Apply("Relu", [sketch.Apply("Relu", [x])]);
        string late = sketch.Apply("If", [condition], ["late"], ("then_branch", branch), ("else_branch", branch))[0];
        // x, early, middle and late, and the condition.
        Assert.Equal((4 * 128) + 1, Summary.Of(sketch.Build(middle, late)).PeakActivationBytes);
    }

    [Fact]
    public void With_open_dimensions_the_peak_is_a_formula()
    {
        var sketch = new Sketch();
        string x = sketch.Input("x", 1, 1, "H");
        string wide = sketch.Apply("Conv", [x, sketch.Weight(8, 1, 3)], ("pads", new long[] { 1, 1 }));
        string y = sketch.Apply("Conv", [wide, sketch.Weight(1, 8, 1)]);
        Size peak = Summary.Of(sketch.Build(y)).PeakActivationBytes!.Value;
        Assert.Equal(4 * 10 * (Size)"H", peak);
    }
}

using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Tensors;
using TorchSharp;
using static TorchSharp.torch.nn;
using Torch = TorchSharp.torch.Tensor;

namespace Fovea.Bench;

/// <summary>
/// A network in libtorch, through TorchSharp: its nodes one after the other as functions of PyTorch, without gradients. Built with <c>-p:Torch=true</c> only, for what it needs is large.
/// </summary>
internal sealed class LibtorchPeer : IPeer
{
    private readonly Dictionary<string, Torch> constants = new(StringComparer.Ordinal);
    private readonly List<(string[] Inputs, string Output, Func<Torch[], Torch> Run)> steps = [];
    private readonly Dictionary<string, int> lastReader = new(StringComparer.Ordinal);
    private readonly string[] outputs;

    /// <exception cref="NotSupportedException">An operator or an element type has not been written down here.</exception>
    public LibtorchPeer(Graph graph, IReadOnlyDictionary<string, Tensor> weights, Tensor[] inputs, int threads)
    {
        torch.set_num_threads(threads);
        foreach (Parameter parameter in graph.Parameters)
        {
            Keep(parameter.Name, weights.TryGetValue(parameter.Name, out Tensor? given) ? given : parameter.Contents!);
        }
        for (int i = 0; i < inputs.Length; i++)
        {
            constants.Add(graph.Inputs[i].Name, Take(inputs[i]));
        }
        foreach (TypedNode node in TypedGraph.Infer(graph).Nodes)
        {
            if (node.Node.Operator is Constant constant)
            {
                Keep(node.Node.Outputs[0], constant.Value);
                continue;
            }
            (string[] read, Func<Torch[], Torch> run) = Step(node);
            foreach (string name in read)
            {
                lastReader[name] = steps.Count;
            }
            steps.Add((read, node.Node.Outputs[0], run));
        }
        outputs = [.. graph.Outputs.Select(output => output.Name)];
    }

    public void Run()
    {
        using IDisposable _ = torch.inference_mode();
        using DisposeScope scope = torch.NewDisposeScope();
        Compute();
    }

    public float[]?[] Outputs()
    {
        using IDisposable _ = torch.inference_mode();
        using DisposeScope scope = torch.NewDisposeScope();
        Dictionary<string, Torch> values = Compute();
        return [.. outputs.Select(name => values[name].contiguous().data<float>().ToArray())];
    }

    // Values are let go after their last reader, so that memory is used again while it is in cache.
    private Dictionary<string, Torch> Compute()
    {
        var values = new Dictionary<string, Torch>(StringComparer.Ordinal);
        for (int i = 0; i < steps.Count; i++)
        {
            (string[] inputs, string output, Func<Torch[], Torch> run) = steps[i];
            values[output] = run(Array.ConvertAll(inputs, name => values.TryGetValue(name, out Torch? value) ? value : constants[name]));
            foreach (string name in inputs)
            {
                if (lastReader[name] == i && !outputs.Contains(name) && values.Remove(name, out Torch? value))
                {
                    value.Dispose();
                }
            }
        }
        return values;
    }

    // Of other types are shapes and the like; the types of the outputs say what they lead to.
    private void Keep(string name, Tensor value)
    {
        if (value.Element == ElementType.Float32)
        {
            constants.Add(name, Take(value));
        }
    }

    private static Torch Take(Tensor tensor)
    {
        if (tensor.Element != ElementType.Float32)
        {
            throw new NotSupportedException($"inputs of {tensor.Element.Name()} are not measured");
        }
        var values = new float[tensor.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)tensor.GetDouble(i);
        }
        return torch.tensor(values, [.. tensor.Dimensions]);
    }

    private (string[] Inputs, Func<Torch[], Torch> Run) Step(TypedNode node)
    {
        string[] all = [.. node.Node.Inputs.Where(name => name.Length > 0)];
        string[] data = [node.Node.Inputs[0]];
        long[] sizes = [.. node.Outputs[0].Type!.Value.Shape.ToLongs()];
        switch (node.Node.Operator)
        {
            case Conv conv:
                (Func<Torch, Torch> pad, long[] padding, long[] strides, long[] dilations, _) = Geometry(conv.Window, node, 0);
                long groups = conv.Groups.Value;
                return (all, x => functional.conv2d(pad(x[0]), x[1], x.Length > 2 ? x[2] : null, strides, padding, dilations, groups));
            case MaxPool max:
                (pad, padding, strides, dilations, long[] kernel) = Geometry(max.Window, node, double.NegativeInfinity);
                bool ceil = max.Window.Ceil;
                return (data, x => functional.max_pool2d(pad(x[0]), kernel, strides, padding, dilations, ceil));
            case AveragePool average:
                (pad, padding, strides, _, kernel) = Geometry(average.Window, node, 0);
                bool countsPadding = average.CountPadding;
                ceil = average.Window.Ceil;
                return (data, x => functional.avg_pool2d(pad(x[0]), kernel, strides, padding, ceil, countsPadding));
            case GlobalAveragePool:
                return (data, x => x[0].mean([2, 3], keepdim: true));
            case ReduceMean mean when mean.Axes is { } axes:
                long[] reduced = [.. axes];
                return (data, x => x[0].mean(reduced, mean.KeepAxes));
            case Gemm { TransposeA: false, TransposeB: true, Alpha: 1, Beta: 1 }:
                return (all, x => functional.linear(x[0], x[1], x.Length > 2 ? x[2] : null));
            case BatchNormalization norm:
                return (all, x => functional.batch_norm(x[0], x[3], x[4], x[1], x[2], training: false, eps: norm.Epsilon));
            case Relu:
                return (data, x => functional.relu(x[0]));
            case Clip clip:
                double low = clip.Minimum ?? Bound(node, 1) ?? double.NegativeInfinity;
                double high = clip.Maximum ?? Bound(node, 2) ?? double.PositiveInfinity;
                return (data, x => x[0].clamp(low, high));
            case Operators.Sigmoid:
                return (data, x => x[0].sigmoid());
            case Add:
                return (all, x => x[0].add(x[1]));
            case Mul:
                return (all, x => x[0].mul(x[1]));
            case Concat concat:
                return (all, x => torch.cat(x, concat.Axis));
            case Operators.Flatten or Reshape:
                return (data, x => x[0].reshape(sizes));
            case Operators.Identity or Operators.Dropout:
                return (data, x => x[0].alias());
            default:
                throw new NotSupportedException($"{node.Node.Operator.Type.Name} is not measured");
        }
    }

    private double? Bound(TypedNode node, int input) => node.Node.Inputs.Count > input && node.Node.Inputs[input] is { Length: > 0 } name
        ? constants.TryGetValue(name, out Torch? value) ? value.item<float>() : throw new NotSupportedException("a Clip whose bounds are computed is not measured")
        : null;

    // Padding that is not the same on both sides is a step of its own.
    private static (Func<Torch, Torch> Pad, long[] Padding, long[] Strides, long[] Dilations, long[] Kernel) Geometry(Window window, TypedNode node, double outside)
    {
        WindowAxis[] axes = node.Node.Operator is Conv ? window.Axes(node.Inputs.Shape(0), node.Inputs.Shape(1).Sizes[2..]) : window.Axes(node.Inputs.Shape(0));
        if (axes.Length != 2)
        {
            throw new NotSupportedException($"windows over {axes.Length} axes are not measured");
        }
        long[] Of(Func<WindowAxis, Numbers.Size> part) => [.. axes.Select(axis => part(axis).Value)];
        (long[] strides, long[] dilations, long[] kernel, long[] before, long[] after) =
            (Of(axis => axis.Stride), Of(axis => axis.Dilation), Of(axis => axis.Kernel), Of(axis => axis.Before), Of(axis => axis.After));
        return window.Ceil || before.SequenceEqual(after)
            ? (x => x, before, strides, dilations, kernel)
            : (x => functional.pad(x, [before[1], after[1], before[0], after[0]], PaddingModes.Constant, outside), [0, 0], strides, dilations, kernel);
    }

    public void Dispose()
    {
        foreach (Torch value in constants.Values)
        {
            value.Dispose();
        }
    }
}

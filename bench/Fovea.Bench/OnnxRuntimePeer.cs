using System.Runtime.InteropServices;
using Fovea.Graphs;
using Fovea.Tensors;
using Microsoft.ML.OnnxRuntime;
using Tensor = Fovea.Tensors.Tensor;
using TensorElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace Fovea.Bench;

/// <summary>A network in ONNX Runtime, with all its optimisations and so many threads, on inputs that stay the same.</summary>
internal sealed class OnnxRuntimePeer : IPeer
{
    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly OrtValue[] inputs;
    private readonly string[] inputNames;
    private readonly string[] outputNames;

    public OnnxRuntimePeer(string path, Graph graph, Tensor[] inputs, int threads)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        session = new InferenceSession(path, options);
        this.inputs = [.. inputs.Select(Value)];
        inputNames = [.. graph.Inputs.Select(input => input.Name)];
        outputNames = [.. graph.Outputs.Select(output => output.Name)];
    }

    public void Run() => session.Run(run, inputNames, inputs, outputNames).Dispose();

    public float[]?[] Outputs()
    {
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, inputNames, inputs, outputNames);
        return [.. outputs.Select(output =>
            output.GetTensorTypeAndShape().ElementDataType == TensorElementType.Float ? output.GetTensorDataAsSpan<float>().ToArray() : null)];
    }

    private static OrtValue Value(Tensor tensor)
    {
        var bytes = new byte[tensor.Data.Length];
        tensor.CopyTo(bytes);
        long[] sizes = [.. tensor.Dimensions];
        return tensor.Element switch
        {
            ElementType.Float32 => OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), sizes),
            ElementType.Int64 => OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<byte, long>(bytes).ToArray(), sizes),
            ElementType.Float16 => OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<byte, Float16>(bytes).ToArray(), sizes),
            _ => throw new NotSupportedException($"inputs of {tensor.Element.Name()} are not measured"),
        };
    }

    public void Dispose()
    {
        foreach (OrtValue value in inputs)
        {
            value.Dispose();
        }
        run.Dispose();
        session.Dispose();
    }
}

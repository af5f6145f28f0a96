using System.Globalization;
using System.Runtime.InteropServices;
using Fovea.Runtime;
using Fovea.Runtime.Kernels;

namespace Fovea.Bench;

/// <summary>Kernels by themselves on one thread, in cache, against the multiply-adds that the processor can do.</summary>
internal static unsafe class KernelSpeed
{
    private sealed record Layer(string Name, int Channels, int Filters, int Size, int Kernel, int Stride = 1, int Dilation = 1, int Groups = 1, bool Planes = false)
    {
        private int Padding => Dilation * (Kernel - 1) / 2;

        private int OutputSize => ((Size + (2 * Padding) - (Dilation * (Kernel - 1)) - 1) / Stride) + 1;

        public double Operations => 2.0 * Filters * (Channels / Groups) * Kernel * Kernel * OutputSize * OutputSize;

        public Convolution Convolution(ConvolutionMethod method)
        {
            var convolution = new Convolution(1, Input(default), BlockedLayout.Blocked(Filters, OutputSize, OutputSize), Kernel, Kernel)
            {
                StrideHeight = Stride,
                StrideWidth = Stride,
                DilationHeight = Dilation,
                DilationWidth = Dilation,
                PadTop = Padding,
                PadLeft = Padding,
                Groups = Groups,
                Activation = Activation.Relu,
            };
            return convolution with { Input = Input(method.InputHalo(convolution)) };
        }

        private BlockedLayout Input(Halo halo) => Planes ? BlockedLayout.Planes(Channels, Size, Size, halo) : BlockedLayout.Blocked(Channels, Size, Size, halo);
    }

    private static readonly Layer[] Layers =
    [
        new("3x3 64@56", 64, 64, 56, 3),
        new("3x3 128@28", 128, 128, 28, 3),
        new("3x3 256@14", 256, 256, 14, 3),
        new("3x3 512@7", 512, 512, 7, 3),
        new("3x3 s2 64->128@56", 64, 128, 56, 3, 2),
        new("7x7 s2 3->64@224", 3, 64, 224, 7, 2, Planes: true),
        new("3x3 s2 3->32@224", 3, 32, 224, 3, 2, Planes: true),
        new("1x1 64->256@56", 64, 256, 56, 1),
        new("1x1 256->64@56", 256, 64, 56, 1),
        new("1x1 24->144@56", 24, 144, 56, 1),
        new("1x1 144->24@56", 144, 24, 56, 1),
        new("1x1 1024->256@14", 1024, 256, 14, 1),
        new("1x1 512->2048@7", 512, 2048, 7, 1),
        new("1x1 192->64@35", 192, 64, 35, 1),
        new("1x1 768->192@17", 768, 192, 17, 1),
        new("1x1 s2 256->512@56", 256, 512, 56, 1, 2),
        new("3x3 d2 256@28", 256, 256, 28, 3, 1, 2),
        new("3x3 g8 128@28", 128, 128, 28, 3, 1, 1, 8),
        new("dw3 144@56", 144, 144, 56, 3, 1, 1, 144),
        new("dw3 384@14", 384, 384, 14, 3, 1, 1, 384),
        new("dw3 960@7", 960, 960, 7, 3, 1, 1, 960),
        new("dw3 s2 144@56", 144, 144, 56, 3, 2, 1, 144),
        new("dw5 240@14", 240, 240, 14, 5, 1, 1, 240),
        new("dw7 96@56", 96, 96, 56, 7, 1, 1, 96),
    ];

    /// <summary>Measures all layers whose name contains a text.</summary>
    public static void Measure(string wanted)
    {
        double peak = ProcessorPeak.Gflops(1);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"vectors of {VectorWidth.Floats} floats, multiply-adds at best {peak:f0} GFLOP/s"));
        Console.WriteLine($"{"layer",-22} {"method",-14} {"median ms",9} {"min ms",9} {"GFLOP/s",9} {"of peak",8}");
        foreach (Layer layer in Layers.Where(layer => layer.Name.Contains(wanted, StringComparison.Ordinal)))
        {
            foreach (ConvolutionMethod method in ConvolutionMethod.All.Where(method => method.Refusal(layer.Convolution(method)) is null))
            {
                Measure(layer, method, peak);
            }
        }
        if ("matrix".Contains(wanted, StringComparison.Ordinal))
        {
            Measure(new MatrixProduct(1, 3136, 96, 384) { IsConstant = true }, peak);
            Measure(new MatrixProduct(1, 784, 768, 192) { IsConstant = true }, peak);
            Measure(new MatrixProduct(1, 512, 512, 512), peak);
            Measure(new MatrixProduct(1, 1, 2048, 1000) { IsConstant = true }, peak);
        }
        if ("pooling".Contains(wanted, StringComparison.Ordinal))
        {
            var window = new Pooling(PoolingKind.Max, 1, BlockedLayout.Blocked(64, 112, 112), BlockedLayout.Blocked(64, 56, 56), 3, 3)
            {
                StrideHeight = 2,
                StrideWidth = 2,
                Padding = new Halo(1, 1, 1, 1),
            };
            Measure("max 3x3 s2 64@112", window, peak);
            window = new Pooling(PoolingKind.Average, 1, BlockedLayout.Planes(3, 1000, 1000), BlockedLayout.Planes(3, 249, 332), 8, 6) { StrideHeight = 4, StrideWidth = 3 };
            Measure("average 8x6 s4x3 3@1000", window, peak);
            window = new Pooling(PoolingKind.Average, 1, BlockedLayout.Blocked(192, 35, 35), BlockedLayout.Blocked(192, 35, 35), 3, 3) { Padding = new Halo(1, 1, 1, 1) };
            Measure("average 3x3 192@35", window, peak);
        }
    }

    private static void Measure(Layer layer, ConvolutionMethod method, double peak)
    {
        Convolution convolution = layer.Convolution(method);
        var arguments = new KernelArguments
        {
            Input = Memory(convolution.Input.BatchStride + 64) + convolution.Input.Origin,
            Output = Memory(convolution.Output.BatchStride + 64) + convolution.Output.Origin,
            Weights = Memory(method.PackedFloats(convolution)),
        };
        method.Pack(convolution, new float[convolution.Weights].Select((_, i) => (i % 13) - 6f).ToArray(), [], arguments.Weights);
        Measure(layer.Name, method.Name, layer.Operations, method.Prepare(convolution), arguments, peak);
    }

    private static void Measure(string name, string method, double operations, Kernel kernel, KernelArguments arguments, double peak)
    {
        arguments.Scratch = (byte*)Memory(kernel.ScratchBytes / sizeof(float));
        arguments.Shared = (byte*)Memory(kernel.SharedBytes / sizeof(float));
        int repetitions = (int)Math.Max(1, 2e-3 * peak * 1e9 / operations);
        void Alone()
        {
            for (int i = 0; i < repetitions; i++)
            {
                for (int phase = 0; phase < kernel.Phases; phase++)
                {
                    kernel.Run(arguments, phase, 0, 1);
                }
            }
        }
        Times alone = Rounds.Measure(TimeSpan.FromMilliseconds(20), 21, false, Alone)[0];
        double best = operations * repetitions / alone.Minimum / 1e6;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-22} {method,-14} {alone.Median / repetitions,9:f4} {alone.Minimum / repetitions,9:f4} {best,9:f0} {best / peak,8:p0}"));
    }

    private static void Measure(MatrixProduct product, double peak)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"matrix {product.Rows}x{product.Inner}x{product.Columns}");
        var arguments = new KernelArguments
        {
            Input = Memory(product.LeftBatch),
            Output = Memory(product.OutputBatch),
            Weights = Memory(product.PackedFloats),
        };
        double operations = 2.0 * product.Rows * product.Inner * product.Columns;
        Measure(name, product.IsConstant ? "packed" : "packs itself", operations, product.Prepare(), arguments, peak);
    }

    // An element of a pooled window counts as one operation.
    private static void Measure(string name, Pooling pooling, double peak)
    {
        var arguments = new KernelArguments
        {
            Input = Memory(pooling.Input.BatchStride + 64) + pooling.Input.Origin,
            Output = Memory(pooling.Output.BatchStride + 64) + pooling.Output.Origin,
        };
        double operations = (double)pooling.Output.Channels * pooling.Output.Height * pooling.Output.Width * pooling.KernelHeight * pooling.KernelWidth;
        Measure(name, "pooling", operations, pooling.Prepare(), arguments, peak);
    }

    private static float* Memory(long floats)
    {
        float* memory = (float*)NativeMemory.AlignedAlloc((nuint)(Math.Max(floats, 16) * sizeof(float)), 64);
        for (long i = 0; i < floats; i++)
        {
            memory[i] = ((i % 7) - 3) * 0.25f;
        }
        return memory;
    }
}

using System.Globalization;
using System.Runtime.InteropServices;
using Fovea.Runtime.Kernels;

namespace Fovea.Bench;

/// <summary>One kernel on memory of its own, run on one thread.</summary>
/// <param name="name">The layer.</param>
/// <param name="method">How it is computed.</param>
/// <param name="operations">A multiply-add counts two, an element of a pooled window one.</param>
/// <param name="prepare">Makes the kernel and its arguments, but for scratch memory.</param>
internal sealed unsafe class KernelCase(string name, string method, double operations, Func<(Kernel Kernel, KernelArguments Arguments)> prepare)
{
    private Kernel? kernel;
    private KernelArguments arguments;

    public string Name => name;

    public string Method => method;

    public double Operations => operations;

    /// <summary>Makes it ready to run. What it takes is kept until the process ends.</summary>
    public void Prepare()
    {
        (kernel, arguments) = prepare();
        arguments.Scratch = (byte*)Memory(kernel.ScratchBytes / sizeof(float));
        arguments.Shared = (byte*)Memory(kernel.SharedBytes / sizeof(float));
    }

    /// <summary>Runs it once.</summary>
    public void Run()
    {
        for (int phase = 0; phase < kernel!.Phases; phase++)
        {
            kernel.Run(arguments, phase, 0, 1);
        }
    }

    /// <summary>Every layer by every method that takes it, if its name contains a text.</summary>
    public static IEnumerable<KernelCase> Of(string wanted) =>
    [
        .. Layers.Where(layer => layer.Name.Contains(wanted, StringComparison.Ordinal))
            .SelectMany(layer => ConvolutionMethod.All.Where(method => method.Refusal(layer.Convolution(method)) is null).Select(method => Of(layer, method))),
        .. Products.Concat(Pools).Where(one => one.Name.Contains(wanted, StringComparison.Ordinal)),
    ];

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

    private static readonly KernelCase[] Products =
    [
        Of(new MatrixProduct(1, 3136, 96, 384) { IsConstant = true }),
        Of(new MatrixProduct(1, 784, 768, 192) { IsConstant = true }),
        Of(new MatrixProduct(1, 512, 512, 512)),
        Of(new MatrixProduct(1, 1, 2048, 1000) { IsConstant = true }),
    ];

    private static readonly KernelCase[] Pools =
    [
        Of("pooling max 3x3 s2 64@112", new Pooling(PoolingKind.Max, 1, BlockedLayout.Blocked(64, 112, 112), BlockedLayout.Blocked(64, 56, 56), 3, 3)
        {
            StrideHeight = 2,
            StrideWidth = 2,
            Padding = new Halo(1, 1, 1, 1),
        }),
        Of("pooling average 8x6 s4x3 3@1000", new Pooling(PoolingKind.Average, 1, BlockedLayout.Planes(3, 1000, 1000), BlockedLayout.Planes(3, 249, 332), 8, 6)
        {
            StrideHeight = 4,
            StrideWidth = 3,
        }),
        Of("pooling average 3x3 192@35", new Pooling(PoolingKind.Average, 1, BlockedLayout.Blocked(192, 35, 35), BlockedLayout.Blocked(192, 35, 35), 3, 3)
        {
            Padding = new Halo(1, 1, 1, 1),
        }),
    ];

    private static KernelCase Of(Layer layer, ConvolutionMethod method) => new(layer.Name, method.Name, layer.Operations, () =>
    {
        Convolution convolution = layer.Convolution(method);
        var arguments = new KernelArguments
        {
            Input = Memory(convolution.Input.BatchStride + 64) + convolution.Input.Origin,
            Output = Memory(convolution.Output.BatchStride + 64) + convolution.Output.Origin,
            Weights = Memory(method.PackedFloats(convolution)),
        };
        method.Pack(convolution, new float[convolution.Weights].Select((_, i) => (i % 13) - 6f).ToArray(), [], arguments.Weights);
        return (method.Prepare(convolution), arguments);
    });

    private static KernelCase Of(MatrixProduct product) => new(
        string.Create(CultureInfo.InvariantCulture, $"matrix {product.Rows}x{product.Inner}x{product.Columns}"),
        product.IsConstant ? "packed" : "packs itself",
        2.0 * product.Rows * product.Inner * product.Columns,
        () => (product.Prepare(), new KernelArguments
        {
            Input = Memory(product.LeftBatch),
            Output = Memory(product.OutputBatch),
            Weights = Memory(product.PackedFloats),
        }));

    private static KernelCase Of(string name, Pooling pooling) => new(
        name,
        "pooling",
        (double)pooling.Output.Channels * pooling.Output.Height * pooling.Output.Width * pooling.KernelHeight * pooling.KernelWidth,
        () => (pooling.Prepare(), new KernelArguments
        {
            Input = Memory(pooling.Input.BatchStride + 64) + pooling.Input.Origin,
            Output = Memory(pooling.Output.BatchStride + 64) + pooling.Output.Origin,
        }));

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

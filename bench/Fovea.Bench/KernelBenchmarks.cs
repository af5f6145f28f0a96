using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Fovea.Bench;

/// <summary>The kernels of <see cref="KernelCase"/> as entries of BenchmarkDotNet, for its statistics, disassembly and exports.</summary>
public class KernelBenchmarks
{
    private KernelCase? prepared;

    /// <summary>The layer and the method.</summary>
    [ParamsSource(nameof(Layers))]
    public string Layer { get; set; } = "";

    /// <summary>All layers by all methods that take them.</summary>
    public static IEnumerable<string> Layers => KernelCase.Of("").Select(Label);

    /// <summary>Runs BenchmarkDotNet with its own arguments; without any on all entries.</summary>
    internal static void Run(string[] arguments)
    {
        IConfig config = DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .WithArtifactsPath(Path.Combine("artifacts", "benchmarkdotnet"))
            .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(50));
        BenchmarkSwitcher.FromTypes([typeof(KernelBenchmarks)]).Run(arguments.Length > 0 ? arguments : ["--filter", "*"], config);
    }

    /// <summary>Makes the kernel ready.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        prepared = KernelCase.Of("").Single(one => Label(one) == Layer);
        prepared.Prepare();
    }

    /// <summary>One run on one thread.</summary>
    [Benchmark]
    public void Kernel() => prepared!.Run();

    private static string Label(KernelCase one) => $"{one.Name}, {one.Method}";
}

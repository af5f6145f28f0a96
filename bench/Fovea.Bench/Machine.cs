using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Fovea.Bench;

/// <summary>What figures were measured on: they mean nothing without it.</summary>
internal static class Machine
{
    public static void Print()
    {
        Console.WriteLine(
            $"{Environment.MachineName}: {Processor()}, {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
        Console.WriteLine(
            $"garbage collector: {(GCSettings.IsServerGC ? "server" : "workstation")}, {GCSettings.LatencyMode.ToString().ToLowerInvariant()}");
        Console.WriteLine($"{DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC, load {Load()}");
        Console.WriteLine();
    }

    /// <summary>How many processes wanted to run in the last minute, where the system tells.</summary>
    public static string Load() => FirstLine("/proc/loadavg", _ => true)?.Split(' ')[0] ?? "unknown";

    private static string Processor() =>
        FirstLine("/proc/cpuinfo", line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
        ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string? FirstLine(string path, Func<string, bool> wanted) => File.Exists(path) ? File.ReadLines(path).FirstOrDefault(wanted) : null;
}

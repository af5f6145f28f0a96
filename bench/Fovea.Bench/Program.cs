using System.Globalization;
using Fovea.Bench;

switch (args)
{
    case ["reference"]:
        Machine.Print();
        ReferenceSpeed.Measure();
        return 0;
    case ["inspect"]:
        Machine.Print();
        InspectSpeed.Measure();
        return 0;
    case ["kernels", ..] when args.Length <= 2:
        Machine.Print();
        KernelSpeed.Measure(args.ElementAtOrDefault(1) ?? "");
        return 0;
    case ["benchmarkdotnet", ..]:
        KernelBenchmarks.Run(args[1..]);
        return 0;
    case ["errors", _, ..]:
        Machine.Print();
        ModelErrors.Measure(args[1..]);
        return 0;
    case [PeakMemory.Command, var engine, var path, var threads]:
        PeakMemory.Print(engine, path, int.Parse(threads, CultureInfo.InvariantCulture));
        return 0;
    case ["peers", _, ..]:
        Machine.Print();
        PeerSpeed.Measure(
            [.. args.Skip(1).Where(argument => !argument.StartsWith("--", StringComparison.Ordinal))],
            args.FirstOrDefault(argument => argument.StartsWith("--json=", StringComparison.Ordinal))?["--json=".Length..],
            args.Contains("--layers"));
        return 0;
    default:
        Console.Error.WriteLine("usage: Fovea.Bench reference | inspect | kernels [LAYER] | benchmarkdotnet [ITS OPTIONS] | errors MODEL… | peers MODEL… [--layers] [--json=FILE]");
        return 2;
}

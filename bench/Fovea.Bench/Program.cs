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
    default:
        Console.Error.WriteLine("usage: Fovea.Bench reference | inspect | kernels [LAYER]");
        return 2;
}

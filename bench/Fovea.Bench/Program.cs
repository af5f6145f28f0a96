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
    default:
        Console.Error.WriteLine("usage: Fovea.Bench reference | inspect");
        return 2;
}

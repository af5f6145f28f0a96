using Fovea.Runtime.Steps;

namespace Fovea.Runtime.Plans;

/// <summary>A step in its place, with what is said of it.</summary>
/// <param name="Step">The step.</param>
/// <param name="Name">The label of its node, or the name of the value that it brings into another layout.</param>
/// <param name="Operator">The operator's name, or what the conversion does.</param>
/// <param name="Path">How it is run.</param>
/// <param name="Kind">What layers of its kind have in common.</param>
/// <param name="Choice">What was chosen, and why.</param>
/// <param name="Macs">Multiply–accumulates.</param>
internal sealed record PlanStep(Step? Step, string Name, string Operator, ExecutionPath Path, string Kind, string Choice, long Macs)
{
    /// <summary>The time that it took in the last run that was timed, in ticks of the stopwatch; negative if there was none.</summary>
    public long Ticks { get; set; } = -1;
}

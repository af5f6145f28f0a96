using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Operators;

/// <summary>
/// Operators whose output is random: the standard defines the distribution, but neither the numbers nor how they are drawn. The reference puts out what is handed in.
/// </summary>
public abstract record RandomDraw : Operator
{
    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        Graphs.Cost.Unavailable("what drawing a random number costs is not defined");

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run) => run.Put(
        0, run.Drawn(run.Outputs[0].Element) ?? throw new UnavailableException("the standard does not define which random numbers are drawn"));
}

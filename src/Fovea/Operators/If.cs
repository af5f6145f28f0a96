using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// outputs = those of the branch that the condition chooses.
/// <para>cond bool, one element; outputs as both branches deliver them.</para>
/// <para>ONNX If-1, 11, 13, 16 …: https://onnx.ai/onnx/operators/onnx__If.html</para>
/// </summary>
/// <param name="Then">The branch for true.</param>
/// <param name="Else">The branch for false.</param>
public sealed record If(Graph Then, Graph Else) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new(
        "If", "cond", "outputs*", a => new If(a.RequiredGraph("then_branch"), a.RequiredGraph("else_branch")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override Values<Graph> Subgraphs => [Then, Else];

    /// <inheritdoc/>
    public override void Write(AttributeWriter to)
    {
        to.Graph("then_branch", Then);
        to.Graph("else_branch", Else);
    }

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        Operands.Require(
            Then.Outputs.Count == Else.Outputs.Count && Then.Outputs.Count >= inputs.OutputCount,
            $"the branches deliver {Then.Outputs.Count} and {Else.Outputs.Count} values; {inputs.OutputCount} are asked for");
        if (Chosen(inputs) is { } chosen)
        {
            return Branch.Outputs(inputs.Type(chosen, []));
        }
        Values<ValueInfo> then = Branch.Outputs(inputs.Type(Then, []));
        Values<ValueInfo> otherwise = Branch.Outputs(inputs.Type(Else, []));
        var merged = new ValueInfo[then.Count];
        for (int i = 0; i < merged.Length; i++)
        {
            merged[i] = Branch.Merge(inputs, then[i], otherwise[i], i, "the branches deliver tensors of different rank");
        }
        return Values.Create<ValueInfo>(merged);
    }

    private Graph? Chosen(Operands inputs) => inputs.Scalar(0) is { } known ? known != 0 ? Then : Else : null;

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Chosen(inputs) is { } chosen
        ? Branch.Cost(inputs.Type(chosen, []))
        : Graphs.Cost.Unavailable("which branch runs is known only when the network runs");

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        throw new UnavailableException("receptive fields are not followed into branches");

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        RunTensor[] results = run.Run(run.Single<bool>(0) ? Then : Else);
        for (int output = 0; output < results.Length; output++)
        {
            run.Put(output, results[output]);
        }
    }
}

using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// outputs = the loop-carried values after the last run of the body, then for each further output of the body all its values, stacked.
/// <para>M int64, the most runs; cond bool; v_initial any values; the body takes the number of the run, the condition and the carried values.</para>
/// <para>ONNX Loop-1, 11, 13, 16 …: https://onnx.ai/onnx/operators/onnx__Loop.html</para>
/// </summary>
/// <param name="Body">What runs.</param>
public sealed record Loop(Graph Body) : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("Loop", "M? cond? v_initial*", "outputs*", a => new Loop(a.RequiredGraph("body")));

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override Values<Graph> Subgraphs => [Body];

    /// <inheritdoc/>
    public override void Write(AttributeWriter to) => to.Graph("body", Body);

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs)
    {
        int carried = Body.Inputs.Count - 2;
        Operands.Require(carried >= 0 && Body.Outputs.Count > carried, $"the body must take the number of the run, the condition and the carried values");
        Operands.Require(inputs.Count - 2 == carried, $"{Math.Max(0, inputs.Count - 2)} values are carried; the body takes {carried}");
        Values<ValueInfo> results = Branch.Outputs(Run(inputs, out ValueInfo[] values));
        var outputs = new ValueInfo[Body.Outputs.Count - 1];
        for (int i = 0; i < outputs.Length; i++)
        {
            ValueInfo result = results[i + 1];
            outputs[i] = i < carried ? values[i + 2] with { Contents = null }
                : result.Type is { } type ? new ValueInfo(type.Element, Shape.Create([Runs(inputs) ?? inputs.Open("runs")]).Concat(type.Shape))
                : result;
        }
        return Values.Create<ValueInfo>(outputs);
    }

    // Carried values whose sizes the body changes are open; opened once, they may stay or lose their rank.
    private TypedGraph Run(Operands inputs, out ValueInfo[] values)
    {
        var round = new ValueInfo(ElementType.Int64, Shape.Scalar);
        values = [round, new ValueInfo(ElementType.Bool, Shape.Scalar), .. Enumerable.Range(2, Body.Inputs.Count - 2).Select(i => new ValueInfo(inputs[i]))];
        while (true)
        {
            TypedGraph typed = inputs.Type(Body, values);
            Values<ValueInfo> results = Branch.Outputs(typed);
            bool stable = true;
            for (int i = 2; i < values.Length; i++)
            {
                ValueInfo merged = Branch.Merge(inputs, values[i], results[i - 1], i - 2, "the body changes the rank of a carried value") with { Contents = null };
                stable &= merged == values[i];
                values[i] = merged;
            }
            if (stable)
            {
                return typed;
            }
        }
    }

    // The number of runs, if nothing but M can end the loop.
    private Size? Runs(Operands inputs)
    {
        string condition = Body.Outputs[0].Name;
        bool endless = condition == Body.Inputs[1].Name
            || Body.Nodes.Any(node => node.Outputs.Contains(condition) && node.Operator is Identity && node.Inputs[0] == Body.Inputs[1].Name);
        bool starts = !inputs.Has(1) || inputs.Scalar(1) == 1;
        return endless && starts ? inputs.ScalarSize(0) : null;
    }

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) => Runs(inputs) is { } runs
        ? Branch.Cost(Run(inputs, out _)) * runs
        : Graphs.Cost.Unavailable("how often the body runs is known only when the network runs");

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        throw new UnavailableException("receptive fields are not followed into loops");

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        long limit = run.Has(0) ? (long)run.Single<Whole>(0).Number : long.MaxValue;
        bool goesOn = !run.Has(1) || run.Single<bool>(1);
        RunTensor[] carried = [.. Enumerable.Range(2, Body.Inputs.Count - 2).Select(input => run[input])];
        var scanned = new List<RunTensor>[Body.Outputs.Count - 1 - carried.Length];
        for (int scan = 0; scan < scanned.Length; scan++)
        {
            scanned[scan] = [];
        }
        for (long round = 0; goesOn && round < limit; round++)
        {
            Operands.Require(round < MaximumRuns, $"the body has run {MaximumRuns} times, and still goes on");
            RunTensor[] results = run.Run(Body, [
                new RunTensor(ElementType.Int64, [], new Elements<Whole>([round])),
                new RunTensor(ElementType.Bool, [], new Elements<bool>([goesOn])),
                .. carried]);
            goesOn = results[0].Elements is Elements<bool> { Items: [var again] }
                ? again
                : throw new GraphException($"the body delivers {results[0].Type} where a condition is needed");
            carried = results[1..(carried.Length + 1)];
            for (int scan = 0; scan < scanned.Length; scan++)
            {
                scanned[scan].Add(results[carried.Length + 1 + scan]);
            }
        }
        for (int output = 0; output < carried.Length; output++)
        {
            run.Put(output, carried[output]);
        }
        for (int scan = 0; scan < scanned.Length; scan++)
        {
            Stack(run, carried.Length + scan, scanned[scan]);
        }
    }

    /// <summary>The most runs of the body that the reference computes.</summary>
    public const long MaximumRuns = 1 << 20;

    private static void Stack<T>(Evaluation<T> run, int output, List<RunTensor> results)
        where T : struct, IScalar<T>
    {
        if (results.Count == 0)
        {
            // Sizes that only a run of the body would tell are 0, too.
            long[] none = [.. run.Outputs[output].Shape.Select((size, axis) => axis > 0 && size.TryGetValue(out long known) ? known : 0)];
            run.Put(output, none, RunTensor.Literals<T>(run.Outputs[output].Element));
            return;
        }
        foreach (RunTensor result in results)
        {
            Operands.Require(result.Type == results[0].Type, $"output {output} is {results[0].Type} in one run of the body and {result.Type} in another");
        }
        run.Put(
            output,
            new RunTensor(results[0].Element, [results.Count, .. results[0].Dimensions], results[0].Elements.Append([.. results[1..].Select(result => result.Elements)])));
    }
}

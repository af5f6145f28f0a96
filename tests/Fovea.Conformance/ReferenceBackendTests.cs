using System.Text.RegularExpressions;
using Fovea.Onnx;
using Fovea.Reference;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Conformance;

/// <summary>ONNX's own backend tests, run on the reference: all pass but those that are named here, with the reason why they cannot be run.</summary>
public sealed class ReferenceBackendTests
{
    private static readonly string[] Float8 = ["FLOAT8E4M3FN", "FLOAT8E4M3FNUZ", "FLOAT8E5M2", "FLOAT8E5M2FNUZ"];
    private static readonly string[] Wide = ["FLOAT", "FLOAT16"];

    // The cases that are skipped, by what the reason has to match.
    private static readonly (string Reason, string[] Cases)[] OutOfReach =
    [
        ("float8|float4",
        [
            // Cast and CastLike from and to narrow floats
            .. from form in new[] { "cast", "castlike" }
               from narrow in (string[])[.. Float8, "FLOAT4E2M1"]
               from wide in Wide
               from name in new[] { $"test_{form}_{narrow}_to_{wide}", $"test_{form}_{wide}_to_{narrow}" }
               select name,
            .. from form in new[] { "cast", "castlike" }
               from narrow in Float8
               from wide in Wide
               select $"test_{form}_no_saturate_{wide}_to_{narrow}",
            .. from wide in Wide
               from name in new[] { $"test_cast_e8m0_FLOAT8E8M0_to_{wide}", $"test_cast_e8m0_{wide}_to_FLOAT8E8M0" }
               select name,
            // quantisation to narrow floats, and back
            .. from form in new[] { "quantizelinear", "dequantizelinear" }
               from narrow in new[] { "e4m3fn", "e5m2", "float4e2m1" }
               select $"test_{form}_{narrow}",
            "test_dequantizelinear_e4m3fn_float16",
            "test_dequantizelinear_e4m3fn_zero_point",
        ]),
        ("elements of type string", ["test_equal_string", "test_equal_string_broadcast"]),
        ("is a sequence or an optional value", ["test_identity_opt", "test_identity_sequence"]),
        ("SequenceEmpty", ["test_sequence_model1"]),
        ("SequenceConstruct", ["test_sequence_model2", "test_sequence_model3", "test_sequence_model4", "test_sequence_model5"]),
        ("SplitToSequence", ["test_sequence_model6", "test_sequence_model7", "test_sequence_model8"]),
        ("does not compute Gradient", ["test_gradient_of_add", "test_gradient_of_add_and_mul"]),
    ];

    // The operators whose work depends on the data in at least one case (Resize: where it crops or smooths).
    private static readonly string[] Unpredicted = ["DeformConv", "GridSample", "NonMaxSuppression", "Resize", "RoiAlign", "TopK"];

    private static readonly Lazy<(string Name, CaseOutcome Outcome)[]> Outcomes = new(() =>
    [
        .. from found in BackendCase.Find(Corpus.BackendTests())
           select (Path.GetFileName(found.Folder), found.Run((graph, weights, inputs) => ReferenceModel.Run(graph, weights, inputs))),
    ]);

    [Fact]
    public void No_case_fails()
    {
        Corpus.BackendTests();
        Assert.DoesNotContain(Outcomes.Value, entry => entry.Outcome.Result == CaseResult.Failed);
        Assert.Equal(858, Outcomes.Value.Count(entry => entry.Outcome.Result == CaseResult.Passed));
    }

    [Fact]
    public void What_is_skipped_is_skipped_for_its_reason()
    {
        Corpus.BackendTests();
        Assert.Equal(82, OutOfReach.Sum(entry => entry.Cases.Length));
        Assert.Equal(
            OutOfReach.SelectMany(entry => entry.Cases.Select(name => $"{entry.Reason}: {name}")).Order(StringComparer.Ordinal),
            Outcomes.Value
                .Where(entry => entry.Outcome.Result == CaseResult.Skipped)
                .Select(entry => $"{Expected(entry.Outcome.Reason)}: {entry.Name}")
                .Order(StringComparer.Ordinal));
    }

    private static string Expected(string reason) =>
        OutOfReach.Select(entry => entry.Reason).FirstOrDefault(expected => Regex.IsMatch(reason, expected)) ?? reason;

    [Fact]
    public void Every_node_executes_the_operations_that_are_predicted()
    {
        var operations = new ExecutedOperations();
        foreach (BackendCase found in BackendCase.Find(Corpus.BackendTests()))
        {
            found.Run((graph, weights, inputs) =>
            {
                operations.Run(found.Name, graph, weights, inputs);
                return ReferenceModel.Run(graph, weights, inputs);
            });
        }
        Assert.Empty(operations.Differences);
        Assert.Equal(string.Join(' ', Unpredicted), string.Join(' ', operations.Unpredicted));
        Assert.InRange(operations.Predicted, 830, int.MaxValue);
    }
}

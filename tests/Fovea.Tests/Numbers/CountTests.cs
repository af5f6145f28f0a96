using CsCheck;
using Fovea.Numbers;
using Xunit;

namespace Fovea.Tests.Numbers;

public sealed class CountTests
{
    // What each step of a computation is made of, beside its literals.
    private static readonly OperationKind[][] Kinds =
    [
        [OperationKind.Add], [OperationKind.Add], [OperationKind.Multiply], [OperationKind.Sign], [OperationKind.Power, OperationKind.Multiply],
        [OperationKind.Sign, OperationKind.Add, OperationKind.Divide], [OperationKind.Compare], [OperationKind.Compare], [OperationKind.Sign], [OperationKind.Round],
        [OperationKind.Sign, OperationKind.Add, OperationKind.Remainder], [OperationKind.Compare, OperationKind.Add],
    ];

    [Fact]
    public void Every_operation_is_counted_once_and_the_values_are_those_of_doubles() => Computation.OnQuotients.Sample(computation =>
    {
        using var ledger = Ledger.Open();
        double counted = computation.Run(Count.Literal).Number;
        Assert.Equal(computation.Run(Fovea.Numbers.Double.Literal).Number, counted);
        foreach (OperationKind kind in Enum.GetValues<OperationKind>())
        {
            Assert.Equal(computation.Steps.Sum(step => Kinds[step.Operation].Count(each => each == kind)), ledger[kind]);
        }
    });

    [Fact]
    public void A_ledger_inside_another_counts_for_itself_only()
    {
        using var outer = Ledger.Open();
        using (var inner = Ledger.Open())
        {
            _ = Count.Literal(1) + Count.Literal(2);
            Assert.Equal(1, inner[OperationKind.Add]);
        }
        Count.Less(default, default);
        Assert.Equal((0, 1), (outer[OperationKind.Add], outer[OperationKind.Compare]));
    }
}

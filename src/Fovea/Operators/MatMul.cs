using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>
/// y = a · b, the matrix product, over batches that broadcast.
/// <para>A [batch…, m, k]; B [batch…, k, n], the same numeric type; Y [batch…, m, n]. A vector stands for a row of A or a column of B.</para>
/// <para>ONNX MatMul-1, 9, 13: https://onnx.ai/onnx/operators/onnx__MatMul.html</para>
/// </summary>
public sealed record MatMul : Operator
{
    /// <summary>Name, inputs and outputs in ONNX.</summary>
    public static readonly OperatorType Onnx = new("MatMul", "A B", "Y", _ => new MatMul());

    /// <inheritdoc/>
    public override OperatorType Type => Onnx;

    /// <inheritdoc/>
    public override Values<ValueInfo> Outputs(Operands inputs) =>
        [new ValueInfo(inputs.AgreeElement(0, 1), MatrixProduct.Output(inputs, inputs.Shape(0), inputs.Shape(1)))];

    /// <inheritdoc/>
    public override Cost Cost(Operands inputs, Values<ValueInfo> outputs) =>
        MatrixProduct.Products(inputs.Shape(0)[inputs.Rank(0) - 1], outputs[0].Shape);

    /// <inheritdoc/>
    public override FieldRule Field(Operands inputs, Values<ValueInfo> outputs, int output) =>
        MatrixProduct.Field(inputs.Shape(0), inputs.Shape(1), outputs[0].Shape);

    /// <inheritdoc/>
    public override void Forward<T>(Evaluation<T> run)
    {
        if (run.IsWhole(0))
        {
            MatrixProduct.Multiply(run[0].Dimensions, run.Wholes(0), run[1].Dimensions, run.Wholes(1), run.Make<Whole>(0), run.Sizes(0));
        }
        else
        {
            MatrixProduct.Multiply(run[0].Dimensions, run.Numbers(0), run[1].Dimensions, run.Numbers(1), run.Make<T>(0), run.Sizes(0));
        }
    }
}

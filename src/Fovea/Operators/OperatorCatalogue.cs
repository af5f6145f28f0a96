using Fovea.Graphs;

namespace Fovea.Operators;

/// <summary>The contents page: every operator that Fovea knows, one line a family. Each stands in the file of its name.</summary>
public static class OperatorCatalogue
{
    private static readonly Dictionary<(string Domain, string Name), OperatorType> ByName = [];

    static OperatorCatalogue()
    {
        foreach (OperatorType type in All)
        {
            ByName.Add((type.Domain, type.Name), type);
        }
    }

    /// <summary>All operators, in the order of the contents page.</summary>
    public static IReadOnlyList<OperatorType> All { get; } =
    [
        // Convolution
        Conv.Onnx, ConvTranspose.Onnx, DeformConv.Onnx, Col2Im.Onnx,
        // Pooling
        MaxPool.Onnx, AveragePool.Onnx, LpPool.Onnx, GlobalAveragePool.Onnx, GlobalMaxPool.Onnx, GlobalLpPool.Onnx,
        MaxUnpool.Onnx, MaxRoiPool.Onnx, RoiAlign.Onnx,
        // Sampling
        Resize.Onnx, Upsample.Onnx, GridSample.Onnx, AffineGrid.Onnx, DepthToSpace.Onnx, SpaceToDepth.Onnx,
        // Normalisation
        BatchNormalization.Onnx, InstanceNormalization.Onnx, GroupNormalization.Onnx, LayerNormalization.Onnx,
        RMSNormalization.Onnx, LRN.Onnx, LpNormalization.Onnx, MeanVarianceNormalization.Onnx,
        // Activations
        Relu.Onnx, LeakyRelu.Onnx, PRelu.Onnx, ThresholdedRelu.Onnx, Elu.Onnx, Celu.Onnx, Selu.Onnx, Gelu.Onnx, Sigmoid.Onnx,
        HardSigmoid.Onnx, HardSwish.Onnx, Swish.Onnx, Mish.Onnx, Tanh.Onnx, Softplus.Onnx, Softsign.Onnx, Shrink.Onnx, Clip.Onnx,
        Softmax.Onnx, LogSoftmax.Onnx, Hardmax.Onnx, Dropout.Onnx,
        // Matrix products
        Gemm.Onnx, MatMul.Onnx, Einsum.Onnx,
        // Arithmetic
        Add.Onnx, Sub.Onnx, Mul.Onnx, Div.Onnx, Mod.Onnx, Pow.Onnx, Min.Onnx, Max.Onnx, Sum.Onnx, Mean.Onnx, Neg.Onnx, Abs.Onnx,
        Sign.Onnx, Reciprocal.Onnx, Sqrt.Onnx, Exp.Onnx, Log.Onnx, Erf.Onnx, Ceil.Onnx, Floor.Onnx, Round.Onnx, Sin.Onnx,
        Cos.Onnx, Tan.Onnx, Asin.Onnx, Acos.Onnx, Atan.Onnx, Sinh.Onnx, Cosh.Onnx, Asinh.Onnx, Acosh.Onnx, Atanh.Onnx,
        BitShift.Onnx, BitwiseAnd.Onnx, BitwiseOr.Onnx, BitwiseXor.Onnx, BitwiseNot.Onnx, CumSum.Onnx,
        // Comparison and logic
        Equal.Onnx, Greater.Onnx, GreaterOrEqual.Onnx, Less.Onnx, LessOrEqual.Onnx, And.Onnx, Or.Onnx, Xor.Onnx, Not.Onnx,
        IsNaN.Onnx, IsInf.Onnx, Where.Onnx,
        // Reductions
        ReduceSum.Onnx, ReduceMean.Onnx, ReduceMax.Onnx, ReduceMin.Onnx, ReduceProd.Onnx, ReduceL1.Onnx, ReduceL2.Onnx,
        ReduceLogSum.Onnx, ReduceLogSumExp.Onnx, ReduceSumSquare.Onnx, ArgMax.Onnx, ArgMin.Onnx, TopK.Onnx,
        // Movement
        Concat.Onnx, Split.Onnx, Slice.Onnx, Pad.Onnx, CenterCropPad.Onnx, Transpose.Onnx, Gather.Onnx, GatherElements.Onnx,
        GatherND.Onnx, Scatter.Onnx, ScatterElements.Onnx, ScatterND.Onnx, Expand.Onnx, Tile.Onnx, OneHot.Onnx, NonZero.Onnx,
        Compress.Onnx, Unique.Onnx, Trilu.Onnx, ReverseSequence.Onnx,
        // Shapes and constants
        Reshape.Onnx, Flatten.Onnx, Squeeze.Onnx, Unsqueeze.Onnx, ShapeOf.Onnx, SizeOf.Onnx, Identity.Onnx, Cast.Onnx,
        CastLike.Onnx, Constant.Onnx, ConstantOfShape.Onnx, RangeOf.Onnx, EyeLike.Onnx, RandomNormal.Onnx, RandomNormalLike.Onnx,
        RandomUniform.Onnx, RandomUniformLike.Onnx, Bernoulli.Onnx,
        // Quantisation
        QuantizeLinear.Onnx, DequantizeLinear.Onnx, DynamicQuantizeLinear.Onnx, QLinearConv.Onnx, QLinearMatMul.Onnx,
        ConvInteger.Onnx, MatMulInteger.Onnx,
        // Detection
        NonMaxSuppression.Onnx,
        // Control flow
        If.Onnx, Loop.Onnx,
    ];

    /// <summary>The operator of a name, or null if Fovea does not know it.</summary>
    public static OperatorType? Find(string name, string domain = "") =>
        ByName.GetValueOrDefault((domain == "ai.onnx" ? "" : domain, name));

    /// <summary>Makes an operator from its name and attributes; one that is not known is kept as <see cref="UnknownOperator"/>.</summary>
    /// <exception cref="GraphException">An attribute is missing, has the wrong type or a value that makes no sense.</exception>
    public static Operator Read(string name, string domain, Attributes attributes) =>
        Find(name, domain)?.Read(attributes)
        ?? new UnknownOperator(name, domain, Numbers.Values.Create<KeyValuePair<string, AttributeValue>>([.. attributes.Entries]));
}

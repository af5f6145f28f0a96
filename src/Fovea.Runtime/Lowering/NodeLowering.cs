using Fovea.Graphs;
using Fovea.Operators;
using Fovea.Runtime.Kernels;
using Fovea.Runtime.Plans;

namespace Fovea.Runtime.Lowering;

/// <summary>The contents page of what runs fast: for each kind of operator who turns a node into steps.</summary>
internal static class NodeLowering
{
    /// <summary>Adds the steps of a node to a plan; false if there is nothing but the reference for it.</summary>
    public static bool Lower(PlanMaker plan, TypedNode node) => node.Node.Operator switch
    {
        Conv => ConvolutionLowering.Lower(plan, node),
        Operators.Elementwise or BatchNormalization => ElementwiseLowering.Lower(plan, node),
        Concat or Split or Transpose or Expand or Slice or Pad or Gather or GatherElements or GatherND or Tile or DepthToSpace or SpaceToDepth or CenterCropPad
            or ReverseSequence or Trilu => MovementLowering.Lower(plan, node),
        Resize or Upsample => ResizeLowering.Lower(plan, node),
        Gemm or MatMul => MatrixLowering.Lower(plan, node),
        LayerNormalization or InstanceNormalization or GroupNormalization => NormalisationLowering.Lower(plan, node),
        Softmax or LogSoftmax => SoftmaxLowering.Lower(plan, node),
        MaxPool or AveragePool or GlobalMaxPool or GlobalAveragePool => PoolingLowering.Lower(plan, node) || (node.Node.Operator is GlobalPool && ReductionLowering.Lower(plan, node)),
        Reduction => ReductionLowering.Lower(plan, node),
        Identity or Reshape or Flatten or Squeeze or Unsqueeze or Dropout => AliasLowering.Lower(plan, node),
        _ => false,
    };

    /// <summary>Whether the first output of a node lies in blocks of channels.</summary>
    public static bool MakesBlocks(PlanMaker plan, ImageLayouts layouts, TypedNode node) => node.Node.Operator switch
    {
        Conv => ConvolutionLowering.MakesBlocks(plan, node),
        Operators.Elementwise or BatchNormalization => ElementwiseLowering.MakesBlocks(plan, layouts, node),
        Concat or Transpose or Split or Gather => MovementLowering.MakesBlocks(plan, layouts, node),
        LayerNormalization => NormalisationLowering.MakesBlocks(plan, layouts, node),
        MatMul => MatrixLowering.MakesBlocks(plan, layouts, node),
        Resize or Upsample => ResizeLowering.MakesBlocks(plan, node),
        MaxPool or AveragePool or GlobalMaxPool or GlobalAveragePool => PoolingLowering.MakesBlocks(plan, layouts, node),
        _ => false,
    };

    /// <summary>The halos that a node wants around what it reads.</summary>
    public static IEnumerable<(string Value, Halo Halo)> Halos(PlanMaker plan, TypedNode node) => node.Node.Operator switch
    {
        Conv => ConvolutionLowering.Halos(plan, node),
        _ => [],
    };
}

using Fovea.Analysis;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Onnx;
using Xunit;

namespace Fovea.Conformance;

/// <summary>Receptive fields of trained models that reshape their maps: dense layers after a Flatten, sub-pixel shuffles, lists of anchors.</summary>
public sealed class FieldTests
{
    public static TheoryData<string, string> Dense => new()
    {
        { "ort_mnist", "Times212" },
        { "wml_cifar10_cnn", "Gemm_11" },
    };

    [Theory]
    [MemberData(nameof(Dense))]
    public void A_dense_layer_sees_everything(string model, string layer)
    {
        ReceptiveField field = At(Read(model), layer).Field;
        Assert.Equal((FieldStatus.Complete, layer), (field.Status, field.Global));
    }

    public static TheoryData<string> Told => ["super_resolution", "yunet_n_320_320", "ort_mnist", "wml_cifar10_cnn"];

    [Theory]
    [MemberData(nameof(Told))]
    public void Every_layer_that_depends_on_the_input_has_a_complete_field(string model) => Assert.Empty(
        Read(model).Layers.Where(layer => layer.Field.Status != FieldStatus.Complete && !layer.Field.Independent).Select(layer => $"{layer.Name}: {layer.Field.Reason}"));

    [Fact]
    public void A_pixel_of_the_super_resolution_sees_eleven_around_a_third_of_its_place()
    {
        // Kernels of 5, 3, 3 and 3 with stride 1 see 2 + 1 + 1 + 1 on either side; pixel y of the 672 is one of the channels of unit ⌊y/3⌋.
        ReceptiveField field = Read("super_resolution").Layers[^1].Field;
        for (int pixel = 0; pixel < 12; pixel++)
        {
            Assert.All(field.Axes, axis => Assert.Equal(((pixel / 3) - 5, (pixel / 3) + 5), Seen(axis!, pixel)));
        }
    }

    // Where boxes are listed row by row: the list, the map it is made of (its Transpose), and the boxes at each position.
    public static TheoryData<string, string, string, int> Lists => new()
    {
        { "yunet_n_320_320", "Reshape_93", "Transpose_87", 1 },
        { "yunet_n_320_320", "Reshape_176", "Transpose_170", 1 },
        { "ultraface_version-RFB-320", "328", "318", 3 },
        { "ultraface_version-RFB-320", "458", "448", 3 },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_box_sees_what_its_position_sees(string model, string list, string map, int boxes)
    {
        Summary summary = Read(model);
        Layer positions = At(summary, map);
        long[] shape = positions.Outputs[0].Type!.Value.Shape.ToLongs();
        ReceptiveField field = At(summary, list).Field;
        for (long box = 0; box < shape[1] * shape[2] * boxes; box++)
        {
            long position = box / boxes;
            Assert.Equal(
                (Seen(positions.Field.Axes[0]!, position / shape[2]), Seen(positions.Field.Axes[1]!, position % shape[2])),
                (Seen(field.Axes[0]!, box), Seen(field.Axes[1]!, box)));
        }
    }

    [Fact]
    public void Boxes_of_several_maps_side_by_side_are_said_to_see_one_of_them()
    {
        Layer[] partial = [.. Read("ultraface_version-RFB-320").Layers.Where(layer => layer.Field.Status == FieldStatus.Partial)];
        Assert.Equal("459", partial[0].Name);
        Assert.All(partial, layer => Assert.Contains("side by side", layer.Field.Reason, StringComparison.Ordinal));
    }

    private static (long First, long Last) Seen(FieldAxis axis, long unit)
    {
        FieldPhase phase = axis.Phases.Count > 0 ? axis.Phases[(int)(unit % axis.Phases.Count)] : new FieldPhase(axis.Size, axis.Padding);
        Assert.True(((axis.Stride * unit) - phase.Padding).TryGetWhole(out Size first));
        return (first.Value, first.Value + phase.Size.Value - 1);
    }

    private static Layer At(Summary summary, string name) => summary.Layers.Single(layer => layer.Name == name);

    private static Summary Read(string model)
    {
        using OnnxModel file = OnnxFile.Read(Corpus.File($"models/{model}.onnx"));
        return Summary.Of(TypedGraph.Infer(file.Graph));
    }
}

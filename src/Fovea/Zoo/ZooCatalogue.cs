using Fovea.Graphs;

namespace Fovea.Zoo;

/// <summary>A network of the zoo.</summary>
/// <param name="Name">The name it is asked for by.</param>
/// <param name="Source">The paper or the reference implementation that it copies.</param>
/// <param name="Build">Makes its graph.</param>
public sealed record ZooEntry(string Name, string Source, Func<Graph> Build);

/// <summary>The contents page of the zoo: one architecture a file.</summary>
public static class ZooCatalogue
{
    /// <summary>All networks, in the order in which they are listed.</summary>
    public static IReadOnlyList<ZooEntry> All { get; } =
    [
        .. LeNet.Entries,
        .. AlexNet.Entries,
        .. Vgg.Entries,
        .. GoogLeNet.Entries,
        .. InceptionV3.Entries,
        .. ResNet.Entries,
        .. SlimResNet.Entries,
        .. DenseNet.Entries,
        .. SqueezeNet.Entries,
        .. MobileNetV1.Entries,
        .. MobileNetV2.Entries,
        .. ShuffleNetV2.Entries,
        .. EfficientNet.Entries,
        .. ConvNeXt.Entries,
        .. UNet.Entries,
        .. DeepLabV3.Entries,
        .. FoveaSampler.Entries,
        .. SheetDilated.Entries,
        .. SheetStack.Entries,
        .. SheetBackprop.Entries,
        .. SheetSeparable.Entries,
        .. SheetPooling.Entries,
    ];

    /// <summary>The network of a name, or null.</summary>
    public static ZooEntry? Find(string name) => All.FirstOrDefault(entry => entry.Name == name);
}

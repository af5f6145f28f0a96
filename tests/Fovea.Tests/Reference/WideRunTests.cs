using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Reference;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Tests.Reference;

public sealed class WideRunTests
{
    [Fact]
    public void A_batch_of_images_runs_in_the_lanes_of_one_run()
    {
        Graph graph = SmallNetworks.Chain;
        Tensor[] images = [.. Enumerable.Range(0, Wide.Lanes).Select(seed => SmallNetworks.Values("x", graph.Inputs[0].Type!.Value, seed))];
        var together = new Wide[images[0].Count];
        for (int i = 0; i < together.Length; i++)
        {
            together[i] = Wide.Of([.. images.Select(image => (float)image.GetDouble(i))]);
        }
        var run = new ReferenceRun<Wide>(SmallNetworks.Weights(graph));
        Wide[] outputs = run.Run(graph, new RunTensor(ElementType.Float32, images[0].Dimensions, new Elements<Wide>(together)))[0].Items<Wide>();
        for (int lane = 0; lane < images.Length; lane++)
        {
            Tensor alone = ReferenceModel.Run(graph, SmallNetworks.Weights(graph), images[lane])[0];
            Assert.Equal(Enumerable.Range(0, outputs.Length).Select(i => (float)alone.GetDouble(i)), outputs.Select(output => output[lane]));
        }
    }
}

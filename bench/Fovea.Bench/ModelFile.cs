using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Onnx;
using Fovea.Zoo;

namespace Fovea.Bench;

/// <summary>A network as a file, which every engine can open.</summary>
internal static class ModelFile
{
    /// <summary>Works on a file; a network of the zoo is written to one that is deleted afterwards.</summary>
    /// <param name="name">The path, or the name of a network.</param>
    /// <param name="work">What is done with its path.</param>
    public static T With<T>(string name, Func<string, T> work)
    {
        if (ZooCatalogue.Find(name) is not { } entry)
        {
            return work(name);
        }
        Graph graph = entry.Build().BindDefaults();
        string folder = Directory.CreateTempSubdirectory("fovea-bench-").FullName;
        try
        {
            string path = Path.Combine(folder, name + ".onnx");
            OnnxFile.Write(path, new OnnxModel(graph, SeededWeights.Of(graph)));
            return work(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

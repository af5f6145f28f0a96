using Fovea.Claims;
using Fovea.Numbers;

namespace Fovea.Cli;

/// <summary>The models that a document of claims names, by their paths beside it.</summary>
internal sealed class OpenedModels(string? folder) : IDisposable
{
    private readonly List<ModelSource> opened = [];

    public OpenedModel Open(string name)
    {
        var source = ModelSource.Open(folder is { Length: > 0 } ? Path.Combine(folder, name) : name, new Dictionary<string, Size>());
        opened.Add(source);
        return new OpenedModel(source.Graph, source.Weight);
    }

    public void Dispose() => opened.ForEach(source => source.Dispose());
}

using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Fovea.Tests;

/// <summary>The walls between the projects, and between the rooms of the language.</summary>
public sealed class ArchitectureTests
{
    // The other projects that a project may see; the command and the page see all of them.
    private static readonly Dictionary<string, string[]> Walls = new()
    {
        ["Fovea"] = [],
        ["Fovea.Onnx"] = ["Fovea"],
        ["Fovea.Runtime"] = ["Fovea"],
        ["Fovea.Images"] = ["Fovea"],
        ["Fovea.Training"] = ["Fovea", "Fovea.Runtime"],
    };

    private static readonly string[] SeeAll = ["Fovea.Cli", "Fovea.Studio"];

    // The rooms inside Fovea, each with those it may look into.
    private static readonly Dictionary<string, string[]> Rooms = new()
    {
        ["Notation"] = [],
        ["Numbers"] = ["Notation"],
        ["Tensors"] = ["Numbers"],
        ["Graphs"] = ["Notation", "Numbers", "Tensors"],
        ["Operators"] = ["Numbers", "Tensors", "Graphs"],
        ["Networks"] = ["Numbers", "Tensors", "Graphs", "Operators"],
        ["Zoo"] = ["Numbers", "Tensors", "Graphs", "Operators", "Networks"],
        ["Analysis"] = ["Numbers", "Tensors", "Graphs", "Operators"],
        ["Reference"] = ["Numbers", "Tensors", "Graphs", "Operators"],
        ["Rewrites"] = ["Numbers", "Tensors", "Graphs", "Operators"],
        ["Derivations"] = ["Numbers", "Tensors", "Graphs", "Operators", "Analysis", "Reference"],
        ["Claims"] = ["Notation", "Numbers", "Tensors", "Graphs", "Operators", "Networks", "Zoo", "Analysis", "Reference", "Rewrites", "Derivations"],
    };

    private static string Sources => Path.Combine(Repository.Root, "src");

    private static IEnumerable<string> Projects() => Directory.EnumerateFiles(Sources, "*.csproj", SearchOption.AllDirectories);

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories);

    private static string[] Included(string project, string item) =>
        [.. XDocument.Load(project).Descendants(item).Select(element => Path.GetFileNameWithoutExtension(element.Attribute("Include")!.Value.Replace('\\', '/')))];

    [Fact]
    public void Projects_see_only_what_they_may()
    {
        Assert.NotEmpty(Projects());
        foreach (string project in Projects())
        {
            string name = Path.GetFileNameWithoutExtension(project);
            if (!SeeAll.Contains(name))
            {
                Assert.True(Walls.TryGetValue(name, out string[]? allowed), $"{name} has no walls");
                Assert.Empty(Included(project, "ProjectReference").Except(allowed!));
            }
        }
    }

    [Theory]
    [InlineData("Fovea")]
    [InlineData("Fovea.Onnx")]
    public void The_language_and_its_files_need_no_package(string name) =>
        Assert.Empty(Included(Path.Combine(Sources, name, name + ".csproj"), "PackageReference"));

    [Fact]
    public void Rooms_look_only_into_those_below()
    {
        int lines = 0;
        foreach (string file in Files(Path.Combine(Sources, "Fovea")))
        {
            string room = Path.GetRelativePath(Path.Combine(Sources, "Fovea"), file).Split(Path.DirectorySeparatorChar)[0];
            Assert.True(Rooms.TryGetValue(room, out string[]? below), $"{room} is no room");
            string text = File.ReadAllText(file);
            Assert.Contains($"namespace Fovea.{room}", text, StringComparison.Ordinal);
            // Full names count like using lines; in the documentation they are only mentioned.
            string code = Regex.Replace(text, "^\\s*///.*$", "", RegexOptions.Multiline);
            foreach (string other in Rooms.Keys.Except(below!).Where(other => other != room))
            {
                Assert.False(Regex.IsMatch(code, $@"\bFovea\.{other}\b"), $"{Path.GetFileName(file)} in {room} looks into {other}");
            }
            lines += text.Count(letter => letter == '\n');
        }
        Assert.True(lines > 1000);
    }

    [Fact]
    public void Only_the_runtime_and_the_mapped_file_are_unsafe()
    {
        string[] allowed = ["Fovea.Runtime", "Fovea.Onnx"];
        foreach (string project in Projects().Where(project => !allowed.Contains(Path.GetFileNameWithoutExtension(project))))
        {
            Assert.DoesNotContain(XDocument.Load(project).Descendants("AllowUnsafeBlocks"), element => element.Value == "true");
        }
        string[] files = [.. Files(Path.Combine(Sources, "Fovea.Onnx")).Where(file => Regex.IsMatch(File.ReadAllText(file), @"\bunsafe\b")).Select(file => Path.GetFileName(file))];
        Assert.Equal(["MappedFile.cs"], files);
    }

    [Fact]
    public void The_language_reflects_on_nothing()
    {
        foreach (string file in Files(Path.Combine(Sources, "Fovea")))
        {
            Assert.DoesNotContain("System.Reflection", File.ReadAllText(file), StringComparison.Ordinal);
        }
    }
}

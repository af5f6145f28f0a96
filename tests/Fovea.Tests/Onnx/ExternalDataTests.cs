using System.Diagnostics;
using System.Runtime.InteropServices;
using Fovea.Onnx;
using Xunit;
using static Fovea.Tests.Onnx.Proto;

namespace Fovea.Tests.Onnx;

/// <summary>Weights in other files: only regular files inside the model's folder, under their only name, are opened.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private readonly string outside = Directory.CreateTempSubdirectory("fovea-external-").FullName;
    private readonly string folder;

    public ExternalDataTests()
    {
        folder = Directory.CreateDirectory(Path.Combine(outside, "model")).FullName;
        File.WriteAllBytes(Path.Combine(folder, "w.bin"), [0, 0, 0, 0, 0, 0, 128, 63]);
        File.WriteAllBytes(Path.Combine(outside, "secret"), new byte[64]);
    }

    public void Dispose() => Directory.Delete(outside, recursive: true);

    [Fact]
    public void A_tensor_is_read_where_it_lies()
    {
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        File.Move(Path.Combine(folder, "w.bin"), Path.Combine(folder, "sub", "w.bin"));
        using OnnxModel model = Read(External("./sub/w.bin", "offset", "4", "length", "4"));
        Assert.Equal(1, model.Weights["w"].GetDouble(0));
    }

    [Fact]
    public void What_was_let_go_is_read_again()
    {
        float[] values = [.. Enumerable.Range(0, 10_000).Select(i => (float)i)];
        string path = Path.Combine(outside, "large.bin");
        File.WriteAllBytes(path, [.. values.SelectMany(BitConverter.GetBytes)]);
        using MappedFile file = MappedFile.Open(path);
        // A tensor that begins and ends within a page: its neighbours stay as they are.
        var inner = new LocatedData(file, 400, 30_000);
        var whole = new LocatedData(file, 0, file.Length);
        inner.Release();
        Assert.Equal(values[100], BitConverter.ToSingle(inner.Slice(0, 4)));
        whole.Release();
        Assert.Equal(values, MemoryMarshal.Cast<byte, float>(whole.Slice(0, (int)whole.Length)).ToArray());
    }

    public static TheoryData<string, string> Locations() => new()
    {
        { "../secret", "leaves the model's folder" },
        { "a/../../secret", "leaves the model's folder" },
        { "./../secret", "leaves the model's folder" },
        { "/etc/passwd", "no path inside" },
        { "/dev/zero", "no path inside" },
        { @"C:\x", "no path inside" },
        { @"..\secret", "no path inside" },
        { "w.bin\0.txt", "no path inside" },
        { "", "no path inside" },
        { ".", "does not exist" },
        { "missing.bin", "does not exist" },
    };

    [Theory]
    [MemberData(nameof(Locations))]
    public void A_path_that_leaves_the_folder_is_refused(string location, string reason) => Refused(External(location), "'w'", reason);

    public static TheoryData<string, string, string> Entries() => new()
    {
        { "offset", "-1", "'-1'" },
        { "offset", "5", "beyond the end" },
        { "offset", "9223372036854775807", "beyond the end" },
        { "offset", "99999999999999999999", "no number" },
        { "offset", "four", "no number" },
        { "length", "-4", "no number" },
        { "length", "8", "8 bytes long" },
        { "length", "9223372036854775807", "bytes long" },
        { "mode", "rw", "unknown key 'mode'" },
        { "location", "w.bin", "twice" },
    };

    [Theory]
    [MemberData(nameof(Entries))]
    public void An_entry_that_does_not_fit_is_refused(string key, string value, string reason) =>
        Refused(External("w.bin", key, value), "'w'", reason);

    [Fact]
    public void A_symbolic_link_is_not_followed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "links are made differently elsewhere");
        File.CreateSymbolicLink(Path.Combine(folder, "link.bin"), Path.Combine(outside, "secret"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "parent"), outside);
        Refused(External("link.bin"), "symbolic link");
        Refused(External("parent/secret"), "symbolic link");
    }

    [Fact]
    public void A_second_name_of_a_file_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only there it can be told");
        Run("ln", Path.Combine(outside, "secret"), Path.Combine(folder, "hard.bin"));
        Refused(External("hard.bin"), "hard link");
    }

    [Fact]
    public void What_is_no_file_is_not_opened()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only there it can be told");
        string pipe = Path.Combine(folder, "pipe");
        Run("mkfifo", pipe);
        Refused(External("pipe"), "pipe", "no regular file");
        foreach (string path in new[] { pipe, "/dev/zero", folder })
        {
            var error = Assert.Throws<OnnxFormatException>(() => OnnxFile.Read(path));
            Assert.Contains("no regular file", error.Message, StringComparison.Ordinal);
        }
    }

    private void Refused(byte[] data, params string[] words)
    {
        var error = Assert.Throws<OnnxFormatException>(() => Read(data));
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }

    private OnnxModel Read(byte[] data)
    {
        string path = Path.Combine(folder, "model.onnx");
        File.WriteAllBytes(path, Of(Tensor("w", 1, [1], data), Node("Mul", "x w", "y")));
        return OnnxFile.Read(path);
    }

    private static void Run(string command, params string[] arguments)
    {
        using Process process = Process.Start(command, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}

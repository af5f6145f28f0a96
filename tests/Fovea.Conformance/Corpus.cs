using System.Buffers.Binary;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Fovea.Numbers;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Conformance;

/// <summary>
/// Expected values that nobody of this project wrote. The folder is named by FOVEA_CORPUS, or lies beside the repository as shared/corpus; where there is none the tests
/// that need it report themselves as skipped.
/// </summary>
internal static class Corpus
{
    private static readonly string? Root = Find();
    private static readonly Lock Gate = new();

    public static bool Exists => Root is not null;

    /// <summary>The path of a file of the corpus; the test is skipped if there is no corpus.</summary>
    public static string File(string name)
    {
        Assert.SkipWhen(Root is null, "there is no corpus: FOVEA_CORPUS is not set, and ../shared/corpus does not exist");
        return Path.Combine(Root!, name);
    }

    public static JsonElement Json(string name)
    {
        using var stream = System.IO.File.OpenRead(File(name));
        using JsonDocument document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }

    /// <summary>The names of files with an ending in a folder, sorted.</summary>
    public static IEnumerable<string> Names(string folder, string ending) => Root is null
        ? []
        : Directory.EnumerateFiles(Path.Combine(Root, folder), "*" + ending).Select(path => Path.GetFileName(path)[..^ending.Length]).Order(StringComparer.Ordinal);

    /// <summary>A model whose graph is complete and whose weights are zero; on request filled as its recipe says.</summary>
    public static string Skeleton(string name, bool filled = false)
    {
        string source = File($"skeletons/{name}.onnx.gz");
        lock (Gate)
        {
            string path = Path.Combine(Unpacked(source), name + (filled ? ".filled" : "") + ".onnx");
            if (!System.IO.File.Exists(path))
            {
                using (FileStream file = System.IO.File.Create(path + ".part"))
                {
                    Unpack(source, file);
                    if (filled)
                    {
                        Fill(file, Json($"skeletons/{name}.weights.json"));
                    }
                }
                System.IO.File.Move(path + ".part", path, overwrite: true);
            }
            return path;
        }
    }

    // Where what is unpacked from a file is kept from one run to the next: among the build's artifacts, in a folder of this version of the file.
    private static string Unpacked(string file)
    {
        var info = new FileInfo(file);
        string version = string.Create(CultureInfo.InvariantCulture, $"{info.Name}-{info.Length}-{info.LastWriteTimeUtc.Ticks}");
        return Directory.CreateDirectory(Path.Combine(Repository, "artifacts", "corpus", version)).FullName;
    }

    // Most of a skeleton is zeros: they are skipped, so that the file takes little room where the file system allows it.
    private static void Unpack(string source, FileStream to)
    {
        using var packed = new GZipStream(System.IO.File.OpenRead(source), CompressionMode.Decompress);
        var block = new byte[1 << 16];
        while (packed.ReadAtLeast(block, block.Length, throwOnEndOfStream: false) is var count and > 0)
        {
            if (block.AsSpan(0, count).ContainsAnyExcept((byte)0))
            {
                to.Write(block, 0, count);
            }
            else
            {
                to.Seek(count, SeekOrigin.Current);
            }
        }
        to.SetLength(to.Position);
    }

    // The recipe of the corpus: float32(b + a · u(i, seed)) at the tensor's place.
    private static void Fill(FileStream file, JsonElement recipe)
    {
        foreach (JsonElement tensor in recipe.GetProperty("rules").EnumerateObject().Select(rule => rule.Value))
        {
            int count = tensor.GetProperty("dims").EnumerateArray().Aggregate(1, (product, size) => product * size.GetInt32());
            uint seed = tensor.GetProperty("seed").GetUInt32();
            double a = tensor.GetProperty("a").GetDouble();
            double b = tensor.GetProperty("b").GetDouble();
            var bytes = new byte[4 * count];
            for (int i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), (float)(b + (a * Uniform((uint)i, seed))));
            }
            file.Seek(tensor.GetProperty("offset").GetInt64(), SeekOrigin.Begin);
            file.Write(bytes);
        }
    }

    /// <summary>What the recorded outputs of a filled skeleton were computed from.</summary>
    public static Tensor SkeletonInput(string name)
    {
        long[] sizes = ModuleRecords.Longs(Json($"skeletons/{name}.weights.json").GetProperty("input"));
        var values = new float[sizes.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)Uniform((uint)i, 12345);
        }
        return Tensor.Of(Values.Create<long>(sizes), values);
    }

    /// <summary>Skips a test that takes long, unless long ones are asked for.</summary>
    public static void TakesLong() =>
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FOVEA_SLOW") == "1", "it takes long: set FOVEA_SLOW=1 to run it");

    private static double Uniform(uint i, uint seed)
    {
        unchecked
        {
            uint x = (i * 2654435761u) + seed;
            x ^= x >> 16;
            x *= 0x85ebca6b;
            x ^= x >> 13;
            x *= 0xc2b2ae35;
            x ^= x >> 16;
            return (x / 2147483648.0) - 1;
        }
    }

    /// <summary>The folder that ONNX's backend tests are unpacked to.</summary>
    public static string BackendTests()
    {
        string archive = File("onnx-backend-cnn.tar.gz");
        lock (Gate)
        {
            string folder = Path.Combine(Unpacked(archive), "backend");
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder + ".part");
                using (var packed = new GZipStream(System.IO.File.OpenRead(archive), CompressionMode.Decompress))
                {
                    TarFile.ExtractToDirectory(packed, folder + ".part", overwriteFiles: true);
                }
                Directory.Move(folder + ".part", folder);
            }
            return folder;
        }
    }

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("FOVEA_CORPUS");
        if (named is { Length: > 0 })
        {
            return Directory.Exists(named) ? named : null;
        }
        string beside = Path.Combine(Repository, "..", "shared", "corpus");
        return Directory.Exists(beside) ? Path.GetFullPath(beside) : null;
    }

    /// <summary>The root of the repository: the folder with the solution, above the test's own.</summary>
    public static string Repository
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !System.IO.File.Exists(Path.Combine(folder, "Fovea.slnx")))
            {
                folder = Path.GetDirectoryName(folder);
            }
            return folder ?? throw new DirectoryNotFoundException("no folder above the tests holds Fovea.slnx");
        }
    }
}

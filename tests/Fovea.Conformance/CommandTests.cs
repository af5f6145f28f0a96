using System.Text.Json;
using Fovea.Onnx;
using Fovea.Tensors;
using Xunit;

namespace Fovea.Conformance;

/// <summary>The command as its users meet it: exit codes, one line of error, what is printed for people and for machines.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fovea-command-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Place(string name) => Path.Combine(folder, name);

    public static TheoryData<string, int, string> Failures => new()
    {
        { "inspect nosuch.onnx", 1, "nosuch.onnx: there is no such file" },
        { "inspect README.md", 1, "README.md: byte" },
        { "inspect src", 1, "src: is a folder" },
        { "inspect resnet18 --shape 1x4x8x8", 1, "node 'conv1' (Conv): X has other channels than W reads" },
        { "inspect lenet5 --shape 1x1x8x8", 1, "must be at least 1" },
        { "inspect sheet-stack --let q=3", 1, "has no symbol q; its symbols are k, d1, d2, d3" },
        { "inspect sheet-stack --let k=0", 1, "k = 0: it must be at least 1" },
        { "inspect sheet-stack --let k", 2, "--let takes SYMBOL=VALUE" },
        { "inspect resnet18 --shape image=1x3x8x8", 2, "there is no input 'image'; the inputs are input" },
        { "inspect --format xml", 2, "--format takes one of table, json, csv, markdown, not 'xml'" },
        { "inspect a b c", 2, "'c' is not understood here" },
        { "field resnet18 --node 500", 1, "there is no row 500" },
        { "field resnet18 --at x,y", 2, "--at takes positions like 3,5" },
        { "derive sheet-stack", 2, "--what" },
        { "derive sheet-stack --what size", 2, "--what takes one of shape, field, parameters, operations, gradient, not 'size'" },
        { "derive sheet-stack --what shape --node nosuch", 1, "there is no layer 'nosuch'" },
        { "derive sheet-stack --what gradient", 1, "k is open" },
        { "derive lenet5 --what gradient", 1, "the output 'output' is [1, 10]" },
        { "derive", 2, "derive takes a MODEL or -e TEXT" },
        { "derive lenet5 -e 1", 2, "derive takes a MODEL or -e TEXT" },
        { "derive -e 1 --what shape", 2, "-e says itself what is derived" },
        { "derive -e height(nosuch)", 1, "-e:1:8: 'nosuch' is not known here" },
        { "run lenet5", 1, "input 'input' (float32[1, 1, 32, 32]) is not given" },
        { "run lenet5 --inputs nosuch.npz", 1, "nosuch.npz" },
        { "run lenet5 --seed 1 --threads 0", 2, "--threads takes a number from 1 to 256, not 0" },
        { "bench lenet5 --seconds -1", 2, "--seconds takes a number above 0 and up to 3600" },
        { "conformance nosuch", 1, "nosuch: there is no such folder" },
        { "zoo export nosuch -o x.onnx", 1, "there is no such network in the zoo" },
        { "zoo export lenet5", 2, "--output" },
        { "nosuch", 2, "'nosuch' is not understood here" },
        { "", 2, "Required command" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void What_goes_wrong_is_told_in_one_line_and_an_exit_code(string arguments, int code, string reason)
    {
        CommandResult result = FoveaCommand.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(code, result.Code);
        Assert.Empty(result.Output);
        string[] lines = result.Error.TrimEnd().Split('\n');
        Assert.StartsWith("fovea: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(reason, lines[0], StringComparison.Ordinal);
        // Usage may point to the help in a second line.
        Assert.InRange(lines.Length, 1, code);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Count_shows_the_sheets_pooling_experiment_and_where_it_goes()
    {
        CommandResult result = FoveaCommand.Run("count", "sheet-pooling");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("verdict: equal, kind by kind, in 1 layer", result.Output, StringComparison.Ordinal);
        Assert.Contains("12152196 / 12000000 = 1.012683 = 0.992016 × 49/48", result.Output, StringComparison.Ordinal);
        Assert.Contains("edge term → 1, bookkeeping term → 49/48, ratio → 49/48 = 1.020833", result.Output, StringComparison.Ordinal);
        Assert.Contains("nearest to 1 at 438", result.Output, StringComparison.Ordinal);
    }

    // The sheet's statement 4.2f, that average pooling needs memory the size of its window, fails: a running sum is enough, as the maximum so far is.
    [Theory]
    [InlineData("sheet-pooling", "table", "  1\n")]
    [InlineData("sheet-pooling-average", "table", "  1\n")]
    [InlineData("sheet-pooling-average", "markdown", " | 1 |\n")]
    [InlineData("sheet-pooling-average", "csv", ",yes,,1,")]
    public void Average_pooling_keeps_one_value_as_max_pooling_does(string name, string format, string end)
    {
        CommandResult result = FoveaCommand.Run("count", name, "--let", "h=20,w=20", "--scratch", "--format", format);
        Assert.Equal((0, ""), (result.Code, result.Error));
        string row = result.Output.Split('\n').First(line => line.Contains("1×3×5×4", StringComparison.Ordinal));
        Assert.Contains(end, row + "\n", StringComparison.Ordinal);
    }

    [Fact]
    public void The_json_of_count_tells_what_a_layer_keeps_or_why_not()
    {
        JsonElement[] layers = [.. Json(FoveaCommand.Run("count", "fovea-sampler", "--scratch", "--format", "json")).GetProperty("layers").EnumerateArray()];
        Assert.Equal(JsonValueKind.Null, layers[0].GetProperty("scratch").ValueKind);
        Assert.Equal("more than 2000000 operations: give smaller sizes", layers[0].GetProperty("scratchReason").GetString());
        Assert.Equal(1, layers[2].GetProperty("scratch").GetInt32());
        Assert.False(layers[2].TryGetProperty("scratchReason", out _));
    }

    [Theory]
    [InlineData("table")]
    [InlineData("csv")]
    [InlineData("markdown")]
    public void Count_gives_formulas_where_sizes_are_open(string format)
    {
        // A dilation is no dimension, and open all the same.
        CommandResult result = FoveaCommand.Run("count", "sheet-stack", "--let", "i=20,k=3", "--format", format);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains(
            format == "csv" ? "conv1,Conv" : "counted: unavailable, because d1, d2, d3 are open: close them with --shape or --let", result.Output, StringComparison.Ordinal);
        Assert.Contains("d1", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_json_of_count_holds_both_tables()
    {
        JsonElement json = Json(FoveaCommand.Run("count", "fovea-sampler", "--format", "json"));
        Assert.True(json.GetProperty("agrees").GetBoolean());
        JsonElement layer = json.GetProperty("layers")[0];
        Assert.Equal(layer.GetProperty("predicted").GetProperty("multiply").GetInt64(), layer.GetProperty("counted").GetProperty("multiply").GetInt64());
        Assert.True(layer.GetProperty("padding").GetProperty("multiply").GetInt64() > 0);
        Assert.Equal(1228800, layer.GetProperty("tools").GetProperty("fvcore").GetProperty("count").GetInt64());
        Assert.Equal(2457600, layer.GetProperty("tools").GetProperty("flop_counter").GetProperty("count").GetInt64());
        Assert.Equal(5, json.GetProperty("tools").GetArrayLength());
    }

    [Fact]
    public void The_json_of_inspect_keeps_its_contract()
    {
        JsonElement json = Json(FoveaCommand.Run("inspect", "resnet18", "--format", "json"));
        Assert.Equal(11689512, json.GetProperty("parameters").GetInt64());
        Assert.Equal(9600, json.GetProperty("buffers").GetInt64());
        Assert.Equal(1814073344, json.GetProperty("macs").GetInt64());
        Assert.Equal("float32", json.GetProperty("inputs")[0].GetProperty("type").GetString());
        Assert.Equal([1, 3, 224, 224], json.GetProperty("inputs")[0].GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()));
        foreach (string kind in new[] { "multiply", "add", "compare", "divide", "exp" })
        {
            Assert.Equal(JsonValueKind.Number, json.GetProperty("operations").GetProperty(kind).ValueKind);
        }
        JsonElement layer = json.GetProperty("layers")[0];
        Assert.Equal("conv1", layer.GetProperty("name").GetString());
        Assert.Equal("Conv", layer.GetProperty("operator").GetString());
        Assert.Equal(9408, layer.GetProperty("parameters").GetInt64());
        Assert.Equal(118013952, layer.GetProperty("macs").GetInt64());
        Assert.Equal([1, 64, 112, 112], layer.GetProperty("outputs")[0].GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()));
        JsonElement field = layer.GetProperty("receptiveField");
        Assert.Equal("complete", field.GetProperty("status").GetString());
        Assert.Equal([7, 7], field.GetProperty("size").EnumerateArray().Select(size => size.GetInt64()));
        Assert.Equal([3, 3], field.GetProperty("padding").EnumerateArray().Select(size => size.GetInt64()));
        Assert.True(json.GetProperty("peakActivationBytes").GetInt64() < json.GetProperty("activationBytes").GetInt64());
    }

    [Fact]
    public void Open_dimensions_are_formulas_in_json()
    {
        JsonElement layer = Json(FoveaCommand.Run("inspect", "resnet18", "--symbolic", "--format", "json")).GetProperty("layers")[0];
        JsonElement output = layer.GetProperty("outputs")[0];
        Assert.Equal(["N", "64", "⌊(H + 1)/2⌋", "⌊(W + 1)/2⌋"], output.GetProperty("formula").EnumerateArray().Select(size => size.GetString()));
        Assert.Equal("⌊(H + 1)/2⌋", output.GetProperty("shape")[2].GetString());
        Assert.Equal("9408·N·⌊(H + 1)/2⌋·⌊(W + 1)/2⌋", layer.GetProperty("macs").GetString());
    }

    private static JsonElement Json(CommandResult result)
    {
        Assert.Equal("", result.Error);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }

    [Fact]
    public void Numbers_are_the_same_whatever_the_system_writes()
    {
        CommandResult plain = FoveaCommand.Run("inspect");
        CommandResult persian = FoveaCommand.Run([("LANG", "fa_IR.UTF-8"), ("LC_ALL", "fa_IR.UTF-8")], null, "inspect");
        Assert.Equal(plain, persian);
    }

    [Fact]
    public void What_is_piped_holds_no_colours()
    {
        foreach (string format in new[] { "table", "csv", "markdown", "json" })
        {
            CommandResult result = FoveaCommand.Run("inspect", "--format", format);
            Assert.Equal(0, result.Code);
            Assert.DoesNotContain('\x1b', result.Output);
        }
    }

    [Fact]
    public void Every_row_of_the_csv_has_as_many_cells()
    {
        string[] rows = FoveaCommand.Run("inspect", "lenet5", "--format", "csv").Output.TrimEnd().Split('\n');
        Assert.Equal(13, rows.Length);
        Assert.All(rows, row => Assert.Equal(rows[0].Count(letter => letter == ','), row.Count(letter => letter == ',')));
    }

    [Fact]
    public void A_network_comes_through_the_pipe()
    {
        const string text = "net tiny {\n  input x: float32[1, 3, 8, 8]\n  y = x -> conv(4, 3) -> relu\n  output y\n}\n";
        CommandResult result = FoveaCommand.Run([], text, "inspect", "-", "--format", "json");
        Assert.Equal(112, Json(result).GetProperty("parameters").GetInt64());
    }

    [Fact]
    public void A_mistake_in_a_text_is_told_with_its_place()
    {
        File.WriteAllText(Place("wrong.fovea"), "net tiny {\n  input x: float32[1, 3, 8, 8]\n  y = x -> convv(4, 3)\n  output y\n}\n");
        CommandResult result = FoveaCommand.Run("inspect", Place("wrong.fovea"));
        Assert.Equal(1, result.Code);
        Assert.Contains("wrong.fovea:3:12", result.Error, StringComparison.Ordinal);
        Assert.Contains("conv", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_zoo_exports_is_the_network_that_it_shows()
    {
        string path = Place("lenet5.onnx");
        Assert.Equal(0, FoveaCommand.Run("zoo", "export", "lenet5", "-o", path).Code);
        CommandResult difference = FoveaCommand.Run("inspect", "lenet5", path);
        Assert.EndsWith("nothing differs but names\n", difference.Output, StringComparison.Ordinal);
        Assert.Equal(FoveaCommand.Run("run", "lenet5", "--seed", "7").Output, FoveaCommand.Run("run", path, "--seed", "7").Output);
    }

    [Fact]
    public void A_run_agrees_with_its_own_outputs_and_differs_from_others()
    {
        string inputs = Place("in.npz");
        string outputs = Place("out.npz");
        var image = new float[32 * 32];
        for (int i = 0; i < image.Length; i++)
        {
            image[i] = (i % 7) - 3;
        }
        NpzFile.Write(inputs, [new("in_0", Tensor.Of([1, 1, 32, 32], image))]);
        Assert.Equal(0, FoveaCommand.Run("run", "lenet5", "--reference", "--inputs", inputs, "--outputs", outputs).Code);
        Assert.Equal(0, FoveaCommand.Run("run", "lenet5", "--inputs", inputs, "--compare", outputs, "--rtol", "1e-5", "--atol", "1e-6").Code);
        Assert.Equal(0, FoveaCommand.Run("run", "lenet5", "--reference", "--inputs", inputs, "--compare", outputs, "--rtol", "0", "--atol", "0").Code);
        Tensor result = NpzFile.Read(outputs)["output"];
        Assert.Equal([1, 10], result.Dimensions);
        NpzFile.Write(outputs, [new("out_0", Tensor.Of([1, 10], new float[10]))]);
        CommandResult differs = FoveaCommand.Run("run", "lenet5", "--inputs", inputs, "--compare", outputs);
        Assert.Equal(1, differs.Code);
        Assert.Contains("output: differs: 10 elements differ", differs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Inputs_of_another_shape_or_type_are_refused()
    {
        string inputs = Place("in.npz");
        NpzFile.Write(inputs, [new("input", Tensor.Of([1, 1, 32], new float[32]))]);
        CommandResult result = FoveaCommand.Run("run", "lenet5", "--inputs", inputs);
        Assert.Equal(1, result.Code);
        Assert.Contains("input 'input' is [1, 1, 32, 32], not [1, 1, 32]", result.Error, StringComparison.Ordinal);
        NpzFile.Write(inputs, [new("input", Tensor.Vector(1, 2))]);
        Assert.Contains("input 'input' is float32, not int64", FoveaCommand.Run("run", "lenet5", "--inputs", inputs).Error, StringComparison.Ordinal);
    }
}

using System.Reflection;
using System.Xml.Linq;
using Fovea.Graphs;
using Fovea.Numbers;
using Fovea.Operators;
using Fovea.Tensors;
using Xunit;
using Size = Fovea.Numbers.Size;

namespace Fovea.Tests.Operators;

/// <summary>The contents page of operators against the operators there are.</summary>
public sealed class CatalogueTests
{
    // Written when a file asks for an operator that the catalogue does not have.
    private static readonly Type[] Beside = [typeof(UnknownOperator)];

    private static Type[] Operators() =>
        [.. typeof(Operator).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operator)) && !type.IsAbstract && !Beside.Contains(type))];

    private static OperatorType Onnx(Type type) => Assert.IsType<OperatorType>(type.GetField("Onnx", BindingFlags.Public | BindingFlags.Static)?.GetValue(null));

    public static TheoryData<string> Names => [.. Operators().Select(type => type.Name)];

    private static Type Find(string name) => Operators().Single(type => type.Name == name);

    [Fact]
    public void Every_operator_stands_on_the_contents_page_once()
    {
        Assert.Equal(
            Operators().Select(type => Onnx(type).ToString()).Order(StringComparer.Ordinal),
            OperatorCatalogue.All.Select(type => type.ToString()).Order(StringComparer.Ordinal));
        Assert.All(OperatorCatalogue.All, type => Assert.Same(type, OperatorCatalogue.Find(type.Name, type.Domain)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_operator_is_called_what_its_file_is_called(string name)
    {
        // Three names of ONNX are those of other things here.
        string inOnnx = name switch { "ShapeOf" => "Shape", "SizeOf" => "Size", "RangeOf" => "Range", _ => name };
        Assert.Equal(inOnnx, Onnx(Find(name)).Name);
        Assert.True(File.Exists(Path.Combine(Repository.Root, "src", "Fovea", "Operators", name + ".cs")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_documentation_of_an_operator_begins_with_its_formula(string name)
    {
        XElement summary = Documentation.Value[$"T:Fovea.Operators.{name}"];
        string first = summary.Nodes().OfType<XText>().First().Value.Trim();
        Assert.Contains(" = ", first, StringComparison.Ordinal);
        XElement[] paragraphs = [.. summary.Elements("para")];
        Assert.True(paragraphs.Length >= 2, "shapes and source are to follow");
        Assert.Matches("https://onnx.ai/onnx/operators/onnx__", paragraphs[^1].Value);
        Assert.Contains($"ONNX {Onnx(Find(name)).Name}-{Onnx(Find(name)).Since}", paragraphs[^1].Value, StringComparison.Ordinal);
    }

    private static readonly Lazy<Dictionary<string, XElement>> Documentation = new(() =>
        XDocument.Load(Path.ChangeExtension(typeof(Operator).Assembly.Location, ".xml"))
            .Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!));

    [Theory]
    [MemberData(nameof(Names))]
    public void What_an_operator_writes_it_reads_back_as_its_equal(string name)
    {
        Type type = Find(name);
        int forms = 0;
        foreach (Operator form in Forms(type))
        {
            IReadOnlyList<KeyValuePair<string, AttributeValue>> written = AttributeWriter.Of(form);
            // A form may belong to old operator sets, and then to those only.
            Attributes? same = Opsets.Select(opset => new Attributes(written, opset)).FirstOrDefault(attributes => form.Equals(ReadBack(form, attributes)));
            Assert.True(same is not null, $"{form} is written as {string.Join(", ", written)}, which no operator set reads as the same");
            Assert.Empty(same.Unread);
            forms++;
        }
        Assert.True(forms > 0);
    }

    private static readonly int[] Opsets = [28, 21, 20, 18, 16, 13, 11, 10, 9, 7, 6, 4, 2, 1];

    private static Operator? ReadBack(Operator form, Attributes attributes)
    {
        try
        {
            return form.Type.Read(attributes);
        }
        catch (GraphException)
        {
            // This operator set writes it differently.
            return null;
        }
    }

    [Fact]
    public void An_old_Resize_reads_back_in_its_own_operator_set()
    {
        Operator old = Sketch.Make("Resize", 10, ("mode", "linear"));
        Assert.Equal(old, old.Type.Read(new Attributes(AttributeWriter.Of(old), 10)));
    }

    // The operator with everything at its default, and with each single parameter at other values.
    private static IEnumerable<Operator> Forms(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().OrderByDescending(each => each.GetParameters().Length).First();
        ParameterInfo[] parameters = constructor.GetParameters();
        object?[] plain = [.. parameters.Select(parameter => parameter.HasDefaultValue && !Required(parameter) && parameter.Member.DeclaringType != typeof(Upsample) ? parameter.DefaultValue : Samples(parameter)[0])];
        yield return (Operator)constructor.Invoke(plain);
        for (int index = 0; index < parameters.Length; index++)
        {
            foreach (object? sample in Samples(parameters[index]))
            {
                object?[] changed = [.. plain];
                changed[index] = sample;
                yield return (Operator)constructor.Invoke(changed);
            }
        }
    }

    private static bool Required(ParameterInfo parameter) => parameter.DefaultValue is null && parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null;

    private static object?[] Samples(ParameterInfo parameter)
    {
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        string name = parameter.Name!;
        Graph graph = new Sketch().Build();
        return type switch
        {
            // The old form of Resize fixes its other parameters.
            _ when (parameter.Member.DeclaringType, name) == (typeof(Resize), "Legacy") => [false],
            _ when type == typeof(bool) => [true, false],
            _ when type == typeof(long) => [2L, 1L],
            _ when type == typeof(int) => [2, 1],
            _ when type == typeof(float) => [2f, 3f],
            _ when type == typeof(Size) => [(Size)2, (Size)"k"],
            _ when type == typeof(Values<Size>) => [(Values<Size>)[2, "k"]],
            _ when type == typeof(Values<long>) => [(Values<long>)[1, 0]],
            _ when type == typeof(Values<float>) => [(Values<float>)[2, 3]],
            _ when type == typeof(ElementType) => [ElementType.Float32, ElementType.Float16],
            _ when type == typeof(Tensor) => [Tensor.Vector(1)],
            _ when type == typeof(Graph) => [graph],
            _ when type == typeof(Window) => [new Window(), new Window([3, "k"], [2, 1], [1, 2], [1, 0, 2, 0], AutoPad.SameLower, true), new Window([3], AutoPad: AutoPad.Valid)],
            _ when type == typeof(LegacyBroadcast) => [new LegacyBroadcast(true, 1), null],
            _ when type.IsEnum => [.. Enum.GetValues(type).Cast<object?>()],
            _ when type == typeof(string) => Words(parameter.Member.DeclaringType!.Name, name, parameter.DefaultValue as string),
            _ => throw new NotSupportedException($"{parameter.Member.DeclaringType} has a parameter {name} of type {type}: give this test values for it"),
        };
    }

    private static string?[] Words(string type, string parameter, string? standard) => (type, parameter) switch
    {
        ("Resize", "Coordinates") => ["half_pixel", "align_corners", "tf_crop_and_resize"],
        ("Resize", "Nearest") => ["round_prefer_floor", "ceil"],
        ("Resize", "AspectRatio") => ["stretch", "not_larger"],
        ("Constant", "Form") => ["value", "value_ints"],
        ("Einsum", "Equation") => ["ij,jk->ik"],
        ("Gelu", _) => ["none", "tanh"],
        ("BitShift", _) => ["LEFT", "RIGHT"],
        ("Cast", "RoundMode") => ["up", "down"],
        ("ScatterElements" or "ScatterND", _) => ["none", "add"],
        ("GridSample", "Mode") => ["linear", "nearest", "cubic"],
        ("GridSample", "Padding") => ["zeros", "border"],
        _ => [standard],
    };
}

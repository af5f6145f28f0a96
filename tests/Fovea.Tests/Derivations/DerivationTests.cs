using Fovea.Analysis;
using Fovea.Derivations;
using Fovea.Graphs;
using Fovea.Networks;
using Fovea.Numbers;
using Fovea.Tensors;
using Fovea.Zoo;
using Xunit;
using static Fovea.Networks.Layers;

namespace Fovea.Tests.Derivations;

public sealed class DerivationTests
{
    // Sizes of their own, open ones, dilation, ceil mode, groups, transposed windows, resizing, branches.
    public static TheoryData<string> Networks =>
    [
        "lenet5", "resnet18", "googlenet", "mobilenet_v2", "squeezenet1_1", "densenet121", "unet", "fovea-sampler",
        "sheet-dilated", "sheet-stack", "sheet-backprop", "sheet-separable", "sheet-pooling", "sheet-pooling-average",
    ];

    private static Summary Summarise(string name) => Summary.Of(ZooCatalogue.Find(name)!.Build().BindDefaults());

    private static Size Value(DerivedFormula formula) => formula is SizeFormula size ? size.Value : Assert.IsType<SumFormula>(formula).Value;

    // Every step has the same value: at seeded values of the network's own symbols, and with what later steps put in for names.
    private static void Follows(Summary summary, Derivation derivation)
    {
        var random = new Random(7);
        Dictionary<string, Size> open = GeneralNames(summary).ToDictionary(name => name, _ => (Size)random.Next(2, 60));
        foreach (DerivationSection section in derivation.Sections)
        {
            Assert.True(section.Steps.Count > 0 == section.Quantity is not null);
            Dictionary<string, Size> put = section.Steps.Select(step => step.Put).OfType<Assignment>().ToDictionary(given => given.Name, given => given.Value);
            long[] values = [.. section.Steps.Select(step => Value(step.Formula).Substitute(put).Substitute(open).Value)];
            Assert.All(values, value => Assert.Equal(values[^1], value));
            Assert.DoesNotContain(put.Keys, summary.Typed.Graph.Symbols.Select(symbol => symbol.Name).Contains);
        }
    }

    private static IEnumerable<string> GeneralNames(Summary summary) =>
        summary.Typed.Graph.OpenDimensions().Union(summary.Typed.Graph.Symbols.Select(symbol => symbol.Name));

    private static Size[] Results(Derivation derivation, string title, string quantity) =>
        [.. derivation.Sections.Where(section => section.Title == title && section.Quantity!.ToString().Split(" = ").Contains(quantity)).Select(section => Value(section.Steps[^1].Formula))];

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_shape_is_derived_to_what_the_rule_says(string name)
    {
        Summary summary = Summarise(name);
        Derivation derivation = ShapeDerivation.Of(summary.Typed);
        Follows(summary, derivation);
        foreach (Layer layer in summary.Layers)
        {
            Size[] sizes = [.. layer.Outputs[0].Type!.Value.Shape];
            DerivationSection[] sections = [.. derivation.Sections.Where(section => section.Title == $"{layer.Name} ({layer.Operator})")];
            Assert.NotEmpty(sections);
            if (sections[0].Note is { } note)
            {
                Assert.EndsWith(layer.Outputs[0].Type!.Value.Shape.ToString(), note, StringComparison.Ordinal);
            }
            else
            {
                Assert.Equal(sizes, sections.SelectMany(section => section.Quantity!.ToString().Split(" and ").Select(_ => Value(section.Steps[^1].Formula))));
            }
        }
    }

    // The last layer whose field is a window at a whole stride.
    private static Layer Windowed(Summary summary) =>
        summary.Layers.Last(layer => layer.Field.Axes is [{ Phases.Count: 0 } first, ..] && first.Stride.TryGetWhole(out Size jump) && jump != 0);

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_receptive_field_is_derived_to_what_the_analysis_says(string name)
    {
        Summary summary = Summarise(name);
        Layer layer = name == "unet" ? summary.Layers.Last(layer => layer.Operator == "MaxPool") : Windowed(summary);
        Derivation derivation = FieldDerivation.Of(summary.Typed, summary.Fields, layer.Node);
        Follows(summary, derivation);
        Assert.DoesNotContain(derivation.Sections, section => section.Note?.Contains("position by position", StringComparison.Ordinal) == true);
        DerivationSection[] height = [.. derivation.Sections.Where(section => section.Title.Contains(": height", StringComparison.Ordinal))];
        Assert.Equal(layer.Field.Axes[0]!.Size, Last("new size"));
        Assert.Equal(layer.Field.Axes[0]!.Stride, Last("new jump"));
        Assert.Equal(layer.Field.Axes[0]!.Padding, Last("new padding"));

        Size Last(string quantity) => Value(height.Last(section => section.Quantity?.ToString() == quantity).Steps[^1].Formula);
    }

    [Fact]
    public void Where_no_formula_holds_the_field_is_told_as_it_was_found()
    {
        Summary summary = Summarise("unet");
        Derivation derivation = FieldDerivation.Of(summary.Typed, summary.Fields, summary.Layers[^1].Node);
        FieldAxis axis = summary.Layers[^1].Field.Axes[0]!;
        Assert.StartsWith($"size {axis.Size}, jump {axis.Stride}, padding {axis.Padding}", derivation.Sections[^1].Note, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Parameters_are_derived_to_what_the_summary_says(string name)
    {
        Summary summary = Summarise(name);
        Derivation derivation = ParameterDerivation.Of(summary);
        Follows(summary, derivation);
        Assert.Equal([summary.Parameters], Results(derivation, "In total", "parameters"));
        foreach (Layer layer in summary.Layers.Where(layer => layer.Parameters != 0))
        {
            Assert.Equal([layer.Parameters], Results(derivation, $"{layer.Name} ({layer.Operator})", "parameters"));
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Operations_are_derived_to_what_the_cost_rule_says(string name)
    {
        Summary summary = Summarise(name);
        Derivation derivation = OperationDerivation.Of(summary);
        Follows(summary, derivation);
        foreach (Layer layer in summary.Layers)
        {
            string title = $"{layer.Name} ({layer.Operator})";
            Assert.Equal(layer.Cost.Macs == 0 ? [] : [layer.Cost.Macs], Results(derivation, title, "MACs"));
            foreach ((OperationKind kind, Size count) in layer.Cost.Reason is null ? layer.Cost.Work : Operations.None)
            {
                Assert.Equal([count], Results(derivation, title, kind.ToString().ToLowerInvariant()));
            }
        }
        foreach ((OperationKind kind, Size count) in summary.Work)
        {
            Assert.Equal([count], Results(derivation, "In total", kind.ToString().ToLowerInvariant()));
        }
    }

    [Fact]
    public void The_sheets_dilated_network_is_derived_as_on_the_sheet()
    {
        Summary summary = Summarise("sheet-dilated");
        DerivationSection height = ShapeDerivation.Of(summary.Typed, summary.Layers[2].Node).Sections[^1];
        Assert.Equal("height and width", height.Quantity!.ToString());
        string[] steps = [.. height.Steps.Select(step => step.Formula.ToString())];
        Assert.StartsWith("⌊(X_h - dilation_h·kernel_h + ", steps[0]);
        Assert.Equal(["(i - k1 - k2 + 2) - k3·n + n", "i - k3·n - k1 - k2 + n + 2"], steps[^2..]);
        Assert.All(height.Steps.Skip(1), step => Assert.True(step.Put is not null || step.Reason == "simplified"));
    }

    [Fact]
    public void What_differs_along_the_axes_is_derived_for_each()
    {
        Summary summary = Summarise("sheet-pooling");
        string[] quantities = [.. ShapeDerivation.Of(summary.Typed).Sections.Select(section => section.Quantity!.ToString())];
        Assert.Equal(["samples", "channels", "height", "width"], quantities);
    }

    [Fact]
    public void Names_of_a_rule_make_way_for_those_of_the_network()
    {
        Network net = [Conv(4, "kernel_h", stride: "stride_h")];
        Graph graph = net.Graph([1, 1, "X_h", "X_h"], "clash", symbols: [new("kernel_h"), new("stride_h")]);
        var summary = Summary.Of(graph);
        Derivation derivation = ShapeDerivation.Of(summary.Typed);
        Follows(summary, derivation);
        Assert.Contains("own_kernel_h", derivation.Sections[2].Steps[0].Formula.ToString(), StringComparison.Ordinal);
        Assert.Equal("⌊(X_h - kernel_h)/stride_h⌋ + 1", derivation.Sections[2].Steps[^1].Formula.ToString());
    }

    [Theory]
    [InlineData("sheet-dilated")]
    [InlineData("resnet18")]
    [InlineData("sheet-pooling")]
    public void LaTeX_is_balanced(string name)
    {
        Summary summary = Summarise(name);
        foreach (Derivation derivation in new[] { ShapeDerivation.Of(summary.Typed), ParameterDerivation.Of(summary), OperationDerivation.Of(summary) })
        {
            foreach (DerivationSection section in derivation.Sections)
            {
                Assert.All(section.Steps.Select(step => step.Formula).Prepend(section.Quantity!), Balanced);
            }
        }
    }

    internal static void Balanced(DerivedFormula? formula)
    {
        string text = formula?.ToString(SizeNotation.Latex) ?? "";
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            bool escaped = i > 0 && text[i - 1] == '\\';
            depth += escaped ? 0 : text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            Assert.True(depth >= 0, text);
        }
        Assert.Equal(0, depth);
        Assert.Equal(text.Split(@"\left").Length, text.Split(@"\right").Length);
    }
}

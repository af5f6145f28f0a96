using Fovea.Analysis;
using Fovea.Claims.Proofs;
using Fovea.Derivations;
using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>
/// Derives a term of the notation of claims: first what it asks networks, each from the rules themselves, then the term, in which one answer after the other is put in.
/// </summary>
public sealed class TermDerivation
{
    private const int MaximumDepth = 200;

    private readonly ClaimDocument document;
    private readonly Evaluator evaluator;
    private readonly ClaimScope scope = new();
    private readonly HashSet<string> bound;
    private readonly List<(string Name, Term.Call Question)> questions = [];

    private TermDerivation(ClaimDocument document, CheckOptions options, Term term)
    {
        this.document = document;
        evaluator = new Evaluator(document, new NetworkLibrary(document, options.Open));
        var alone = new Statement.Chain(term.At, [term], []);
        bound = [.. Terms.Bound(alone)];
        new TermWalk(document, evaluator).Declare(alone, scope);
    }

    /// <summary>The derivation of the term that a text ends in.</summary>
    /// <param name="text">Networks, models and definitions, if any, and the term.</param>
    /// <param name="vocabulary">The operators and layers that may stand in its networks.</param>
    /// <param name="options">How models are opened.</param>
    /// <exception cref="FormatException">The text is not well formed, or the term has no meaning.</exception>
    /// <exception cref="UnavailableException">It cannot be told.</exception>
    public static Derivation Of(string text, TextVocabulary vocabulary, CheckOptions options)
    {
        try
        {
            (ClaimDocument document, Term term) = ClaimParser.ParseTerm(text, vocabulary);
            return new TermDerivation(document, options, term).Derive(term);
        }
        catch (Exception error) when (error is IllFormedException or InsufficientExecutionStackException)
        {
            throw new FormatException(error.Message, error);
        }
    }

    private Derivation Derive(Term term)
    {
        string text = ClaimText.Print(term);
        if (term is Term.Call question && Asks(question))
        {
            return new Derivation(text, [.. Answer(question)]);
        }
        Term opened = Opened(term, 0);
        Symbol value = evaluator.Number(term, scope);
        // What is defined may bind the same names as the term around it: then it stays closed.
        bool isSame = evaluator.Number(opened, scope) == value;
        Symbol general = evaluator.Number(Asked(isSame ? opened : term), scope);
        List<DerivationStep> steps = [new(new ValueFormula(general), isSame && text != ClaimText.Print(opened) ? "by the definitions" : "as it is written")];
        List<DerivationSection> sections = [];
        foreach ((string name, Term.Call asked) in questions)
        {
            Values<DerivationSection> answer = [.. Answer(asked)];
            bool isDerived = answer.Any(section => section.Steps.Count > 1);
            sections.AddRange(isDerived ? answer : []);
            Symbol found = evaluator.Number(asked, scope);
            general = general.Evaluate(each => each == name ? found : Symbol.Named(each));
            string reason = isDerived ? "derived above" : asked.Function is "counted" or "scratch" ? "found by a run" : "by the rules of the network";
            Assignment? put = found.ToSize(scope.AtLeast) is { } size ? new Assignment(name, size, reason) : null;
            steps.Add(new(new ValueFormula(general), put is null ? $"{name}: {reason}" : reason, put));
        }
        Symbol last = general.ToSize(scope.AtLeast) is { } whole ? whole : Prover.Simplified(general, scope.Premises(general));
        if (last.ToString() != general.ToString())
        {
            steps.Add(new(new ValueFormula(last), "simplified"));
        }
        return new Derivation(text, [.. sections, new DerivationSection(text, new Words(text), [.. steps])]);
    }

    // Whether a function asks a network, and not for something that depends on a name which is bound around it.
    private bool Asks(Term.Call call) =>
        ClaimFunctions.AskNetworks.Contains(call.Function) && !evaluator.IsNetwork(call.Function) && !Terms.Names(call).Any(bound.Contains);

    // The term with all definitions written out, except those of networks.
    private Term Opened(Term term, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw evaluator.Error(term.At, "the definitions go too deep, or one uses itself");
        }
        Term[] parts = [.. Terms.Parts(term)];
        for (int i = 0; i < parts.Length; i++)
        {
            term = Terms.With(term, i, Opened(parts[i], depth));
        }
        (string name, Values<Term> arguments) = term switch
        {
            Term.Name word => (word.Path, []),
            Term.Call call => (call.Function, call.Arguments),
            _ => ("", []),
        };
        if (document.Definitions.FirstOrDefault(known => known.Name == name && known.Parameters.Count == arguments.Count) is not { } definition
            || (arguments.Count == 0 && evaluator.Evaluate(term, scope) is Meaning.Net or Meaning.Part))
        {
            return term;
        }
        Term value = definition.Value;
        for (int i = 0; i < arguments.Count; i++)
        {
            value = Terms.Replaced(value, definition.Parameters[i], arguments[i]);
        }
        return Opened(value, depth + 1);
    }

    // The term with a name in the place of each number that is asked for.
    private Term Asked(Term term)
    {
        if (term is Term.Call call && Asks(call) && evaluator.Evaluate(call, scope) is Meaning.Number)
        {
            string name = ClaimText.Print(call);
            if (!questions.Exists(question => question.Name == name))
            {
                questions.Add((name, call));
                scope.Bind(name, new Meaning.Number(Symbol.Named(name)));
            }
            return new Term.Name(call.At, name);
        }
        Term[] parts = [.. Terms.Parts(term)];
        for (int i = 0; i < parts.Length; i++)
        {
            term = Terms.With(term, i, Asked(parts[i]));
        }
        return term;
    }

    // How the rules answer a question; where they say no more than the answer, that.
    private IEnumerable<DerivationSection> Answer(Term.Call question)
    {
        var call = new FunctionCall(evaluator, question, scope);
        List<DerivationSection> sections = [.. question.Function switch
        {
            "shape" or "elements" => Shape(call),
            "height" or "width" or "channels" => Shape(call).Where(section => section.Quantity is not Words words || words.Text.Contains(question.Function, StringComparison.Ordinal)),
            "field" or "stride" or "padding" => Node(call) is { } node ? FieldDerivation.Of(node.Network.Typed, node.Network.Summary.Fields, node.Node).Sections : [],
            "params" => Layers(call, ParameterDerivation.Of),
            "macs" or "ops" => Layers(call, OperationDerivation.Of),
            _ => [],
        }];
        if (sections.Count == 0)
        {
            string text = ClaimText.Print(question);
            Meaning.Tensor answer = evaluator.Tensor(question.At, evaluator.Evaluate(question, scope));
            string reason = question.Function is "counted" or "scratch" ? "found by a run" : "by the rules of the network";
            sections.AddRange(answer.Elements.Select((element, i) =>
                new DerivationSection(text, new Words(answer.Sizes.Count == 0 ? text : $"{text}[{i}]"), [new(new ValueFormula(element), reason)])));
        }
        return sections;
    }

    private static IEnumerable<DerivationSection> Shape(FunctionCall call) => Node(call) is { } node ? ShapeDerivation.Of(node.Network.Typed, node.Node).Sections : [];

    // The node that makes a value; none makes an input.
    private static (ClaimNetwork Network, Node Node)? Node(FunctionCall call)
    {
        (ClaimNetwork network, string value) = call.Value(0);
        return network.Graph.Nodes.FirstOrDefault(node => node.Outputs.Contains(value)) is { } found ? (network, found) : null;
    }

    private static IEnumerable<DerivationSection> Layers(FunctionCall call, Func<Summary, Layer?, Derivation> derive)
    {
        if (call[0] is Meaning.Net net)
        {
            return derive(net.Network.Summary, null).Sections;
        }
        (ClaimNetwork network, IReadOnlyList<Layer> layers) = call.Layers(0);
        return layers.SelectMany(layer => derive(network.Summary, layer).Sections);
    }
}

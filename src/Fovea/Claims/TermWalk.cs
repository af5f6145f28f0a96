namespace Fovea.Claims;

/// <summary>Goes through the terms of a statement before it is judged.</summary>
internal sealed class TermWalk(ClaimDocument document, Evaluator evaluator)
{
    /// <summary>Makes the symbols of all networks known that a statement speaks of, wherever they stand in it.</summary>
    public void Declare(Statement statement, ClaimScope scope)
    {
        var bound = new HashSet<string>(Terms.Bound(statement), StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (Term term in Terms.In(statement))
        {
            Declare(term, bound, seen, scope);
        }
    }

    /// <summary>Whether a term asks what a network is or computes, so that its other side is what somebody claims of it.</summary>
    public bool SpeaksOfNetworks(Term term) => Throughout(term, []).Any(part => part switch
    {
        Term.Name name => Network(name.Path) is not null,
        Term.Call call => evaluator.Library.Find(call.Function) is not null,
        _ => false,
    });

    /// <summary>Whether a name means something by itself, a definition or a network, and not just a number that is bound or open.</summary>
    public bool IsMeaningful(string name) => Defined(name) is not null || Network(name) is not null;

    /// <summary>The networks that a term speaks of by their names.</summary>
    public IEnumerable<ClaimNetwork> Networks(Term term) => Throughout(term, []).OfType<Term.Name>().Select(name => Network(name.Path)).OfType<ClaimNetwork>();

    /// <summary>The values of networks that a term names, without the networks' names.</summary>
    public IEnumerable<string> ValuesOf(Term term) => Throughout(term, []).OfType<Term.Name>()
        .SelectMany(name => Network(name.Path) is { } network && name.Path.Length > network.Name.Length ? [name.Path[(network.Name.Length + 1)..]] : Array.Empty<string>());

    // A term with all its parts, and those of the definitions behind it, each of which is gone through once: one may use itself.
    private IEnumerable<Term> Throughout(Term term, HashSet<string> seen)
    {
        foreach (Term part in Terms.In(term))
        {
            yield return part;
            string? name = part is Term.Name word ? word.Path : part is Term.Call call ? call.Function : null;
            if (name is not null && Defined(name) is { } definition && seen.Add(definition.Name))
            {
                foreach (Term inner in Throughout(definition.Value, seen))
                {
                    yield return inner;
                }
            }
        }
    }

    private void Declare(Term term, HashSet<string> bound, HashSet<string> seen, ClaimScope scope)
    {
        foreach (Term part in Terms.In(term))
        {
            switch (part)
            {
                case Term.Name name when !bound.Contains(name.Path):
                    if (Defined(name.Path) is { } definition)
                    {
                        if (seen.Add(definition.Name))
                        {
                            Declare(definition.Value, bound, seen, scope);
                        }
                    }
                    else if (Network(name.Path) is { } network)
                    {
                        scope.Use(network);
                    }
                    break;
                case Term.Call call when Defined(call.Function) is null && !Terms.Names(part).Any(bound.Contains) && evaluator.IsNetwork(call.Function) && !call.Arguments.Any(argument => argument is Term.List):
                    evaluator.Evaluate(call, scope);
                    break;
            }
        }
    }

    private Definition? Defined(string name) => document.Definitions.FirstOrDefault(definition => definition.Name == name);

    // The network that a name, or what stands before one of its dots, means.
    private ClaimNetwork? Network(string path)
    {
        for (int end = path.Length; end > 0; end = path.LastIndexOf('.', end - 1))
        {
            if (evaluator.Library.Find(path[..end]) is { } network)
            {
                return network;
            }
        }
        return null;
    }
}

using Fovea.Claims.Proofs;
using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>The names that a claim binds, and what is taken for granted of them.</summary>
internal sealed class ClaimScope
{
    private readonly ClaimScope? around;
    private readonly Dictionary<string, Meaning> bound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Variable> variables;
    private readonly HashSet<string> networks;

    // Symbols of networks that nothing was said of so far: whoever binds such a name means something else by it.
    private readonly HashSet<string> idle;

    // That the networks are well-formed: known to all scopes of the claim.
    private readonly List<Proposition> sizes;

    // What stands behind "where", for the numbers that are bound here.
    private readonly List<Proposition> assumed = [];

    public ClaimScope()
    {
        variables = new(StringComparer.Ordinal);
        networks = new(StringComparer.Ordinal);
        idle = new(StringComparer.Ordinal);
        sizes = [];
    }

    private ClaimScope(ClaimScope around)
    {
        this.around = around;
        variables = around.variables;
        networks = around.networks;
        idle = around.idle;
        sizes = around.sizes;
    }

    /// <summary>All that is taken for granted here.</summary>
    public IEnumerable<Proposition> Conditions => (around?.Conditions ?? sizes).Concat(assumed);

    /// <summary>Takes something for granted here.</summary>
    public void Assume(Proposition condition) => assumed.Add(condition);

    /// <summary>A scope inside this one, in which further names are bound.</summary>
    public ClaimScope Inner() => new(this);

    /// <summary>Binds a name here.</summary>
    public void Bind(string name, Meaning meaning) => bound[name] = meaning;

    /// <summary>What a name is bound to, here or around.</summary>
    public Meaning? Find(string name) => bound.TryGetValue(name, out Meaning? meaning) ? meaning : around?.Find(name);

    /// <summary>Makes a variable of the claim.</summary>
    /// <exception cref="IllFormedException">The same name already ranges over something else.</exception>
    public Symbol Declare(Variable variable)
    {
        if (!idle.Remove(variable.Name) && variables.TryGetValue(variable.Name, out Variable known) && known != variable)
        {
            if (known.IsWhole != variable.IsWhole)
            {
                throw new IllFormedException($"{variable.Name} is a whole number in one place and real in another");
            }
            // Two networks may ask different things of the same symbol: both hold.
            variable = known with { AtLeast = Larger(known.AtLeast, variable.AtLeast) };
        }
        variables[variable.Name] = variable;
        return Symbol.Named(variable.Name);
    }

    /// <summary>Whether a name is a variable of the claim, and something is known of it.</summary>
    public bool IsVariable(string name) => variables.ContainsKey(name) && !idle.Contains(name);

    /// <summary>The variable of a name that the claim uses; null if there is none.</summary>
    public Symbol? Variable(string name)
    {
        idle.Remove(name);
        return IsVariable(name) ? Symbol.Named(name) : null;
    }

    /// <summary>The least value of a variable that is a whole number; null for any other name.</summary>
    public long? AtLeast(string name) =>
        variables.TryGetValue(name, out Variable variable) && variable is { IsWhole: true, AtLeast: { IsWhole: true } least } ? (long)least.Numerator : null;

    public IEnumerable<string> VariableNames => variables.Keys;

    /// <summary>Speaks of a network: its symbols become variables, and its sizes are at least 1.</summary>
    public void Use(ClaimNetwork network)
    {
        if (!networks.Add(network.Name))
        {
            return;
        }
        foreach (Size size in network.Sizes())
        {
            Declare(size);
            sizes.Add(new Proposition.Comparison(Relation.AtLeast, size, (Rational)1));
        }
        // Symbols that stand in none of these sizes are known all the same.
        foreach (string symbol in network.Symbols)
        {
            long least = network.Graph.Symbols.FirstOrDefault(own => own.Name == symbol)?.AtLeast ?? 1;
            if (variables.TryAdd(symbol, new Variable(symbol, IsWhole: true, least)))
            {
                idle.Add(symbol);
            }
        }
    }

    /// <summary>Makes variables of the symbols of a size.</summary>
    public Symbol Declare(Size size)
    {
        foreach (Atom atom in size.Formula.Atoms(inside: true))
        {
            if (atom is SymbolAtom symbol)
            {
                Declare(new Variable(symbol.Name, IsWhole: true, symbol.AtLeast));
            }
        }
        return size;
    }

    /// <summary>All that is taken for granted, for propositions in which further names may stand: elements of tensors, which are real.</summary>
    public Premises Premises(params IEnumerable<Symbol> formulas)
    {
        var all = new Dictionary<string, Variable>(variables.Where(pair => !idle.Contains(pair.Key)), StringComparer.Ordinal);
        foreach (string name in formulas.SelectMany(formula => formula.Names))
        {
            all.TryAdd(name, new Variable(name, IsWhole: false));
        }
        return new Premises(Values.Create<Variable>([.. all.Values]), Values.Create<Proposition>([.. Conditions]));
    }

    private static Rational? Larger(Rational? left, Rational? right) => left is not { } a ? right : right is not { } b ? left : Rational.Max(a, b);
}

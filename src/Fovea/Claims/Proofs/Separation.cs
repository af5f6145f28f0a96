using Fovea.Numbers;

namespace Fovea.Claims.Proofs;

/// <summary>Writes a quotient as a product of parts that share no variables, as costs of layers are: what holds for height does not depend on width.</summary>
internal sealed class Separation(Algebra algebra)
{
    /// <summary>The parts, whose product it is; the number is part of the first one.</summary>
    public List<NormalForm> Parts(NormalForm value)
    {
        PowerProduct common = value.Numerator.Common;
        var factors = new List<NormalForm>();
        foreach ((int atom, int power) in common.Factors)
        {
            factors.Add(NormalForm.Of(Polynomial.Of(PowerProduct.Of(atom, power), 1)));
        }
        foreach ((Polynomial factor, int power) in value.Denominator)
        {
            factors.Add(new NormalForm(Polynomial.One, [(factor, power)]));
        }
        factors.AddRange(Split(value.Numerator.Times(common.ToThe(-1))).Select(NormalForm.Of));
        // What shares a variable is multiplied together again.
        var parts = new List<(HashSet<int> Variables, NormalForm Value)>();
        foreach (NormalForm factor in factors)
        {
            HashSet<int> variables = VariablesOf(factor.Atoms);
            NormalForm joined = factor;
            foreach ((HashSet<int> others, NormalForm other) in parts.Where(part => part.Variables.Overlaps(variables)).ToList())
            {
                joined = algebra.Multiply(joined, other);
                variables.UnionWith(others);
                parts.RemoveAll(part => ReferenceEquals(part.Variables, others));
            }
            parts.Add((variables, joined));
        }
        return [.. parts.Select(part => part.Value)];
    }

    private HashSet<int> VariablesOf(IEnumerable<int> atoms) =>
        [.. algebra.AtomsInside(atoms.Select(NormalForm.Atom)).Where(atom => algebra[atom].Kind == AtomKind.Variable)];

    // A polynomial as a product, tried for each group of atoms that share variables.
    private List<Polynomial> Split(Polynomial whole)
    {
        var parts = new List<Polynomial>();
        foreach (HashSet<int> group in Groups(whole))
        {
            PowerProduct Own(PowerProduct product) => product.Factors.Where(factor => group.Contains(factor.Atom))
                .Aggregate(PowerProduct.One, (own, factor) => own * PowerProduct.Of(factor.Atom, factor.Power));
            PowerProduct Other(PowerProduct product) => product * Own(product).ToThe(-1);
            // If it is a product, what one product of the others is multiplied with is the part in this group.
            PowerProduct other = Other(whole.Terms[0].Product);
            PowerProduct own = Own(whole.Terms[0].Product);
            Polynomial part = Polynomial.Of(whole.Terms.Where(term => Other(term.Product).Equals(other)).Select(term => (Own(term.Product), term.Coefficient)));
            Polynomial rest = Polynomial.Of(whole.Terms.Where(term => Own(term.Product).Equals(own)).Select(term => (Other(term.Product), term.Coefficient / whole.Terms[0].Coefficient)));
            if (!part.IsConstant && !rest.IsConstant && Polynomial.Multiply(part, rest, algebra.Work).Equals(whole))
            {
                parts.Add(part);
                whole = rest;
            }
        }
        return [.. parts, whole];
    }

    private List<HashSet<int>> Groups(Polynomial polynomial)
    {
        var groups = new List<(HashSet<int> Variables, HashSet<int> Atoms)>();
        foreach (int atom in polynomial.Atoms)
        {
            HashSet<int> variables = VariablesOf([atom]);
            HashSet<int> atoms = [atom];
            foreach ((HashSet<int> others, HashSet<int> members) in groups.Where(group => group.Variables.Overlaps(variables)).ToList())
            {
                variables.UnionWith(others);
                atoms.UnionWith(members);
                groups.RemoveAll(group => ReferenceEquals(group.Variables, others));
            }
            groups.Add((variables, atoms));
        }
        return [.. groups.Select(group => group.Atoms)];
    }
}

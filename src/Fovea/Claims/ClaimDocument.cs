using Fovea.Graphs;
using Fovea.Notation;
using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>A text with networks, models, definitions and claims.</summary>
public sealed class ClaimDocument
{
    internal ClaimDocument(TokenReader reader, GraphDocument nets, Values<ModelName> models, Values<Definition> definitions, Values<Claim> claims)
    {
        Reader = reader;
        Nets = nets;
        Models = models;
        Definitions = definitions;
        Claims = claims;
    }

    /// <summary>The labels of its claims, in order; empty for one without.</summary>
    public IEnumerable<string> Labels => Claims.Select(claim => claim.Label);

    // For errors with their place.
    internal TokenReader Reader { get; }

    internal GraphDocument Nets { get; }

    internal Values<ModelName> Models { get; }

    internal Values<Definition> Definitions { get; }

    internal Values<Claim> Claims { get; }
}

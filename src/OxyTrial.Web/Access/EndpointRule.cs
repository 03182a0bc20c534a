using System.Collections.Immutable;

namespace OxyTrial.Web.Access;

/// <summary>What part of a study an endpoint opens, and so what a grant must cover.</summary>
public enum AccessScope
{
    /// <summary>No study yet: the answer holds only what the person's grants cover.</summary>
    Own,

    /// <summary>One study; a grant at any of its sites is enough, and the answer is cut to those sites where it is about sites.</summary>
    Study,

    /// <summary>A whole study; a grant limited to one site does not reach it.</summary>
    WholeStudy,

    /// <summary>The site in the address.</summary>
    Site,

    /// <summary>The participant in the address, by way of his site.</summary>
    Participant,
}

/// <summary>Who may use one endpoint. An endpoint's metadata.</summary>
/// <param name="Name">The endpoint's name, unique; also its operation id in the API's description.</param>
/// <param name="Scope">What a grant must cover.</param>
/// <param name="Roles">Roles of which one is enough.</param>
public sealed record EndpointRule(string Name, AccessScope Scope, ImmutableArray<StudyRole> Roles);

using System.Collections.Immutable;
using OxyTrial.Web.Access;

namespace OxyTrial.Server.Tests.Matrix;

/// <summary>What a grant must cover for an endpoint to be open.</summary>
public enum Reach
{
    /// <summary>Nothing: it is for everybody, signed in or not.</summary>
    Everybody,

    /// <summary>Nothing, but somebody must be signed in; the answer holds what their grants cover.</summary>
    SignedIn,

    /// <summary>Every study at every site: for those who register new ones.</summary>
    EveryStudy,

    /// <summary>The whole study.</summary>
    WholeStudy,

    /// <summary>The study, at some site of it.</summary>
    SomeSite,

    /// <summary>The study, at the site in the address, that of the participant in the address, or the one named in what is sent.</summary>
    ThatSite,
}

/// <summary>The study that an endpoint is asked about: some answer at one stage only.</summary>
public enum Stage
{
    /// <summary>Recruiting, without custodians.</summary>
    Open,

    /// <summary>Locked, with custodians.</summary>
    Locked,

    /// <summary>Unblinded.</summary>
    Unblinded,
}

/// <summary>One endpoint, or one form of it: who may ask, and what they are answered.</summary>
/// <param name="Method">HTTP method; <c>*</c> where the endpoint takes any.</param>
/// <param name="Route">Pattern of the address.</param>
/// <param name="Reach">What a grant must cover.</param>
/// <param name="Roles">Roles of which one is enough; empty where none is asked for.</param>
public sealed record MatrixRow(string Method, string Route, Reach Reach, ImmutableArray<StudyRole> Roles)
{
    /// <summary>Form of the page that is sent, with the fields that decide who may; null = nothing is sent.</summary>
    public string? Form { get; init; }

    /// <summary>JSON that is sent with an Idempotency-Key; null = neither, which stops every command behind its rule.</summary>
    public string? Json { get; init; }

    /// <summary>Study that is asked about.</summary>
    public Stage Stage { get; init; }

    /// <summary>Statuses of the answer to who may: commands are sent such that they are let through and change nothing.</summary>
    public ImmutableArray<int> Answers { get; init; } = Usual(Method, Route);

    /// <summary>Method and address, as an endpoint has them.</summary>
    public string Endpoint => $"{Method} {Route}";

    /// <summary>Whether it is answered in JSON rather than in pages.</summary>
    public bool IsApi => Route.StartsWith("/api/", StringComparison.Ordinal);

    /// <summary>Endpoint and form.</summary>
    public override string ToString() => Form is { Length: > 0 } form ? $"{Endpoint} [{form}]" : Endpoint;

    /// <summary>Whether one of the grants is enough.</summary>
    public bool Allows(IEnumerable<Grant> grants, string study) => Reach is Reach.Everybody or Reach.SignedIn || grants.Any(grant => Roles.Contains(grant.Role) && Covers(grant, study));

    private bool Covers(Grant grant, string study) => Reach switch
    {
        Reach.EveryStudy => grant is { Study: null, Site: null },
        Reach.WholeStudy => IsOf(grant, study) && grant.Site is null,
        Reach.SomeSite => IsOf(grant, study),
        Reach.ThatSite => IsOf(grant, study) && grant.Site?.Value is null or MatrixWorld.Site,
        _ => throw new InvalidOperationException($"{Reach} asks for no grant."),
    };

    private static bool IsOf(Grant grant, string study) => grant.Study is null || grant.Study.Value == study;

    private static ImmutableArray<int> Usual(string method, string route) =>
        method == "GET" ? [200] : route.StartsWith("/api/", StringComparison.Ordinal) ? [400] : [422];
}

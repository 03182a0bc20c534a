using System.Collections.Immutable;
using System.Reflection;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Views;

namespace OxyTrial.Web.Access;

/// <summary>
/// A call that passed its endpoint's rule: who calls, the study at one moment, and the site and participant in the address. Handlers
/// take it as a parameter; there is none for a call that is not allowed.
/// </summary>
/// <param name="Rule">The rule that was passed.</param>
/// <param name="Person">Who calls.</param>
/// <param name="View">The study as the call found it.</param>
/// <param name="Site">Site in the address, or the participant's; null when neither is named.</param>
/// <param name="Line">Participant in the address; null when none is named.</param>
public sealed record StudyCall(EndpointRule Rule, ClaimsPrincipal Person, StudyView View, SiteId? Site, ParticipantLine? Line)
{
    /// <summary>The participant in the address.</summary>
    public ParticipantLine Participant => Line ?? throw new InvalidOperationException($"{Rule.Name} names no participant.");

    /// <summary>The site in the address, or the participant's.</summary>
    public SiteId AtSite => Site ?? throw new InvalidOperationException($"{Rule.Name} names no site.");

    /// <summary>Account name of the caller: the actor of what he asks for.</summary>
    public string Actor => Person.Identity?.Name ?? throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>Whether the caller may do the same at this site; for endpoints that name the site in the body.</summary>
    public bool Reaches(SiteId site) => Person.Allows(View.Id, site, Rule.Roles);

    /// <summary>The sites the caller may see here; null = all.</summary>
    public ImmutableHashSet<SiteId>? Sites => Person.SitesOf(View.Id, Rule.Roles);

    /// <summary>Binds the call that <see cref="StudyAccessMiddleware"/> let through.</summary>
    public static ValueTask<StudyCall?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult(context.Features.Get<StudyCall>());
    }
}

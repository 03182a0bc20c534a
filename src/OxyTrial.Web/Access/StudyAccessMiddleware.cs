using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Views;
using OxyTrial.Web.Api.Problems;

namespace OxyTrial.Web.Access;

/// <summary>
/// Lets a call through when the caller's grants satisfy the endpoint's rule, before its body is read. Everything else is answered
/// "not found", word for word as for a study, site or participant that does not exist.
/// </summary>
public sealed class StudyAccessMiddleware(RequestDelegate next, TrialViews views)
{
    /// <summary>Checks the rule of the endpoint, when it has one.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.GetEndpoint()?.Metadata.GetMetadata<EndpointRule>() is not { Scope: not AccessScope.Own } rule)
        {
            await next(context);
        }
        else if (await CallAsync(rule, context) is { } call)
        {
            context.Features.Set(call);
            await next(context);
        }
        else
        {
            await ApiProblem.NotFound.WriteAsync(context);
        }
    }

    private async ValueTask<StudyCall?> CallAsync(EndpointRule rule, HttpContext context)
    {
        var route = context.Request.RouteValues;
        return StudyId.TryParse(route["study"] as string, out var study)
            && context.User.Sees(study)
            && await views.StudyAsync(study, context.RequestAborted) is { } view
            && Located(rule, context.User, view, route["site"] as string, route["participant"] as string) is { } call
            && Allows(call)
                ? call
                : null;
    }

    private static StudyCall? Located(EndpointRule rule, ClaimsPrincipal person, StudyView view, string? siteText, string? participantText)
    {
        if (participantText is not null)
        {
            return ParticipantId.TryParse(participantText, out var id) && view.Find(id) is { } line
                ? new StudyCall(rule, person, view, line.State.Baseline.Site, line)
                : null;
        }

        if (siteText is not null)
        {
            return SiteId.TryParse(siteText, out var site) && view.Spec.Sites.Any(known => known.Id == site)
                ? new StudyCall(rule, person, view, site, null)
                : null;
        }

        return new StudyCall(rule, person, view, null, null);
    }

    private static bool Allows(StudyCall call) => call.Rule.Scope switch
    {
        AccessScope.Study => call.Person.Allows(call.View.Id, null, call.Rule.Roles),
        AccessScope.WholeStudy => call.Sites is null,
        AccessScope.Site or AccessScope.Participant => call.Reaches(call.AtSite),
        _ => throw new InvalidOperationException($"Scope {call.Rule.Scope} of {call.Rule.Name} is not decided here."),
    };
}

/// <summary>Puts the check into the pipeline, after authorization.</summary>
public static class StudyAccessApplication
{
    /// <summary>Adds <see cref="StudyAccessMiddleware"/>.</summary>
    public static IApplicationBuilder UseStudyAccess(this IApplicationBuilder app) => app.UseMiddleware<StudyAccessMiddleware>();
}

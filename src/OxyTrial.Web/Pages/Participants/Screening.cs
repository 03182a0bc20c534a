using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Participants;

/// <summary>The form that screens a participant.</summary>
/// <param name="Frame">Frame.</param>
/// <param name="State">What became of the form.</param>
public sealed record ScreeningModel(StudyFrame Frame, FormState State)
{
    /// <summary>Name of a recorded factor's field.</summary>
    public static string FieldOf(string factor) => $"factor-{factor}";

    /// <summary>The sites at which the person may screen.</summary>
    public IReadOnlyList<SiteSpec> Sites => [.. Frame.SitesOf([.. Roles.Clinic])];

    /// <summary>Factors recorded at screening.</summary>
    public IReadOnlyList<RecordedFactor> Factors => [.. Frame.Spec.Factors.OfType<RecordedFactor>()];
}

internal static class ScreeningEndpoints
{
    private const string Address = "/studies/{study}/participants/new";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, ShowAsync);
        pages.MapPost(Address, ScreenAsync);
    }

    private static async Task<IResult> ShowAsync(string study, PageRequest request) =>
        await request.StudyAsync(study, Roles.Clinic) is { } frame
            ? PageRequest.Show<ScreeningPage>(new ScreeningModel(frame, FormState.Untouched))
            : request.NotFound();

    private static async Task<IResult> ScreenAsync(string study, IFormCollection sent, PageRequest request)
    {
        if (await request.StudyAsync(study, Roles.Clinic) is not { } frame)
        {
            return request.NotFound();
        }

        var form = new FormReader(sent);
        var participant = form.Identifier<ParticipantId>("participant", "Write the participant's identifier: 1 to 40 letters, digits, '-', '_' or '.'.");
        var site = form.Identifier<SiteId>("site", "Choose the site.");
        var cohort = form.Required("cohort", "Choose the cohort.");
        var recorded = frame.Spec.Factors.OfType<RecordedFactor>().ToImmutableSortedDictionary(
            factor => factor.Name, factor => form.Required(ScreeningModel.FieldOf(factor.Name), $"Choose the level of {factor.Name}."));
        if (site is not null && !frame.HoldsAt(site, Roles.Clinic))
        {
            return request.NotFound();
        }

        var state = await request.RunAsync(form, context =>
            request.Host.ExecuteAsync(frame.Study, new ScreenParticipant(participant!, site!, cohort, recorded), context, request.Cancelled));
        return state is FormState.Done
            ? PageRequest.Done(frame.Url(participant!), "screen")
            : PageRequest.Show<ScreeningPage>(new ScreeningModel(frame, state), state);
    }
}

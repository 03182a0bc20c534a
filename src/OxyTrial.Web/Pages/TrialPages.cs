using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;
using OxyTrial.Web.Pages.Errors;

namespace OxyTrial.Web.Pages;

/// <summary>The blinded pages put together.</summary>
public static class TrialPages
{
    /// <summary>Services of the pages.</summary>
    public static IServiceCollection AddTrialPages(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddRazorComponents();
        services.AddAntiforgery(tokens => tokens.Cookie.Name = "oxytrial-form");
        services.TryAddSingleton<IFormIds, RandomFormIds>();
        return services;
    }

    /// <summary>Addresses of the pages; all but style sheet, script and the error pages are for signed-in persons.</summary>
    public static IEndpointRouteBuilder MapTrialPages(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        StyleSheet.Map(endpoints);
        Measures.ScoringScript.Map(endpoints);

        // Told as any result: what binds endpoints at build time does not see the pages.
        endpoints.Map("/error/{code:int}", IResult (int code, HttpContext http) => ShowError(code, http)).AllowAnonymous().ExcludeFromDescription();

        var pages = endpoints.MapGroup(string.Empty).RequireAuthorization().ExcludeFromDescription();
        Home.HomeEndpoints.Map(pages);
        Overview.OverviewEndpoints.Map(pages);
        Participants.ParticipantListEndpoints.Map(pages);
        Participants.ScreeningEndpoints.Map(pages);
        Participants.ParticipantEndpoints.Map(pages);
        Measures.MeasureEndpoints.Map(pages);
        Measures.PaperFormEndpoints.Map(pages);
        Participants.RandomizationEndpoints.Map(pages);
        Participants.ErrorEndpoints.Map(pages);
        Participants.EmergencyUnblindingEndpoints.Map(pages);
        Emergency.EmergencyDeskEndpoints.Map(pages);
        Emergency.EmergencyPackEndpoints.Map(pages);
        Emergency.OfflineOpeningEndpoints.Map(pages);
        Pharmacy.SiteListEndpoints.Map(pages);
        Pharmacy.SiteEndpoints.Map(pages);
        Pharmacy.KitEndpoints.Map(pages);
        Monitoring.EnrollmentEndpoints.Map(pages);
        Conduct.ConductEndpoints.Map(pages);
        Restores.RestorePageEndpoints.Map(pages);
        Audit.AuditEndpoints.Map(pages);
        return endpoints;
    }

    private static RazorComponentResult<StatusPage> ShowError(int code, HttpContext http) =>
        new(new { Code = code, UserName = http.User.Identity?.Name }) { StatusCode = code is >= 400 and < 600 ? code : StatusCodes.Status404NotFound };
}

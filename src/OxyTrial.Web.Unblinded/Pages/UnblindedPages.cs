using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Web.Unblinded.Lifecycle;

namespace OxyTrial.Web.Unblinded.Pages;

/// <summary>The unblinded statistician's pages put together.</summary>
public static class UnblindedPages
{
    /// <summary>Services of the pages; the vault comes from the composition root.</summary>
    public static IServiceCollection AddUnblindedPages(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddSingleton<StudyLifecycle>();
    }

    /// <summary>Addresses of the pages, all below <c>/unblinded</c>.</summary>
    public static IEndpointRouteBuilder MapUnblindedPages(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var pages = endpoints.MapGroup("/unblinded").RequireAuthorization().ExcludeFromDescription();
        RegistrationEndpoints.Map(pages);
        DeskEndpoints.Map(pages);
        OutputEndpoints.Map(pages);
        PredictabilityEndpoints.Map(pages);
        TelephoneListEndpoints.Map(pages);
        return endpoints;
    }
}

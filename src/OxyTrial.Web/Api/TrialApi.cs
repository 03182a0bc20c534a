using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api.Audit;
using OxyTrial.Web.Api.Emergency;
using OxyTrial.Web.Api.Monitoring;
using OxyTrial.Web.Api.Participants;
using OxyTrial.Web.Api.Problems;
using OxyTrial.Web.Api.Requests;
using OxyTrial.Web.Api.Restores;
using OxyTrial.Web.Api.Sites;
using OxyTrial.Web.Api.Studies;

namespace OxyTrial.Web.Api;

/// <summary>The blinded JSON API put together.</summary>
public static class TrialApi
{
    /// <summary>Services of the API.</summary>
    public static IServiceCollection AddTrialApi(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<CommandRunner>();
        services.AddExceptionHandler<ApiFailures>();
        services.Configure<JsonOptions>(json => ApiJson.Configured(json.SerializerOptions));

        // A body that cannot be read is told with its place, in every environment.
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        return services.AddApiDescription();
    }

    /// <summary>Addresses of the API; every one of them stands in <see cref="EndpointAccess.Table"/>.</summary>
    public static IEndpointRouteBuilder MapTrialApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var studies = endpoints.MapGroup($"{ApiAddress.Root}/studies").RequireAuthorization();
        StudyEndpoints.Map(studies);
        SiteEndpoints.Map(studies.MapGroup("/{study}/sites").WithTags("Sites"));
        ParticipantEndpoints.Map(studies.MapGroup("/{study}/participants").WithTags("Participants"));
        VisitEndpoints.Map(studies.MapGroup("/{study}/participants/{participant}/visits/{visit}").WithTags("Visits"));
        MonitoringEndpoints.Map(studies.MapGroup("/{study}").WithTags("Monitoring"));
        EmergencyEndpoints.Map(studies.MapGroup("/{study}").WithTags("Emergency"));
        RestoreEndpoints.Map(studies.MapGroup("/{study}").WithTags("Restore"));
        AuditEndpoints.Map(studies.MapGroup("/{study}").WithTags("Audit"));
        ApiDescription.Map(endpoints);
        return endpoints;
    }

    /// <summary>Names an endpoint, gives it its row of the table of access and its place in the API's description.</summary>
    internal static RouteHandlerBuilder Ruled(this RouteHandlerBuilder endpoint, string name, string summary) => endpoint
        .WithName(name)
        .WithSummary(summary)
        .WithMetadata(EndpointAccess.Of(name))
        .Produces<ApiProblem>(StatusCodes.Status401Unauthorized, ApiProblem.MediaType)
        .Produces<ApiProblem>(StatusCodes.Status404NotFound, ApiProblem.MediaType);

    /// <summary>The same for a command: takes an Idempotency-Key and a checked body, answers a receipt.</summary>
    internal static RouteHandlerBuilder Command(this RouteHandlerBuilder endpoint, string name, string summary) => endpoint
        .Ruled(name, summary)
        .AddEndpointFilter<IdempotencyKey>()
        .AddEndpointFilter<ValidBody>()
        .WithMetadata(new CommandMetadata())
        .Produces<CommandReceipt>()
        .Produces<ApiProblem>(StatusCodes.Status400BadRequest, ApiProblem.MediaType)
        .Produces<ApiProblem>(StatusCodes.Status409Conflict, ApiProblem.MediaType)
        .Produces<ApiProblem>(StatusCodes.Status413PayloadTooLarge, ApiProblem.MediaType)
        .Produces<ApiProblem>(StatusCodes.Status415UnsupportedMediaType, ApiProblem.MediaType)
        .Produces<ApiProblem>(StatusCodes.Status422UnprocessableEntity, ApiProblem.MediaType)
        .Produces<ApiProblem>(StatusCodes.Status503ServiceUnavailable, ApiProblem.MediaType);

    /// <summary>The same for a command that is signed with the caller's password.</summary>
    internal static RouteHandlerBuilder SignedCommand(this RouteHandlerBuilder endpoint, string name, string summary) => endpoint
        .Command(name, summary)
        .AddEndpointFilter<FreshPassword>()
        .Produces<ApiProblem>(StatusCodes.Status403Forbidden, ApiProblem.MediaType)
        .Produces<ApiProblem>(StatusCodes.Status429TooManyRequests, ApiProblem.MediaType);
}

/// <summary>Marks a command's endpoint.</summary>
public sealed record CommandMetadata;

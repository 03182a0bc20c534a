using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api.Requests;

namespace OxyTrial.Web.Api;

/// <summary>The API's description (OpenAPI 3.1), made from the endpoints themselves.</summary>
internal static class ApiDescription
{
    /// <summary>Its name, and that of the API's version.</summary>
    public const string Name = "v1";

    private const string IdentifierPattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$";

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddSingleton<DescribedApi>().AddOpenApi(Name, description =>
    {
        description.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "OxyTrial",
                Version = "v1",
                Description = "Blinded API. Nothing it answers depends on anyone's arm, except the answer to an emergency unblinding.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The token that POST /api/v1/session answers." },
            };
            return Task.CompletedTask;
        });
        description.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<EndpointRule>().SingleOrDefault() is { } rule)
            {
                operation.Description = $"Roles: {string.Join(", ", rule.Roles.Select(role => role.ToString().ToLowerInvariant()))}. Scope: {rule.Scope}.";
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }];
            }

            // The study, site and participant of an address are read before the handler, which therefore does not name them.
            operation.Parameters ??= [];
            var named = operation.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var segment in (context.Description.RelativePath ?? string.Empty).Split('/').Where(segment => segment.StartsWith('{')).Select(segment => segment.Trim('{', '}')).Where(named.Add))
            {
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = segment,
                    In = ParameterLocation.Path,
                    Required = true,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = IdentifierPattern },
                });
            }

            if (metadata.OfType<CommandMetadata>().Any())
            {
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = IdempotencyKey.Header,
                    In = ParameterLocation.Header,
                    Required = true,
                    Description = "New for each command, the same at every retry.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = IdempotencyKey.MaximumLength },
                });
            }

            return Task.CompletedTask;
        });
        description.AddSchemaTransformer((schema, context, _) =>
        {
            if (PatternOf(context.JsonTypeInfo.Type) is { } pattern)
            {
                schema.Type = JsonSchemaType.String;
                schema.Pattern = pattern;
            }

            return Task.CompletedTask;
        });
    });

    /// <summary>Serves it to anybody.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) => endpoints
        .MapGet($"/openapi/{Name}.json", async (DescribedApi described) => Results.Bytes(await described.Document, MediaTypeNames.Application.Json))
        .AllowAnonymous()
        .ExcludeFromDescription();

    private static string? PatternOf(Type type) =>
        type == typeof(KitNumber) ? "^[0-9]{5,9}$"
        : type == typeof(StudyId) || type == typeof(SiteId) || type == typeof(ParticipantId) ? IdentifierPattern
        : null;
}

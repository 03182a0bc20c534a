using System.Collections.Immutable;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using OxyTrial.TwinTrials.Histories;
using OxyTrial.TwinTrials.Servers;
using OxyTrial.Web.Access;

namespace OxyTrial.TwinTrials.Asking;

/// <summary>An endpoint of the running server.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Route">Its pattern as written.</param>
/// <param name="Pattern">Its pattern.</param>
/// <param name="Name">Its name; null for pages.</param>
/// <param name="Rule">Who may use it; null where the endpoint itself decides.</param>
internal sealed record CatalogueEntry(string Method, string Route, RoutePattern Pattern, string? Name, EndpointRule? Rule)
{
    /// <summary>Method and pattern.</summary>
    public string Key => $"{Method} {Route}";

    /// <summary>Whether it answers as PDF.</summary>
    public bool IsPdf => Route.EndsWith(".pdf", StringComparison.Ordinal);

    /// <summary>Whether it is the API's.</summary>
    public bool IsApi => Route.StartsWith("/api/", StringComparison.Ordinal);

    /// <summary>Whether it says the same of every study, such as a style sheet, the API's description or the health; asked now and then.</summary>
    public bool IsConstant => Route.StartsWith("/health/", StringComparison.Ordinal) || Route.StartsWith("/assets/", StringComparison.Ordinal) || Route.StartsWith("/openapi/", StringComparison.Ordinal) || Route.StartsWith("/error/", StringComparison.Ordinal);

    /// <summary>An address of the endpoint, the given values before those of <see cref="RouteValues"/>.</summary>
    /// <exception cref="TwinTrialException">A parameter has no value and no row in the table.</exception>
    public string Address(World world, ImmutableDictionary<string, string> given)
    {
        var segments = Pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter => Uri.EscapeDataString(given.GetValueOrDefault(parameter.Name) ?? world.Draws.One(RouteValues.Of(parameter.Name, this, world))),
            _ => throw new TwinTrialException($"{Key} has a part of an unknown kind."),
        })));
        return $"/{string.Join('/', segments)}";
    }

    /// <summary>Every address of the endpoint.</summary>
    public IEnumerable<string> Addresses(World world) => Pattern.Parameters
        .Aggregate(
            (IEnumerable<ImmutableDictionary<string, string>>)[ImmutableDictionary<string, string>.Empty],
            (made, parameter) => made.SelectMany(values => RouteValues.Of(parameter.Name, this, world).Select(value => values.SetItem(parameter.Name, value))).ToArray())
        .Select(values => Address(world, values));
}

/// <summary>Every endpoint of the running server, discovered and not listed: a new one cannot be forgotten.</summary>
internal sealed class Catalogue
{
    private Catalogue(ImmutableArray<CatalogueEntry> entries) => Entries = entries;

    /// <summary>In order of key.</summary>
    public ImmutableArray<CatalogueEntry> Entries { get; }

    /// <summary>What can be asked without changing anything.</summary>
    public IEnumerable<CatalogueEntry> Questions => Entries.Where(entry => entry.Method == "GET");

    /// <summary>What changes something.</summary>
    public IEnumerable<CatalogueEntry> Commands => Entries.Where(entry => entry.Method != "GET");

    /// <summary>By the endpoint's name.</summary>
    public CatalogueEntry Named(string name) => Entries.Single(entry => entry.Name == name);

    /// <summary>Reads the server's endpoints. One without methods is asked by GET.</summary>
    /// <exception cref="TwinTrialException">The API has a command that <see cref="ApiBodies"/> cannot fill.</exception>
    public static Catalogue Of(TwinServer server)
    {
        var entries = server.Endpoints.SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => new CatalogueEntry(
            method,
            endpoint.RoutePattern.RawText!.Length > 1 ? endpoint.RoutePattern.RawText!.TrimEnd('/') : "/",
            endpoint.RoutePattern,
            endpoint.Metadata.GetMetadata<EndpointNameMetadata>()?.EndpointName,
            endpoint.Metadata.GetMetadata<EndpointRule>()))).OrderBy(entry => entry.Key, StringComparer.Ordinal).ToImmutableArray();
        foreach (var command in entries.Where(entry => entry.IsApi && entry.Method != "GET" && (entry.Name is null || !ApiBodies.Knows(entry.Name))))
        {
            throw new TwinTrialException($"The twin trial does not know what to send to {command.Key} ({command.Name ?? "without a name"}): add a row to {nameof(ApiBodies)}.");
        }

        return new Catalogue(entries);
    }
}

using Microsoft.AspNetCore.Routing;

namespace OxyTrial.Web.Layout;

/// <summary>The pages' one style sheet.</summary>
public static class StyleSheet
{
    private static readonly EmbeddedAsset Asset = new("oxytrial.css", "text/css; charset=utf-8");

    /// <summary>Where it is served.</summary>
    public static string Url => Asset.Url;

    internal static void Map(IEndpointRouteBuilder endpoints) => Asset.Map(endpoints);
}

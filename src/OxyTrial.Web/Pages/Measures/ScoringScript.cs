using Microsoft.AspNetCore.Routing;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Measures;

/// <summary>The script that scores a questionnaire while it is filled in. The pages do without it.</summary>
internal static class ScoringScript
{
    private static readonly EmbeddedAsset Asset = new("scoring.js", "text/javascript; charset=utf-8");

    /// <summary>Where it is served.</summary>
    public static string Url => Asset.Url;

    public static void Map(IEndpointRouteBuilder endpoints) => Asset.Map(endpoints);
}

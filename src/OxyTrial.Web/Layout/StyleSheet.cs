using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OxyTrial.Web.Layout;

/// <summary>The pages' one style sheet, carried by the assembly. Its address holds its hash, so a browser may keep it for ever.</summary>
public static class StyleSheet
{
    private static readonly byte[] Content = Read();

    /// <summary>Where it is served.</summary>
    public static string Url { get; } = $"/assets/oxytrial-{Convert.ToHexStringLower(SHA256.HashData(Content))[..16]}.css";

    /// <summary>Serves it to anybody: the sign-in page needs it too.</summary>
    internal static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet(Url, (HttpContext http) =>
    {
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(Content, "text/css; charset=utf-8");
    }).AllowAnonymous().ExcludeFromDescription();

    private static byte[] Read()
    {
        using var stream = typeof(StyleSheet).Assembly.GetManifestResourceStream("oxytrial.css")
            ?? throw new InvalidOperationException("The style sheet is missing from the assembly.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}

using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OxyTrial.Web.Layout;

/// <summary>A file that pages load, carried by the assembly. Its address holds its hash, so a browser may keep it for ever.</summary>
internal sealed class EmbeddedAsset
{
    private readonly byte[] content;
    private readonly string mediaType;

    public EmbeddedAsset(string file, string mediaType)
    {
        (content, this.mediaType) = (Read(file), mediaType);
        Url = $"/assets/{Path.GetFileNameWithoutExtension(file)}-{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}{Path.GetExtension(file)}";
    }

    /// <summary>Where it is served.</summary>
    public string Url { get; }

    /// <summary>Serves it to anybody: the sign-in page needs a style too, and nothing in it is secret.</summary>
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet(Url, (HttpContext http) =>
    {
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(content, mediaType);
    }).AllowAnonymous().ExcludeFromDescription();

    private static byte[] Read(string file)
    {
        using var stream = typeof(EmbeddedAsset).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"{file} is missing from the assembly.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}

using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace OxyTrial.Web.Api;

/// <summary>The API's description, written once: making it takes as long as seventy pages, and whoever asks for it need not sign in.</summary>
internal sealed class DescribedApi([FromKeyedServices(ApiDescription.Name)] IOpenApiDocumentProvider provider)
{
    private readonly Lazy<Task<byte[]>> document = new(() => WriteAsync(provider));

    /// <summary>OpenAPI 3.1, as JSON.</summary>
    public Task<byte[]> Document => document.Value;

    private static async Task<byte[]> WriteAsync(IOpenApiDocumentProvider provider)
    {
        using var written = new MemoryStream();
        await (await provider.GetOpenApiDocumentAsync()).SerializeAsJsonAsync(written, OpenApiSpecVersion.OpenApi3_1);
        return written.ToArray();
    }
}

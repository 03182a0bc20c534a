using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Web.Access;

namespace OxyTrial.Server.Tests.Api;

[Collection(nameof(SharedServer))]
public sealed class DescriptionTests(SharedServer shared)
{
    [Fact]
    public async Task The_description_lists_every_endpoint_with_its_errors_and_nothing_else()
    {
        var paths = (await DocumentAsync()).GetProperty("paths");

        var described = paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));
        var mapped = AccessTests.Endpoints(shared.Server, "/api").Select(endpoint =>
            $"{endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single()} {endpoint.RoutePattern.RawText!.TrimEnd('/')}");
        described.ShouldBe(mapped, ignoreOrder: true);
    }

    [Fact]
    public async Task Every_operation_names_itself_says_what_it_does_and_how_it_fails()
    {
        var operations = (await DocumentAsync()).GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(operation => operation.Value).ToArray();

        operations.ShouldAllBe(operation => operation.GetProperty("summary").GetString()!.Length > 5);
        operations.Select(operation => operation.GetProperty("operationId").GetString()).ShouldBe([.. EndpointAccess.Table.Select(rule => rule.Name), "SignIn"], ignoreOrder: true);
        operations.ShouldAllBe(operation => operation.GetProperty("responses").GetProperty("401").GetProperty("content").GetProperty("application/problem+json").ValueKind == JsonValueKind.Object);
    }

    [Fact]
    public async Task Every_part_of_an_address_is_a_described_parameter()
    {
        foreach (var path in (await DocumentAsync()).GetProperty("paths").EnumerateObject())
        {
            var parts = path.Name.Split('/').Where(segment => segment.StartsWith('{')).Select(segment => segment.Trim('{', '}'));
            foreach (var operation in path.Value.EnumerateObject())
            {
                var named = operation.Value.TryGetProperty("parameters", out var parameters)
                    ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "path").Select(parameter => parameter.GetProperty("name").GetString()!)
                    : [];
                named.ShouldBe(parts, ignoreOrder: true, path.Name);
            }
        }
    }

    [Fact]
    public async Task The_description_is_made_once_however_many_ask()
    {
        var made = 0;
        await using var server = await TestServer.StartAsync(services => services.Configure<OpenApiOptions>("v1", description => description.AddDocumentTransformer((_, _, _) =>
        {
            Interlocked.Increment(ref made);
            return Task.CompletedTask;
        })));
        using var client = server.Anonymous();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.GetByteArrayAsync("/openapi/v1.json", TestContext.Current.CancellationToken)));

        answers.Select(Convert.ToHexString).Distinct().ShouldHaveSingleItem();
        answers[0].ShouldNotBeEmpty();
        made.ShouldBe(1);
    }

    private async Task<JsonElement> DocumentAsync()
    {
        using var client = shared.Server.Anonymous();
        return JsonElement.Parse(await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Server.Tests.Trial;
using Shouldly;

namespace OxyTrial.Server.Tests.Operations;

public sealed class EndpointTests
{
    [Fact]
    public async Task What_answers_an_address_was_bound_at_build_time_and_nothing_is_compiled_for_it_at_the_start()
    {
        await using var server = await TestServer.StartAsync();
        var endpoints = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToArray();

        endpoints.Length.ShouldBeGreaterThan(100);
        endpoints.Where(endpoint => BoundBy(endpoint).StartsWith(typeof(RequestDelegateFactory).FullName!, StringComparison.Ordinal))
            .Select(endpoint => endpoint.DisplayName).ShouldBeEmpty();
    }

    private static string BoundBy(RouteEndpoint endpoint) => endpoint.RequestDelegate!.Method.DeclaringType!.FullName!;
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Server.Tests.Api;
using OxyTrial.Server.Tests.Trial;

namespace OxyTrial.Server.Tests.Operations;

[Collection(nameof(SharedServer))]
public sealed class EndpointTests(SharedServer shared)
{
    [Fact]
    public void What_answers_an_address_was_bound_at_build_time_and_nothing_is_compiled_for_it_at_the_start()
    {
        var endpoints = AccessTests.Endpoints(shared.Server, string.Empty);

        endpoints.Length.ShouldBeGreaterThan(100);
        endpoints.Where(endpoint => BoundBy(endpoint).StartsWith(typeof(RequestDelegateFactory).FullName!, StringComparison.Ordinal))
            .Select(endpoint => endpoint.DisplayName).ShouldBeEmpty();
    }

    private static string BoundBy(RouteEndpoint endpoint) => endpoint.RequestDelegate!.Method.DeclaringType!.FullName!;
}

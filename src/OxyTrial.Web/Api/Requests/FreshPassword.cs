using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api.Problems;

namespace OxyTrial.Web.Api.Requests;

/// <summary>A body that is signed: it carries the caller's password again.</summary>
public interface ISignedBody
{
    /// <summary>The caller's password.</summary>
    string Password { get; }
}

/// <summary>Checks the password of a signed body before the handler sees it: what is refused here was never asked of the trial.</summary>
public sealed class FreshPassword : IEndpointFilter
{
    /// <summary>Longest password.</summary>
    public const int MaximumLength = 1024;

    private static readonly ApiProblem Wrong = new(
        "/problems/password-refused", "Password refused", StatusCodes.Status403Forbidden, "The password is not that of the signed-in account, or the account is locked. Nothing was done.");

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var http = context.HttpContext;
        var call = context.Arguments.OfType<StudyCall>().Single();
        var answer = await http.RequestServices.GetRequiredService<IPasswordCheck>()
            .CheckAsync(call.Person, context.Arguments.OfType<ISignedBody>().Single().Password, $"{call.Rule.Name} {call.View.Id}", http.RequestAborted);
        return answer switch
        {
            PasswordAnswer.Right => await next(context),
            PasswordAnswer.TooMany => ApiProblem.Of(StatusCodes.Status429TooManyRequests).ToResult(),
            _ => Wrong.ToResult(),
        };
    }
}

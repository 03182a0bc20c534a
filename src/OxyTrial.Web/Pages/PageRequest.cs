using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Grains;
using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Views;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api.Requests;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;
using OxyTrial.Web.Pages.Errors;

namespace OxyTrial.Web.Pages;

/// <summary>One request for a page: who asks, for which study, and how a sent form becomes a command.</summary>
public sealed class PageRequest
{
    /// <summary>The field that takes the password again.</summary>
    public const string PasswordField = "password";

    private PageRequest(HttpContext http) => Http = http;

    /// <summary>The request.</summary>
    public HttpContext Http { get; }

    /// <summary>The signed-in person.</summary>
    public ClaimsPrincipal Person => Http.User;

    /// <summary>Ends when the browser leaves.</summary>
    public CancellationToken Cancelled => Http.RequestAborted;

    /// <summary>Where commands go.</summary>
    public ITrialHost Host => Service<ITrialHost>();

    /// <summary>Made by the framework for handlers.</summary>
    public static ValueTask<PageRequest?> BindAsync(HttpContext context) => ValueTask.FromResult<PageRequest?>(new PageRequest(context));

    /// <summary>A service.</summary>
    public T Service<T>()
        where T : notnull => Http.RequestServices.GetRequiredService<T>();

    /// <summary>The study when the person holds one of the roles in it (any role when none is named); null looks as if it did not exist.</summary>
    public async Task<StudyFrame?> StudyAsync(string study, params IEnumerable<StudyRole> roles)
    {
        if (!StudyId.TryParse(study, out var id) || !(roles.Any() ? Person.Allows(id, null, roles) : Person.Sees(id)))
        {
            return null;
        }

        var view = await Service<TrialViews>().StudyAsync(id, Cancelled);
        return view is null ? null : new StudyFrame(Person, view, Service<TimeProvider>().GetUtcNow(), Http.Request.Query["done"]);
    }

    /// <summary>As <see cref="StudyAsync"/>, for pages about a whole study: a grant limited to one site does not reach them.</summary>
    public async Task<StudyFrame?> WholeStudyAsync(string study, IReadOnlyList<StudyRole> roles) =>
        await StudyAsync(study, roles) is { } frame && Person.SitesOf(frame.Study, roles) is null ? frame : null;

    /// <summary>A page drawn from a model.</summary>
    public static IResult Show<TPage>(object model, FormState? state = null)
        where TPage : IComponent =>
        new RazorComponentResult<TPage>(new { Model = model }) { StatusCode = state is FormState.Sent sent ? sent.StatusCode : StatusCodes.Status200OK };

    /// <summary>The page for what does not exist, or is not for this person: the same in both cases.</summary>
    public IResult NotFound() => new RazorComponentResult<StatusPage>(new { Code = StatusCodes.Status404NotFound, UserName = Person.Identity?.Name })
    {
        StatusCode = StatusCodes.Status404NotFound,
    };

    /// <summary>After a command: the page is asked for anew, so that reloading it sends nothing again.</summary>
    public static IResult Done(string url, string note) => Results.LocalRedirect($"{url}?done={note}");

    /// <summary>Runs a sent form's command, unless there is something to correct first.</summary>
    public async Task<FormState> RunAsync(FormReader form, Func<CommandContext, Task<CommandOutcome>> command)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(command);
        var id = form.Values[FormState.CommandField].ToString();
        form.Require(IdempotencyKey.Allows(id), FormState.CommandField, "The form has no valid command id; open the page again.");
        if (!form.Errors.IsEmpty)
        {
            return new FormState.Incomplete(form.Values, form.Errors);
        }

        try
        {
            var outcome = await command(ContextOf(id));
            return outcome.Match<FormState>(_ => new FormState.Done(), refusal => new FormState.Refused(form.Values, refusal));
        }
        catch (AppendOutcomeUnknownException)
        {
            return new FormState.Unknown(form.Values);
        }
    }

    /// <summary>
    /// Asks for the person's password again, once everything else is in order: a form with something to correct costs no attempt. Call
    /// it last before <see cref="RunAsync"/>.
    /// </summary>
    public async Task RequirePasswordAsync(FormReader form, string purpose)
    {
        ArgumentNullException.ThrowIfNull(form);
        var typed = form.Values[PasswordField].ToString();
        form.Require(typed.Length is > 0 and <= FreshPassword.MaximumLength, PasswordField, "Type your password again.");
        if (form.Errors.IsEmpty)
        {
            var answer = await Service<IPasswordCheck>().CheckAsync(Person, typed, purpose, Cancelled);
            form.Require(answer != PasswordAnswer.TooMany, PasswordField, "Too many attempts; wait a minute. Nothing was done.");
            form.Require(answer == PasswordAnswer.Right, PasswordField, "The password is wrong, or the account is locked. Nothing was done.");
        }
    }

    private CommandContext ContextOf(string commandId) =>
        new(commandId, Person.Identity?.Name ?? throw new InvalidOperationException("Nobody is signed in."), Service<TimeProvider>().GetUtcNow());
}

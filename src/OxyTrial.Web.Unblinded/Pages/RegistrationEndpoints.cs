using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Specs;
using OxyTrial.Web.Access;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Pages;
using OxyTrial.Web.Unblinded.Lifecycle;

namespace OxyTrial.Web.Unblinded.Pages;

/// <summary>A spec to register.</summary>
/// <param name="UserName">Who registers it.</param>
/// <param name="Text">The file as pasted or uploaded.</param>
/// <param name="Outcome">What reading it gave; null before the first reading.</param>
/// <param name="State">What became of the form.</param>
public sealed record RegistrationModel(string? UserName, string Text, SpecOutcome? Outcome, FormState State)
{
    /// <summary>A line of the file, from 1; empty when there is none.</summary>
    public string LineOf(int number) => Text.Split('\n').ElementAtOrDefault(number - 1)?.TrimEnd('\r') ?? string.Empty;
}

internal static class RegistrationEndpoints
{
    private const string FileName = "spec.yaml";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/register", Open);
        pages.MapPost("/register", SubmitAsync);
    }

    // Only who holds the role for every study may add one.
    private static bool MayRegister(PageRequest request) => Grant.Of(request.Person).Any(grant => grant is { Role: StudyRole.Statistician, Study: null, Site: null });

    private static IResult Open(PageRequest request) => MayRegister(request)
        ? PageRequest.Show<RegistrationPage>(new RegistrationModel(PersonName.Of(request.Person), string.Empty, null, FormState.Untouched))
        : request.NotFound();

    private static async Task<IResult> SubmitAsync(IFormCollection sent, PageRequest request)
    {
        if (!MayRegister(request))
        {
            return request.NotFound();
        }

        var bytes = await SpecAsync(sent, request.Cancelled);
        var model = new RegistrationModel(PersonName.Of(request.Person), Encoding.UTF8.GetString(bytes), null, FormState.Untouched);
        return await SpecReader.Read(FileName, bytes).Match(
            accepted => RegisterAsync(accepted, sent, model, request),
            rejected => Task.FromResult(Show(model with { Outcome = rejected, State = Rejection(sent, rejected) })));
    }

    private static async Task<IResult> RegisterAsync(SpecAccepted accepted, IFormCollection sent, RegistrationModel model, PageRequest request)
    {
        var form = new FormReader(sent);
        if (form.Text("action") != "register")
        {
            return Show(model with { Outcome = accepted });
        }

        var state = await request.RunAsync(form, context => request.Service<StudyLifecycle>().RegisterAsync(accepted.Document, context, request.Cancelled));
        return state is FormState.Done
            ? PageRequest.Done($"/unblinded/{accepted.Document.Study.Id}", "register")
            : Show(model with { Outcome = accepted, State = state });
    }

    private static IResult Show(RegistrationModel model) => PageRequest.Show<RegistrationPage>(model, model.State);

    private static FormState.Incomplete Rejection(IFormCollection sent, SpecRejected rejected) =>
        new(sent, [new FieldError("spec", $"The spec has {(rejected.Errors.Length == 1 ? "one error" : $"{rejected.Errors.Length} errors")}; each stands below with its line.")]);

    // An uploaded file goes before pasted text.
    private static async Task<byte[]> SpecAsync(IFormCollection sent, CancellationToken cancelled)
    {
        if (sent.Files.GetFile("file") is not { Length: > 0 } file)
        {
            return Encoding.UTF8.GetBytes(sent["spec"].ToString());
        }

        using var copy = new MemoryStream();
        await file.CopyToAsync(copy, cancelled);
        return copy.ToArray();
    }
}

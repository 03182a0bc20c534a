using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Grains;
using OxyTrial.Trial;
using OxyTrial.Vault;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Pages;

namespace OxyTrial.Web.Unblinded.Pages;

/// <summary>What sites could have guessed so far.</summary>
/// <param name="Desk">Desk.</param>
/// <param name="Meter">By stratum and site.</param>
public sealed record PredictabilityModel(DeskModel Desk, Predictability Meter)
{
    /// <summary>The rows of each stratum, in order.</summary>
    public IEnumerable<IGrouping<string, PredictabilityRow>> Strata => Meter.Rows.GroupBy(row => row.Stratum);

    /// <summary>A share as whole percent; a dash where nobody is.</summary>
    public static string Percent(decimal guessed, int allocations) =>
        allocations == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{Math.Round(100 * guessed / allocations)} %");
}

/// <summary>The predictability meter. Shown in the answer of a form, not at an address: from two showings the arms between them follow, so each is journaled.</summary>
internal static class PredictabilityEndpoints
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapPost("/{study}/predictability", ShowAsync);

    private static async Task<IResult> ShowAsync(string study, IFormCollection sent, PageRequest request)
    {
        if (await DeskModel.FindAsync(study, request) is not { Frame.View.Study: StudyState.Recruiting or StudyState.Closed or StudyState.Locked } model)
        {
            return request.NotFound();
        }

        var form = new FormReader(sent);
        form.Require(form.Ticked("unblinded"), "unblinded", "Confirm that you tell nobody who is blinded.");
        var state = await request.RunAsync(form, context => request.Service<ITrialHost>().ExecuteAsync(model.Frame.Study, new ShowPredictability(), context, request.Cancelled));
        return state is not FormState.Done
            ? PageRequest.Show<DeskPage>(model with { State = state }, state)
            : PageRequest.Show<PredictabilityPage>(new PredictabilityModel(
                model, await request.Service<IVault>().PredictabilityAsync(model.Frame.Study, form.Text(FormState.CommandField), request.Cancelled)));
    }
}

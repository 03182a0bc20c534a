using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Reports.Document;
using OxyTrial.Trial.Specification;
using OxyTrial.Web.Api;
using OxyTrial.Web.Documents;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Measures;

/// <summary>The blank paper form of an instrument that the study uses, to read and as PDF.</summary>
internal static class PaperFormEndpoints
{
    private const string Address = "/studies/{study}/instruments/{instrument}/form";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, (string study, string instrument, PageRequest request) => FormAsync(study, instrument, request, document => ReportResult.HtmlAsync(request.Http, document)));
        pages.MapGet(Address + ".pdf", (string study, string instrument, PageRequest request) =>
            FormAsync(study, instrument, request, document => ReportResult.PdfAsync(request.Http, document, $"{instrument}-form.pdf")));
    }

    private static async Task<IResult> FormAsync(string study, string instrument, PageRequest request, Func<ReportDocument, Task<IResult>> write) =>
        await request.StudyAsync(study, Roles.Clinic) is { } frame && frame.Spec.Instruments().FirstOrDefault(one => one.Id == instrument) is { } found
            ? await write(PaperForm.Build(found, StampOf.Print(frame.View, PaperForm.ReportName, PaperForm.ReportVersion, request.Person, frame.Utc)))
            : request.NotFound();
}

using System.Security.Claims;
using OxyTrial.Journal;
using OxyTrial.Reports.Document;
using OxyTrial.Reports.Dosing;
using OxyTrial.Reports.Html;
using OxyTrial.Reports.Pdf;
using OxyTrial.Trial.Specification;
using OxyTrial.Views;
using OxyTrial.Web.Documents;

namespace OxyTrial.Cli.Demo;

/// <summary>Which sheets are also printed as PDF.</summary>
internal enum PdfSheets
{
    /// <summary>Each participant's first.</summary>
    First,

    /// <summary>All.</summary>
    All,

    /// <summary>None.</summary>
    None,
}

/// <summary>Prints a dosing sheet at each visit: HTML at once, PDFs at the end with one warm browser.</summary>
internal sealed class DosingSheetPrinter(IJournalReader journal, string folder, PdfSheets pdfs) : IVisitRecorder
{
    private readonly List<(string File, ReportDocument Document)> toPrint = [];
    private readonly HashSet<string> printed = [];

    /// <summary>Sheets written as HTML.</summary>
    public int Sheets { get; private set; }

    public async Task VisitAsync(StudyView view, ParticipantLine line, VisitSpec visit, string pharmacist, DateTimeOffset utc, CancellationToken cancellation)
    {
        if (await DosingSheetOf.ForAsync(view, line, visit.Key, journal, utc, cancellation) is not { } sheet)
        {
            return;
        }

        var document = DosingSheet.Build(sheet, StampOf.Print(view, DosingSheetOf.ReportName, DosingSheetOf.ReportVersion, Person(pharmacist), utc));
        var file = Path.Combine(folder, $"{line.Id}-{visit.Key}");
        await File.WriteAllTextAsync($"{file}.html", await HtmlReportRenderer.RenderAsync(document, cancellationToken: cancellation), cancellation);
        Sheets++;
        if (pdfs == PdfSheets.All || (pdfs == PdfSheets.First && printed.Add(line.Id.Value)))
        {
            toPrint.Add(($"{file}.pdf", document));
        }
    }

    /// <summary>Prints the PDFs.</summary>
    /// <returns>How many.</returns>
    public async Task<int> PrintAsync(IPdfRenderer renderer, IProgress<(int Done, int Target)> progress, CancellationToken cancellation)
    {
        var done = 0;
        await Parallel.ForEachAsync(toPrint, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellation }, async (one, token) =>
        {
            await File.WriteAllBytesAsync(one.File, await renderer.RenderAsync(one.Document, token), token);
            progress.Report((Interlocked.Increment(ref done), toPrint.Count));
        });
        return done;
    }

    /// <summary>A person as reports name one.</summary>
    public static ClaimsPrincipal Person(string account) => new(new ClaimsIdentity([new System.Security.Claims.Claim(ClaimTypes.Name, account)], "demo"));
}

/// <summary>Prints nothing: for a demo that only fills a journal.</summary>
internal sealed class NoSheets : IVisitRecorder
{
    public Task VisitAsync(StudyView view, ParticipantLine line, VisitSpec visit, string pharmacist, DateTimeOffset utc, CancellationToken cancellation) => Task.CompletedTask;
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Web.Api.Audit;
using OxyTrial.Web.Api.Requests;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Audit;

/// <summary>A page of the audit trail.</summary>
/// <param name="Frame">Frame.</param>
/// <param name="Stream">Stream to which it is narrowed; null = all.</param>
/// <param name="Number">Page from 1, newest first.</param>
/// <param name="Pages">Number of pages, at least 1.</param>
/// <param name="Entries">Newest first.</param>
public sealed record AuditModel(StudyFrame Frame, string? Stream, int Number, int Pages, IReadOnlyList<JournalEntry> Entries)
{
    /// <summary>Streams that may be chosen.</summary>
    public IReadOnlyList<string> Streams =>
    [
        Trial.Study.Stream,
        .. Frame.View.Sites.Keys.Select(site => $"site/{site}"),
        .. Stratum.FactorScopeKeys(Frame.Spec).Select(RandomizationBlock.StreamOf),
        .. Stratum.ScopeKeys(Frame.Spec).Select(RandomizationBlock.StreamOf),
        .. Frame.View.Participants.Values.Select(line => Participant.StreamOf(line.Id)),
    ];

    /// <summary>Address of a page.</summary>
    public string Url(int number) => Frame.Url($"/audit?stream={Uri.EscapeDataString(Stream ?? string.Empty)}&page={number}");
}

/// <summary>The result of recomputing the journal.</summary>
/// <param name="Frame">Frame.</param>
/// <param name="Store">The store's own checks.</param>
/// <param name="Check">What was found in this study; null when the store does not name it any more.</param>
public sealed record ChainCheckModel(StudyFrame Frame, IReadOnlyList<StoreCheck> Store, StudyCheck? Check);

internal static class AuditEndpoints
{
    private const int PageSize = 50;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/studies/{study}/audit", ShowAsync).WithNumbers("page");
        pages.MapGet("/studies/{study}/audit/check", CheckAsync);
    }

    private static async Task<IResult> ShowAsync(string study, string? stream, int? page, PageRequest request)
    {
        if (await request.WholeStudyAsync(study, Roles.Audit) is not { } frame)
        {
            return request.NotFound();
        }

        var journal = request.Service<IJournalReader>();
        var number = Math.Max(1, page ?? 1);
        return PageRequest.Show<AuditPage>(string.IsNullOrEmpty(stream)
            ? await WholeAsync(frame, number, journal, request.Cancelled)
            : await OfStreamAsync(frame, stream, number, journal, request.Cancelled));
    }

    private static async Task<AuditModel> WholeAsync(StudyFrame frame, int number, IJournalReader journal, CancellationToken cancelled)
    {
        var head = frame.View.Head.Position;
        var pages = (int)((head + PageSize - 1) / PageSize);
        var until = Math.Max(0, head - ((long)(number - 1) * PageSize));
        var from = Math.Max(0, until - PageSize);
        var entries = until == from ? [] : await journal.ReadAllAsync(frame.Study.Value, from, (int)(until - from), cancelled);
        return new AuditModel(frame, null, number, pages, [.. entries.Reverse()]);
    }

    private static async Task<AuditModel> OfStreamAsync(StudyFrame frame, string stream, int number, IJournalReader journal, CancellationToken cancelled)
    {
        var entries = await journal.ReadStreamAsync(frame.Study.Value, stream, 0, cancelled);
        var pages = Math.Max(1, (entries.Count + PageSize - 1) / PageSize);
        return new AuditModel(frame, stream, number, pages, [.. entries.Reverse().Skip((number - 1) * PageSize).Take(PageSize)]);
    }

    private static async Task<IResult> CheckAsync(string study, PageRequest request)
    {
        if (await request.WholeStudyAsync(study, Roles.Audit) is not { } frame)
        {
            return request.NotFound();
        }

        var report = await request.Service<IJournalInspection>().CheckAsync(request.Cancelled);
        return PageRequest.Show<ChainCheckPage>(new ChainCheckModel(frame, report.Store, report.Studies.FirstOrDefault(check => check.Study == frame.Study.Value)));
    }
}

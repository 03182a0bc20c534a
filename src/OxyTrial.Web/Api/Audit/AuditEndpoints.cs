using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Journal;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api.Requests;

namespace OxyTrial.Web.Api.Audit;

/// <summary>One event as stored.</summary>
/// <param name="Position">Position in the study's journal, from 1 without gaps.</param>
/// <param name="Utc">When it was stored.</param>
/// <param name="Actor">Account name of who caused it.</param>
/// <param name="Stream">The entity it belongs to.</param>
/// <param name="Version">Its number within the stream.</param>
/// <param name="Type">What happened.</param>
/// <param name="SchemaVersion">Version of the type's stored shape.</param>
/// <param name="CommandId">The command that wrote it.</param>
/// <param name="Event">The event's data.</param>
/// <param name="Hash">Its hash in the chain, 64 hex digits.</param>
public sealed record AuditEntryAnswer(
    long Position, DateTimeOffset Utc, string Actor, string Stream, long Version, string Type, int SchemaVersion, string CommandId, JsonElement Event, string Hash)
{
    internal static AuditEntryAnswer Of(JournalEntry entry) => new(
        entry.Position, entry.Utc, entry.Actor, entry.Stream, entry.Version, entry.Type, entry.SchemaVersion, entry.CommandId,
        JsonElement.Parse(entry.Body), Convert.ToHexStringLower(entry.Hash));
}

/// <summary>A page of the audit trail.</summary>
/// <param name="Entries">Events in order.</param>
/// <param name="Head">Position of the newest event of the study.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; absent on the last one.</param>
public sealed record AuditTrailAnswer(IReadOnlyList<AuditEntryAnswer> Entries, long Head, long? Next);

/// <summary>What the check of the journal found for this study, and for the store it lies in.</summary>
/// <param name="Intact">Whether nothing differs.</param>
/// <param name="Findings">One line a finding.</param>
public sealed record JournalCheckAnswer(bool Intact, IReadOnlyList<string> Findings);

/// <summary>What auditors read.</summary>
internal static class AuditEndpoints
{
    private const int MaximumPage = 1000;

    public static void Map(RouteGroupBuilder study)
    {
        study.MapGet("/audit-trail", TrailAsync).Ruled("GetAuditTrail", "The study's events as stored, in pages").WithNumbers("after", "take");
        study.MapGet("/journal-check", CheckAsync).Ruled("CheckJournal", "Recompute the journal's hash chain");
    }

    private static async Task<AuditTrailAnswer> TrailAsync(StudyCall call, IJournalReader journal, CancellationToken cancellation, [Range(0, long.MaxValue)] long after = 0, [Range(1, MaximumPage)] int take = 100)
    {
        var entries = await journal.ReadAllAsync(call.View.Id.Value, Math.Max(0, after), Math.Clamp(take, 1, MaximumPage), cancellation);
        var head = call.View.Head.Position;
        return new AuditTrailAnswer([.. entries.Select(AuditEntryAnswer.Of)], head, entries.Count > 0 && entries[^1].Position < head ? entries[^1].Position : null);
    }

    private static async Task<JournalCheckAnswer> CheckAsync(StudyCall call, IJournalInspection inspection, CancellationToken cancellation)
    {
        var report = await inspection.CheckAsync(cancellation);
        var mine = report with { Studies = [.. report.Studies.Where(study => study.Study == call.View.Id.Value)] };
        return new JournalCheckAnswer(mine.IsIntact, [.. mine.Lines]);
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.StoredFormat;
using OxyTrial.Vault.Custody;

namespace OxyTrial.Vault.Remote;

/// <summary>What crosses between a web node and a vault of its own process: one path a question, JSON as the journal's codec writes it.</summary>
internal static class Wire
{
    public const string ChooseKit = "choose-kit";
    public const string DrawLevel = "draw-level";
    public const string KitNumbers = "kit-numbers";
    public const string Disclose = "disclose";
    public const string KeepProcedure = "keep-procedure";
    public const string Seal = "seal";
    public const string UnblindingRequest = "unblinding-request";
    public const string AcceptApproval = "accept-approval";
    public const string Reveal = "reveal";
    public const string UnblindedTables = "unblinded-tables";
    public const string PackagingList = "packaging-list";

    public static JsonSerializerOptions Json => EventCodec.JsonOptions;

    public sealed record OfStudy(StudyId Study);

    public sealed record OfSets(StudyId Study, int FirstSet, int Sets);

    public sealed record OfBreak(StudyId Study, ParticipantId Participant, string CommandId);

    public sealed record OfProcedure(StudyId Study, string ProcedureJson);

    public sealed record OfSealing(StudyId Study, CustodianPanel? Custodians);

    public sealed record OfApproval(StudyId Study, UnblindingApproval Approval);

    public sealed record OfIssue(StudyId Study, string CommandId);

    public sealed record Text(string Value);

    public sealed record Numbers(ImmutableArray<KitNumber> Kits);

    public sealed record Packages(ImmutableArray<PackagedKit> Kits);

    public sealed record Problem(string Message);
}

/// <summary>A decision as it crosses: a value, or a refusal's number and detail.</summary>
internal sealed record WireDecision<T>(T? Value, int? Refusal, string? Detail)
    where T : class
{
    public static WireDecision<T> Of(Decision<T> decision) => decision.Match(
        value => new WireDecision<T>(value, null, null), refusal => new WireDecision<T>(null, refusal.Code.Number, refusal.Detail));

    public Decision<T> ToDecision() => (Value, Refusal) switch
    {
        ({ } value, null) => value,
        (null, { } number) when RefusalCode.All.FirstOrDefault(code => code.Number == number) is { } code => new Refusal(code, Detail),
        _ => throw new VaultException("The vault's answer cannot be read: it is of another version."),
    };
}

using System.Collections.Immutable;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;

namespace OxyTrial.Trial;

/// <content>What may be decided for a study whose journal was restored and lacks what was acknowledged.</content>
public static partial class Study
{
    private const int PrintedDigits = 16;
    private const int HashDigits = 64;

    /// <summary>The facts of a study that may allocate, or the refusal that says what is missing.</summary>
    public static Decision<StudyFacts> OutOfQuarantine(StudyFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts.Quarantine is { } quarantine ? new Refusal(RefusalCode.StudyInQuarantine, quarantine.Sentence) : facts;
    }

    /// <summary>The quarantine into which receipts may be entered: of a journal that is shorter, and not another one.</summary>
    public static Decision<Quarantine> Reconcilable(StudyFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts.Quarantine switch
        {
            null => RefusalCode.NotInQuarantine,
            { Differs: true } quarantine => new Refusal(RefusalCode.JournalIsAnother, quarantine.Sentence),
            var quarantine => quarantine,
        };
    }

    private static Decision<ImmutableArray<StudyEvent>> DecideRestore(StudyState state, ReportRestore command) => state switch
    {
        StudyState.Unregistered => RefusalCode.StudyUnknown,
        StudyState.Unblinded => RefusalCode.AlreadyUnblinded,
        StudyState.Existing { Facts.Quarantine: { } known } when Covers(known, command) => RefusalCode.CheckpointKnown,
        _ when command.Digits.Length is not (PrintedDigits or HashDigits) || !command.Digits.All(char.IsAsciiHexDigitLower) => throw new ArgumentException($"'{command.Digits}' are no digits of a hash.", nameof(command)),
        _ => Events(new RestoreDetected(command.JournalEnd, command.Position, command.Digits, command.Differs)),
    };

    // In quarantine the journal grows by what is entered again, and may reach the checkpoint's position with another hash: that is no news.
    private static bool Covers(Quarantine known, ReportRestore command) => known.Differs || command.Position <= known.Position;

    private static Decision<ImmutableArray<StudyEvent>> DecideLotAgain(StudyState state, RecoverLot command, DateOnly today, ImmutableArray<KitNumber> kitNumbers)
    {
        if (state is not (StudyState.Sealed or StudyState.Recruiting or StudyState.Closed))
        {
            return NotRecruiting(state);
        }

        var facts = ((StudyState.Existing)state).Facts;
        return command switch
        {
            _ when facts.AwaitsBeacon => RefusalCode.BeaconMissing,
            _ when facts.Spec.Sites.All(site => site.Id != command.Site) => RefusalCode.SiteUnknown,
            _ when facts.Lots.ContainsKey(command.Lot) => RefusalCode.LotAlreadyReleased,
            _ when !SiteStock.IsUsable(command.Expiry, facts.Spec, today) => RefusalCode.LotExpired,
            _ when facts.Spec.Kits.Sets - facts.SetsReleased < command.Sets => new Refusal(RefusalCode.KitListExhausted, $"Sets left: {facts.Spec.Kits.Sets - facts.SetsReleased}."),
            _ when command.Sets < 1 => RefusalCode.SetsInvalid,
            _ when string.IsNullOrWhiteSpace(command.Lot) => RefusalCode.LotNameMissing,
            _ => Reconcilable(facts).Then(__ => kitNumbers.IsEmpty || command.Kits.Order().SequenceEqual(kitNumbers)
                ? Events(new LotReleased(command.Lot, command.Site, command.Expiry, facts.SetsReleased, command.Sets, kitNumbers))
                : new Refusal(RefusalCode.ReceiptsDoNotAgree, "The next sets have other kits than the packing list; enter lots in the order of their release.")),
        };
    }

    private static Decision<ImmutableArray<StudyEvent>> DecideReconciliation(StudyState state, SignReconciliation command, string actor) => state switch
    {
        StudyState.Unregistered => RefusalCode.StudyUnknown,
        _ when string.IsNullOrWhiteSpace(command.Meaning) => new Refusal(RefusalCode.ReasonMissing, "Write the meaning of the signature."),
        _ => DecideReconciliation(((StudyState.Existing)state).Facts, command, actor),
    };

    private static Decision<ImmutableArray<StudyEvent>> DecideReconciliation(StudyFacts facts, SignReconciliation command, string actor)
    {
        var signed = new ReconciliationSigned(actor, command.Meaning, command.Receipts);
        return facts.Quarantine is { FirstSigner: { } first } && first == actor
            ? RefusalCode.SamePersonTwice
            : Reconcilable(facts).Then(quarantine => Disagreement(facts, quarantine, command) is { } detail ? new Refusal(RefusalCode.ReceiptsDoNotAgree, detail)
                : quarantine.FirstSigner is null ? Events(signed)
                : Events(signed, new JournalReconciled()));
    }

    // Each signer counts the papers of every site and writes the numbers down; nothing is prefilled.
    private static string? Disagreement(StudyFacts facts, Quarantine quarantine, SignReconciliation command) => facts.Spec.Sites
        .Where(site => !command.Receipts.TryGetValue(site.Id.Value, out var counted) || counted != quarantine.ReceiptsOf(site.Id))
        .Select(site => $"Site {site.Id}: {quarantine.ReceiptsOf(site.Id)} entered.")
        .FirstOrDefault() ?? (command.Receipts.Count == facts.Spec.Sites.Length ? null : "A site is counted that the study does not have.");

    private static Quarantine Begun(Quarantine? known, RestoreDetected e) => known is null
        ? new Quarantine(e.JournalEnd, e.Position, e.Digits, e.Differs, [], null)
        : known with { Position = e.Position, Digits = e.Digits, Differs = known.Differs || e.Differs, FirstSigner = null };
}

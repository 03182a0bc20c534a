using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api.Requests;

namespace OxyTrial.Web.Api.Restores;

/// <summary>A site's receipt of a kit whose assignment the restored journal lacks.</summary>
/// <param name="Participant">Who has the kit.</param>
/// <param name="Visit">The visit on the receipt.</param>
/// <param name="Kit">The kit on the receipt.</param>
/// <param name="Position">Journal position printed on it.</param>
/// <param name="Levels">Levels of drawn factors as the receipt has them; absent in a study that draws none.</param>
public sealed record ReceiptBody(
    ParticipantId Participant, [property: Required, TypedText] string Visit, KitNumber Kit, long Position, ImmutableSortedDictionary<string, string>? Levels = null) : RequestBody;

/// <summary>A lot whose release the restored journal lacks, from its packing list.</summary>
/// <param name="Lot">Blinded lot name.</param>
/// <param name="Site">Site it went to.</param>
/// <param name="Expiry">Last day of use.</param>
/// <param name="Sets">Number of kit sets.</param>
/// <param name="Kits">Every kit number on the packing list.</param>
public sealed record LotRecoveryBody(
    [property: Required, RegularExpression("^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")] string Lot, SiteId Site, DateOnly Expiry, int Sets, ImmutableArray<KitNumber> Kits) : RequestBody;

/// <summary>A signature of the reconciliation (21 CFR 11.50).</summary>
/// <param name="Meaning">Meaning of the signature.</param>
/// <param name="Receipts">How many receipts every site holds from after the restored journal's end, as the signer counted them.</param>
/// <param name="Password">The signer's password again.</param>
public sealed record ReconciliationSignatureBody(
    [property: Required, TypedText] string Meaning, [property: Required] ImmutableSortedDictionary<string, int> Receipts, [property: Required, StringLength(FreshPassword.MaximumLength)] string Password)
    : RequestBody, ISignedBody;

/// <summary>A receipt that was entered.</summary>
/// <param name="Site">Site.</param>
/// <param name="Participant">Participant.</param>
/// <param name="Visit">Visit.</param>
/// <param name="Kit">Kit.</param>
/// <param name="Position">Position printed on it.</param>
public sealed record ReceiptLine(SiteId Site, ParticipantId Participant, string Visit, KitNumber Kit, long Position);

/// <summary>Whether the study is in quarantine after a restore, and what is known of it.</summary>
/// <param name="InQuarantine">Whether nothing may be allocated.</param>
/// <param name="Missing">What is missing, in a sentence; absent when nothing is.</param>
/// <param name="Reconcilable">Whether receipts can end it; false for a journal that is another one than the checkpoint's.</param>
/// <param name="FirstSigner">Who signed the reconciliation first; absent while nobody has.</param>
/// <param name="Receipts">Receipts entered so far at sites that the caller may see.</param>
public sealed record QuarantineAnswer(bool InQuarantine, string? Missing, bool Reconcilable, string? FirstSigner, ImmutableArray<ReceiptLine> Receipts)
{
    internal static QuarantineAnswer Of(StudyCall call) => ((StudyState.Existing)call.View.Study).Facts.Quarantine is { } quarantine
        ? new(true, quarantine.Sentence, !quarantine.Differs, quarantine.FirstSigner, [.. quarantine.Receipts.Where(receipt => call.Sites?.Contains(receipt.Site) != false)
            .Select(receipt => new ReceiptLine(receipt.Site, receipt.Participant, receipt.Visit, receipt.Kit, receipt.Position))])
        : new(false, null, false, null, []);
}

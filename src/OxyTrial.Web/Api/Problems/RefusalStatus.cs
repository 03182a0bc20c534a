using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using OxyTrial.Trial.Refusals;
using static OxyTrial.Trial.Refusals.RefusalCode;

namespace OxyTrial.Web.Api.Problems;

/// <summary>
/// The HTTP status of each refusal. 422: what was sent is wrong and stays wrong, whatever the trial's state (an unknown level, an
/// unscorable questionnaire, a key used for another command). 409: the trial's state does not allow it, now or ever more. 404: the study
/// or participant does not exist (or is not the caller's, which looks the same).
/// </summary>
public static class RefusalStatus
{
    private static readonly FrozenSet<int> OfInput = new[]
    {
        SiteUnknown, CohortUnknown, LevelMissing, LevelUnknown, InstrumentNotUsed, QuestionnaireUnscorable, ChecksUnconfirmed, FactorUnknown,
        LevelUnchanged, ReasonMissing, CategoryUnknown, CoderMissing, LotUnknown, LotExpired, KitUnknown, VisitUnknown, VisitWithoutKit, SetsInvalid, LabelReadBackWrong, CommandIdReused,
        OpeningAfterNow, TreatmentWrittenDown, ReceiptsDoNotAgree, ReceiptBeforeLoss,
    }.Select(code => code.Number).ToFrozenSet();

    private static readonly FrozenSet<int> OfAbsence = new[] { StudyUnknown, ParticipantUnknown, ParticipantOfAnotherSite }.Select(code => code.Number).ToFrozenSet();

    /// <summary>404, 409 or 422.</summary>
    public static int Of(RefusalCode code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return OfAbsence.Contains(code.Number) ? StatusCodes.Status404NotFound
            : OfInput.Contains(code.Number) ? StatusCodes.Status422UnprocessableEntity
            : StatusCodes.Status409Conflict;
    }
}

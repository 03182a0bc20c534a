using OxyTrial.Instruments;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Views;
using OxyTrial.Web.Access;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Participants;

/// <summary>One participant as their site sees them.</summary>
/// <param name="Frame">Frame.</param>
/// <param name="Line">The participant.</param>
/// <param name="State">What became of a form of the page.</param>
public sealed record ParticipantModel(StudyFrame Frame, ParticipantLine Line, FormState State)
{
    /// <summary>The participant, when the person holds one of the roles at their site; else null.</summary>
    public static async Task<ParticipantModel?> FindAsync(PageRequest request, string study, string participant, params IReadOnlyList<StudyRole> roles)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await request.StudyAsync(study, roles) is { } frame
            && ParticipantId.TryParse(participant, out var id)
            && frame.View.Find(id) is { } line
            && frame.HoldsAt(line.State.Baseline.Site, roles)
                ? new ParticipantModel(frame, line, FormState.Untouched)
                : null;
    }

    /// <summary>Identifier.</summary>
    public ParticipantId Id => Line.Id;

    /// <summary>Screening facts.</summary>
    public Baseline Baseline => Line.State.Baseline;

    /// <summary>The spec.</summary>
    public StudySpec Spec => Frame.Spec;

    /// <summary>The site.</summary>
    public SiteSpec Site => Words.SiteOf(Spec, Baseline.Site);

    /// <summary>The site's stock.</summary>
    public SiteStock Stock => Frame.View.SiteOf(Baseline.Site).Stock;

    /// <summary>The participant's address.</summary>
    public string Url(string below = "") => Frame.Url(Id, below);

    /// <summary>Whether the person works with the participant; a monitor only looks.</summary>
    public bool MayAct => Frame.HoldsAt(Baseline.Site, Roles.Clinic) && Frame.View.Study is StudyState.Recruiting or StudyState.Closed;

    /// <summary>In which role the person would break the code.</summary>
    public CodeBreaker Breaker => Frame.HoldsAt(Baseline.Site, StudyRole.Investigator) ? CodeBreaker.Investigator : CodeBreaker.ThirdParty;

    /// <summary>Whether the person may break the code.</summary>
    public bool MayBreakCode => Frame.HoldsAt(Baseline.Site, Roles.Breaking) && Spec.MayBreakCode(Breaker);

    /// <summary>Where the person came from to break the code: the participant, or the desk of a third party, which sees no participant.</summary>
    public (string Text, string Url) BackFromEmergency =>
        Frame.HoldsAt(Baseline.Site, Roles.Participants) ? ($"Participant {Id}", Url()) : ("Emergency", Frame.Url("/emergency"));

    /// <summary>Instruments that the study stratifies by.</summary>
    public IReadOnlyList<Instrument> Instruments => [.. Spec.Instruments()];

    /// <summary>Whether every instrument has given its score or category.</summary>
    public bool AllScored => Instruments.All(instrument => Baseline.IsMeasured(instrument.Id));

    /// <summary>What each visit has and needs, in the spec's order.</summary>
    public IReadOnlyList<VisitLine> Visits => Line.Enrollment is { } enrollment ? VisitLine.Of(Spec, Stock, enrollment) : [];
}

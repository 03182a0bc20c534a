using System.Globalization;
using OxyTrial.Samples;
using OxyTrial.Simulation.Scheduling;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Simulation.Trials;

/// <summary>Draws what people want done: mostly randomizations, and around them what changes whether they may be.</summary>
internal sealed class Wishes(Chance chance, Template template)
{
    private readonly List<Intent> all = [];
    private int lots;

    /// <summary>Every intent so far.</summary>
    public IReadOnlyList<Intent> All => all;

    /// <summary>The next wish of a person; rarely under an id that somebody else has used.</summary>
    public Intent Next(string actor)
    {
        var others = all.Where(one => one.Actor != actor).Select(one => one.Id).ToArray();
        var id = others.Length > 0 && chance.Happens(70) ? chance.Of(others) : string.Create(CultureInfo.InvariantCulture, $"c{all.Count + 1}-{actor}");
        if (all.Any(one => one.Id == id && one.Actor == actor))
        {
            id = string.Create(CultureInfo.InvariantCulture, $"c{all.Count + 1}-{actor}");
        }

        var intent = new Intent(id, Command(), actor);
        all.Add(intent);
        return intent;
    }

    private object Command()
    {
        var number = chance.Happens(850) ? 1 + chance.Below(Template.Eligible) : 1 + chance.Below(Template.Participants);
        var (participant, site) = (TrialSamples.Participant(number), Template.SiteOf(number));
        return chance.Below(100) switch
        {
            < 38 => new RandomizeParticipant(participant, site),
            < 48 => new AssignVisitKit(participant, site, "V4"),
            < 54 => new DispenseVisit(participant, site, "V1"),
            < 60 => new RequestEmergencyUnblinding(participant, site, "collapsed"),
            < 66 => new SuspendSite(site, "audit"),
            < 71 => new ResumeSite(site),
            < 78 => Towards(number, site),
            < 82 => new WithdrawParticipant(participant, site, WithdrawalReason.ConsentWithdrawn, "moved away"),
            < 85 => new ExcludeParticipant(participant, site, ExclusionReason.Declined, "no time"),
            < 89 => new ReportKitDamaged(site, chance.Of(template.Kits), "dropped"),
            < 93 => Supply(site),
            < 95 => new CloseSite(site, "staff left"),
            < 98 => new CloseRecruitment("enough"),
            _ => new IssueEmergencyPack(site),
        };
    }

    private object Towards(int number, SiteId site)
    {
        var participant = TrialSamples.Participant(number);
        return chance.Below(3) switch
        {
            0 => new ScreenParticipant(participant, site, "BPD", TrialSamples.Recorded(("gender", "F"))),
            1 => new RecordConsent(participant, site, "2.0"),
            _ => new ConfirmEligibility(participant, site, [.. template.Spec.Eligibility.Select(check => check.Key)]),
        };
    }

    private object Supply(SiteId site)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"L{3 + (lots / 2)}");
        return lots++ % 2 == 0 ? new ReleaseLot(name, site, TrialSamples.Expiry, 1) : new ReceiveLot(site, name);
    }
}

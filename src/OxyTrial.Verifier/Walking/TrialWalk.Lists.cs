using System.Text.Json;
using OxyTrial.Randomization;
using OxyTrial.Randomization.Derivation;
using OxyTrial.Verifier.Spec;

namespace OxyTrial.Verifier.Walking;

/// <content>Places of the lists: levels that are drawn, and arms.</content>
internal sealed partial class TrialWalk
{
    private readonly Dictionary<string, int> takenByCohort = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Scope, string Stratum), int> takenByStratum = [];
    private int taken;

    private Difference? LevelDrawn(JsonElement body)
    {
        if (Recruited(body) is { } outOfOrder)
        {
            return outOfOrder;
        }

        var participant = body.Text("participant");
        var person = PersonNamed(participant);
        if (Must(Check.Levels, person.FactorsDrawn < spec.Drawn.Count, "nothing is left to draw") is { } nothing)
        {
            return nothing;
        }

        var factor = spec.Drawn[person.FactorsDrawn];
        var stratum = person.Stratum(spec);
        var scope = $"factor={factor.Name}|{stratum.Scope(factor.ScopeFactors)}";
        var replay = Derived.Scope(factor, scope);
        if (PlaceDiffers(Check.Levels, body, stratum, scope, replay, procedures.Factors[factor.Name], out var profile) is { } elsewhere)
        {
            return elsewhere;
        }

        var (level, follows) = (body.Text("level"), factor.Levels[replay.Next(profile!)]);
        return Must(Check.Levels, receipt is not null ? factor.Levels.Contains(level) : level == follows, $"participant {participant} has {factor.Name} {level} where {follows} is derived")
            ?? Now(() =>
            {
                person.Levels[factor.Name] = level;
                person.FactorsDrawn++;
                owed.Enqueue(new Owed(person.FactorsDrawn < spec.Drawn.Count ? "FactorLevelAllocated" : receipt is null ? "SlotAllocated" : "SlotRecovered", null)
                {
                    Texts = new Dictionary<string, string> { ["participant"] = participant },
                });
                tally.Add(Check.Levels);
            });
    }

    private Difference? PlaceTaken(JsonElement body)
    {
        if (Recruited(body) is { } outOfOrder)
        {
            return outOfOrder;
        }

        var participant = body.Text("participant");
        var person = PersonNamed(participant);
        var stratum = person.Stratum(spec);
        var scope = stratum.Scope(spec.ScopeFactors);
        var replay = Derived.Scope(scope);
        var difference = PlaceDiffers(Check.Allocations, body, stratum, scope, replay, procedures.Arms, out var profile)
            ?? Must(Check.Allocations, WithinCaps(person, scope, stratum), $"participant {participant} is randomized although a limit is reached");
        if (difference is not null)
        {
            return difference;
        }

        var arm = replay.Next(profile!);
        Occupied(person, scope, stratum, (int)replay.SlotsDrawn, arm, participant);
        return Counted(Check.Allocations);
    }

    private void Occupied(Person person, string scope, Stratum stratum, int sequence, int arm, string participant)
    {
        person.Arm = arm;
        person.Place = (scope, sequence);
        taken++;
        takenByCohort[person.Cohort] = takenByCohort.GetValueOrDefault(person.Cohort) + 1;
        takenByStratum[(scope, stratum.Key)] = takenByStratum.GetValueOrDefault((scope, stratum.Key)) + 1;
        owed.Enqueue(new Owed("ParticipantRandomized", $"participant/{participant}"));
    }

    private Difference? Randomized(JsonElement body)
    {
        var person = PersonNamed(name);
        var slot = body.Member("slot", JsonValueKind.Object);
        var visit = FirstVisit;
        var difference = Must(
                Check.Allocations,
                person.Place == (slot.Text("scope"), slot.Number("sequence")) & Stratum.Parse(body).Equals(person.Stratum(spec)),
                $"participant {name} does not hold slot {slot.Text("scope")}#{slot.Number("sequence")}")
            ?? Must(Check.KitChoices, visit is not null && body.Text("visit") == visit.Key, $"the first kit is for visit {body.Text("visit")}")
            ?? Chosen(body, person, visit!);
        if (difference is not null)
        {
            return difference;
        }

        person.State = PersonState.Randomized;
        owed.Enqueue(new Owed("RandomizationCounted", $"site/{person.Site}") { Texts = new Dictionary<string, string> { ["participant"] = name } });
        allocations.Add(new DerivedAllocation(name, person.Stratum(spec).Key, $"{person.Place!.Value.Scope}#{person.Place.Value.Sequence}", body.Text("kit"), spec.Ratio.Arms[person.Arm].Name));
        return null;
    }

    private Difference? Recruited(JsonElement body)
    {
        var person = PersonNamed(body.Text("participant"));
        return Must(Check.Order, person.State == PersonState.Eligible, $"participant {body.Text("participant")} is randomized out of order: they are {person.State}")
            ?? Must(Check.Order, SiteNamed(person.Site).State == SiteState.Open || (receipt is not null && SiteNamed(person.Site).State == SiteState.Suspended), $"site {person.Site} is {SiteNamed(person.Site).State}")
            ?? Follower(Check.Order, body);
    }

    // Stratum, list, place and profile of a block event, against what they must be.
    private Difference? PlaceDiffers(string check, JsonElement body, Stratum stratum, string scope, ScopeReplay replay, ProcedureDefinition procedure, out Profile? profile)
    {
        profile = null;
        if (Must(check, Stratum.Parse(body).Equals(stratum), $"the stratum is {Stratum.Parse(body).Key} where {stratum.Key} was confirmed or was drawn") is { } otherStratum)
        {
            return otherStratum;
        }

        var slot = body.Member("slot", JsonValueKind.Object);
        var (given, sequence) = (slot.Text("scope"), slot.Number("sequence"));
        var error = "";
        return Must(check, given == scope && name == scope, $"list {given} is not that of the stratum, {scope}")
            ?? Must(check, sequence == replay.SlotsDrawn + 1, $"slot {scope}#{sequence} follows slot {replay.SlotsDrawn}")
            ?? Must(check, !(sequence > procedure.Length), $"slot {scope}#{sequence} lies beyond the {procedure.Length} places of its list")
            ?? Must(check, procedure.Factors.TryProfile(stratum.ByFactor(), out profile, out error), $"slot {scope}#{sequence}: {error}");
    }

    private bool WithinCaps(Person person, string scope, Stratum stratum) =>
        !(taken >= spec.Caps.Study)
        && !(takenByCohort.GetValueOrDefault(person.Cohort) >= spec.Caps.Cohorts.GetValueOrDefault(person.Cohort, int.MaxValue))
        && !(SiteNamed(person.Site).Randomized >= spec.Caps.Sites.GetValueOrDefault(person.Site, int.MaxValue))
        && !(takenByStratum.GetValueOrDefault((scope, stratum.Key)) >= spec.Caps.PerStratum);
}

using System.Text.Json;
using OxyTrial.Verifier.Spec;

namespace OxyTrial.Verifier.Walking;

/// <content>Participants up to randomization, and what is recorded of them besides doses.</content>
internal sealed partial class TrialWalk
{
    private Difference? Screened(JsonElement body)
    {
        var (person, site) = (PersonNamed(name), body.Text("site"));
        var difference = Must(Check.Order, person.State == PersonState.Nobody && body.Text("participant") == name, $"participant {name} is screened out of order, or as another")
            ?? Must(Check.Order, spec.TimeZones.ContainsKey(site) && SiteNamed(site).State == SiteState.Open, $"site {site} is not open");
        if (difference is not null)
        {
            return difference;
        }

        var (cohort, recorded) = (body.Text("cohort"), body.TextByName("recorded"));
        var possible = spec.Factors.OfType<RecordedFacts>().ToArray();
        return Must(Check.Strata, spec.Cohorts.Contains(cohort), $"cohort {cohort} is none")
            ?? Must(
                Check.Strata,
                recorded.Count == possible.Length && possible.All(factor => recorded.TryGetValue(factor.Name, out var level) && factor.Levels.Contains(level)),
                "what is recorded is not what the spec asks for")
            ?? Now(() => (person.State, person.Site, person.Cohort, person.Recorded) = (PersonState.Screened, site, cohort, recorded));
    }

    private Difference? Step(PersonState to, params ReadOnlySpan<PersonState> from)
    {
        var difference = At(name, from);
        if (difference is null)
        {
            PersonNamed(name).State = to;
        }

        return difference;
    }

    // A step of a participant who stands at one of these, at a site that treats its participants.
    private Difference? At(string participant, params ReadOnlySpan<PersonState> from)
    {
        var person = PersonNamed(participant);
        return Must(Check.Order, from.Contains(person.State), $"{entry.Type} of participant {participant} comes out of order: they are {person.State}")
            ?? Must(Check.Order, SiteNamed(person.Site).State is SiteState.Open or SiteState.Suspended, $"site {person.Site} is {SiteNamed(person.Site).State}");
    }

    private Difference? Enrolled() => At(name, PersonState.Randomized, PersonState.Withdrawn, PersonState.Completed);

    private Difference? Scored(JsonElement body)
    {
        if (At(name, PersonState.Consented) is { } outOfOrder)
        {
            return outOfOrder;
        }

        var instrument = body.Text("instrument");
        return Must(Check.Strata, spec.Factors.OfType<ScoredFacts>().Any(factor => factor.Instrument == instrument), $"{instrument} is not used")
            ?? Now(() => PersonNamed(name).Scores[instrument] = body.Items("scores").Select(ScoreOf).GroupBy(score => score.Scale, StringComparer.Ordinal)
                .ToDictionary(scale => scale.Key, scale => (scale.Last().Sum, scale.Last().Answered), StringComparer.Ordinal));
    }

    private static (string Scale, int Sum, int Answered) ScoreOf(JsonElement score) =>
        score.Number("answered") >= 1 ? (score.Text("scale"), score.Number("sum"), score.Number("answered")) : throw new JsonException("a score of no answer");

    private Difference? Categorized(JsonElement body)
    {
        if (At(name, PersonState.Consented) is { } outOfOrder)
        {
            return outOfOrder;
        }

        var (instrument, category) = (body.Text("instrument"), body.Text("category"));
        var factors = spec.Factors.OfType<CategoryFacts>().Where(factor => factor.Instrument == instrument).ToArray();
        return Must(Check.Strata, factors.Length > 0 && factors.All(factor => factor.LevelByCategory.ContainsKey(category)), $"{instrument} is not used, or has no category {category}")
            ?? Now(() => PersonNamed(name).Categories[instrument] = category);
    }

    private Difference? Confirmed(JsonElement body)
    {
        if (At(name, PersonState.Consented) is { } outOfOrder)
        {
            return outOfOrder;
        }

        var person = PersonNamed(name);
        var levels = spec.Factors.Where(factor => factor is not DrawnFacts).Select(factor => (factor.Name, Level: person.LevelOf(factor))).ToArray();
        var missing = levels.FirstOrDefault(level => level.Level is null).Name;
        return Must(Check.Strata, missing is null, $"{missing} has a level, but nothing was measured for it")
            ?? StratumDiffers(Stratum.Parse(body), new Stratum(person.Cohort, [.. levels.Select(level => (level.Name, level.Level!))]))
            ?? Must(Check.Strata, body.Texts("checks").SequenceEqual(spec.Eligibility), "not all checks are confirmed")
            ?? Now(() => person.Confirm(levels.ToDictionary(level => level.Name, level => level.Level!)))
            ?? Counted(Check.Strata);
    }

    private Difference? StratumDiffers(Stratum given, Stratum follows) => Must(Check.Strata, given.Equals(follows), $"the stratum is {given.Key} where {follows.Key} follows from what was recorded");

    private Difference? InError() =>
        Enrolled()
        ?? Must(Check.Order, !PersonNamed(name).InError, "the error is recorded twice")
        ?? Now(() => PersonNamed(name).InError = true);

    private Difference? Misstratified(JsonElement body)
    {
        if (Enrolled() is { } outOfOrder)
        {
            return outOfOrder;
        }

        var (used, right) = (body.Text("randomizedLevel"), body.Text("correctLevel"));
        var factor = spec.Factors.FirstOrDefault(candidate => candidate.Name == body.Text("factor") && candidate is not DrawnFacts);
        return Must(Check.Strata, factor is not null, $"{body.Text("factor")} cannot be misstratified")
            ?? Must(Check.Strata, PersonNamed(name).Levels.GetValueOrDefault(factor!.Name) == used, $"{factor.Name} was not {used}")
            ?? Must(Check.Strata, right != used && factor.Levels.Contains(right), $"{right} is no other level of {factor.Name}");
    }

    private Difference? CodeBroken(JsonElement body) =>
        Must(Check.Order, PersonNamed(name).IsEnrolled && body.Text("participant") == name, $"the code of participant {name} is broken out of order")
        ?? ByActor(Check.Order, body, "requester");

    private Difference? Opened(JsonElement body) =>
        Must(Check.Order, PersonNamed(name).IsEnrolled && body.Text("participant") == name, $"the code of participant {name} was opened out of order")
        ?? Now(() => PersonNamed(name).Openings.Add(false));

    private Difference? Reconciled(JsonElement body)
    {
        var (openings, opening) = (PersonNamed(name).Openings, body.Number("opening"));
        return Must(Check.Order, opening >= 1 && opening <= openings.Count && !openings[opening - 1], $"opening {opening} of participant {name} is not there to be reconciled")
            ?? Now(() => openings[opening - 1] = true);
    }
}

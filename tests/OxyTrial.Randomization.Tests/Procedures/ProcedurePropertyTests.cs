using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using OxyTrial.Randomization.Derivation;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Procedures;

/// <summary>What holds for every procedure, whatever its past: on <see cref="EveryProcedure"/>, with participants and secrets drawn by FsCheck.</summary>
public sealed class ProcedurePropertyTests
{
    private const int Longest = 12;

    [Theory]
    [MemberData(nameof(EveryProcedure.All), MemberType = typeof(EveryProcedure))]
    public void Probabilities_lie_between_zero_and_one_and_sum_to_one(string known) => ForEveryPast(known, trial =>
        trial.Steps.All(step => step.Probabilities.All(p => p >= Rational.Zero && p <= Rational.One) && step.Probabilities.Aggregate((sum, p) => sum + p) == Rational.One));

    [Theory]
    [MemberData(nameof(EveryProcedure.All), MemberType = typeof(EveryProcedure))]
    public void The_answer_for_the_next_participant_has_the_same_probabilities(string known) => ForEveryPast(known, trial =>
        trial.Steps.All(step => step.Answer.Arms.Select(arm => arm.Probability).SequenceEqual(step.Probabilities)));

    [Theory]
    [MemberData(nameof(EveryProcedure.All), MemberType = typeof(EveryProcedure))]
    public void An_arm_without_probability_is_refused_and_changes_nothing(string known) => ForEveryPast(known, trial =>
    {
        var state = trial.Procedure.Open(trial.Ratio);
        return trial.Steps.All(step =>
        {
            var impossible = Enumerable.Range(0, trial.Ratio.Count).Where(arm => step.Probabilities[arm].Sign == 0).ToArray();
            var refused = impossible.All(arm => !state.TryAdd(step.Profile, arm)) && state.Probabilities(step.Profile).SequenceEqual(step.Probabilities);
            return refused && state.TryAdd(step.Profile, step.Arm);
        });
    });

    [Theory]
    [MemberData(nameof(EveryProcedure.All), MemberType = typeof(EveryProcedure))]
    public void What_the_procedure_allocates_it_accepts_as_history(string known) => ForEveryPast(known, trial =>
        trial.Steps.All(step => step.Probabilities[step.Arm].Sign > 0)
        && (trial.Steps.Length == trial.Procedure.Length || NextAllocation.TryAnswer(
            trial.Procedure, trial.Ratio, trial.Steps.Select(step => new Allocated(step.Profile, step.Arm)), trial.Steps[^1].Profile, out _, out _)));

    [Theory]
    [MemberData(nameof(EveryProcedure.OfEqualRatio), MemberType = typeof(EveryProcedure))]
    public void Arms_of_equal_ratio_exchanged_in_the_past_are_exchanged_in_the_probabilities(string known) => ForEveryPast(known, trial =>
    {
        var (state, last) = (trial.Procedure.Open(trial.Ratio), trial.Ratio.Count - 1);
        return trial.Steps.All(step =>
        {
            var exchanged = state.Probabilities(step.Profile).ToArray();
            state.Add(step.Profile, last - step.Arm);
            return exchanged.Reverse().SequenceEqual(step.Probabilities);
        });
    });

    [Theory]
    [MemberData(nameof(EveryProcedure.All), MemberType = typeof(EveryProcedure))]
    public void The_canonical_json_reads_back_to_an_equal_definition_and_the_same_bytes(string known)
    {
        var (procedure, ratio) = EveryProcedure.Parse(known);
        using var document = JsonDocument.Parse(procedure.ToCanonicalJson());
        var again = ProcedureDefinition.Read(document.RootElement, ratio).Definition!;
        again.ShouldBe(procedure);
        again.ToCanonicalJson().ShouldBe(procedure.ToCanonicalJson());
        again.GetHashCode().ShouldBe(procedure.GetHashCode());
    }

    [Theory]
    [MemberData(nameof(EveryProcedure.All), MemberType = typeof(EveryProcedure))]
    public void A_key_that_the_method_does_not_know_is_refused(string known)
    {
        var (procedure, ratio) = EveryProcedure.Parse(known);
        var reading = Given.Reading($"{procedure.ToCanonicalJson()[..^1]},\"unheard-of\":1}}", ratio);
        reading.Definition.ShouldBeNull();
        reading.Errors.ShouldHaveSingleItem().Path.ShouldBe("unheard-of");
    }

    [Theory]
    [MemberData(nameof(EveryProcedure.OfEqualRatio), MemberType = typeof(EveryProcedure))]
    public void Equal_ratios_are_kept_unconditionally_at_every_place(string known)
    {
        var (procedure, ratio) = EveryProcedure.Parse(known);
        foreach (var shift in new[] { 0, 1, 5 })
        {
            for (var place = 1; place <= 5; place++)
            {
                var profile = (int index) => EveryProcedure.ProfileOf(procedure, procedure.IsStratified ? shift : (index * 7) + shift);
                Unconditional(procedure, ratio, profile, place).ShouldAllBe(share => share == new Rational(1, ratio.Count));
            }
        }
    }

    private static Rational[] Unconditional(ProcedureDefinition procedure, AllocationRatio ratio, Func<int, Profile> profile, int place)
    {
        var shares = new Rational[ratio.Count];
        foreach (var sequence in Given.Sequences(ratio.Count, place - 1))
        {
            var (state, probability) = (procedure.Open(ratio), Rational.One);
            for (var index = 0; index < sequence.Length && probability.Sign > 0; index++)
            {
                var arm = sequence[index] - 'A';
                probability *= state.Probabilities(profile(index))[arm];
                state.TryAdd(profile(index), arm);
            }

            for (var arm = 0; arm < ratio.Count && probability.Sign > 0; arm++)
            {
                shares[arm] += probability * state.Probabilities(profile(sequence.Length))[arm];
            }
        }

        return shares;
    }

    // FsCheck draws the secret and who comes; the procedure draws the arms, through the derivation.
    private static void ForEveryPast(string known, Func<Trial, bool> holds)
    {
        var (procedure, ratio) = EveryProcedure.Parse(known);
        Prop.ForAll<int, NonEmptyArray<byte>>((secret, people) => holds(TrialOf(procedure, ratio, secret, people.Get)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40).WithQuietOnSuccess(true));
    }

    private static Trial TrialOf(ProcedureDefinition procedure, AllocationRatio ratio, int secret, byte[] people)
    {
        var (state, slots) = (procedure.Open(ratio), new SlotArms(Given.Secret(secret), Given.SpecSha256, procedure, ratio).Open("cohort=BPD"));
        var steps = people.Take(Longest).Select(person =>
        {
            // A stratified list has participants of one stratum.
            var profile = EveryProcedure.ProfileOf(procedure, procedure.IsStratified ? people[0] : person);
            var (answer, probabilities, arm) = (state.Next(profile), state.Probabilities(profile).ToArray(), slots.Next(profile));
            state.Add(profile, arm);
            return new Step(profile, answer, probabilities, arm);
        });
        return new Trial(procedure, ratio, [.. steps]);
    }

    private sealed record Step(Profile Profile, ProcedureAnswer Answer, Rational[] Probabilities, int Arm);

    private sealed record Trial(ProcedureDefinition Procedure, AllocationRatio Ratio, Step[] Steps);
}

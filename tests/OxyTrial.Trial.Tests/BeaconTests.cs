using OxyTrial.Samples;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Trial.Tests;

/// <summary>A study whose spec names a public beacon waits for its value; one without knows nothing of it.</summary>
public sealed class BeaconTests
{
    private static readonly string Value = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));
    private static readonly StudySpec Spec = TrialSamples.Spec() with { Beacon = new BeaconSpec("drand-quicknet", 123_456) };

    [Fact]
    public void A_sealed_study_is_neither_activated_nor_given_kits_before_the_value_is_recorded()
    {
        var state = States.Sealed(Spec);
        Refused(state, new ActivateStudy()).ShouldBe(RefusalCode.BeaconMissing);
        Refused(state, new ReleaseLot("L1", TrialSamples.Heidelberg, TrialSamples.Expiry, 1)).ShouldBe(RefusalCode.BeaconMissing);
        Refused(state, new IssuePackagingList("Hospital pharmacy")).ShouldBe(RefusalCode.BeaconMissing);
    }

    [Fact]
    public void With_the_value_it_is_activated()
    {
        var state = After(States.Sealed(Spec), new RecordBeacon(Value.ToUpperInvariant()));
        ((StudyState.Sealed)state).Facts.BeaconValue.ShouldBe(Value);
        After(state, new ActivateStudy()).ShouldBeOfType<StudyState.Recruiting>().Facts.BeaconValue.ShouldBe(Value);
    }

    [Fact]
    public void The_value_is_recorded_once()
    {
        var state = After(States.Sealed(Spec), new RecordBeacon(Value));
        Refused(state, new RecordBeacon(Value)).ShouldBe(RefusalCode.BeaconAlreadyRecorded);
        Refused(After(state, new ActivateStudy()), new RecordBeacon(Value)).ShouldBe(RefusalCode.StudyAlreadyActivated);
        Should.Throw<UnexpectedEventException>(() => Study.Evolve(state, new BeaconRecorded(Value)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0")]
    public void What_is_not_64_hexadecimal_digits_is_no_value(string value) => Refused(States.Sealed(Spec), new RecordBeacon(value)).ShouldBe(RefusalCode.BeaconValueInvalid);

    [Fact]
    public void A_value_is_not_recorded_before_sealing_nor_without_a_beacon_in_the_spec()
    {
        Refused(States.Registered(Spec), new RecordBeacon(Value)).ShouldBe(RefusalCode.StudyNotSealed);
        Refused(States.Sealed(TrialSamples.Spec()), new RecordBeacon(Value)).ShouldBe(RefusalCode.BeaconNotPlanned);
        Should.Throw<UnexpectedEventException>(() => Study.Evolve(States.Sealed(TrialSamples.Spec()), new BeaconRecorded(Value)));
    }

    [Fact]
    public void A_journal_in_which_kits_or_activation_come_before_the_value_is_not_replayed()
    {
        Should.Throw<UnexpectedEventException>(() => Study.Evolve(States.Sealed(Spec), new StudyActivated()));
        Should.Throw<UnexpectedEventException>(() => States.Sealed(Spec).WithLot("L1", TrialSamples.Heidelberg, 1, 1));
    }

    [Fact]
    public void The_beacon_stands_in_the_spec_and_so_in_its_hash_and_a_spec_without_one_has_no_trace_of_it()
    {
        StudySpecJson.Read(StudySpecJson.Write(Spec)).Beacon.ShouldBe(Spec.Beacon);
        StudySpecJson.Hash(Spec).ShouldNotBe(StudySpecJson.Hash(Spec with { Beacon = new BeaconSpec("drand-quicknet", 123_457) }));
        System.Text.Encoding.UTF8.GetString(StudySpecJson.Write(TrialSamples.Spec())).ShouldNotContain("beacon");
    }

    private static RefusalCode? Refused(StudyState state, StudyCommand command) =>
        Study.Decide(state, command, "ada", TrialSamples.Today, []).Match(_ => (RefusalCode?)null, refusal => refusal.Code);

    private static StudyState After(StudyState state, StudyCommand command) => Study.Decide(state, command, "ada", TrialSamples.Today, [])
        .Match(events => events.Aggregate(state, Study.Evolve), refusal => throw new InvalidOperationException(refusal.Message));
}

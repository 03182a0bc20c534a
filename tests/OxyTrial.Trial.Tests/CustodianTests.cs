using System.Collections.Immutable;
using OxyTrial.Samples;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Trial.Tests;

public sealed class CustodianTests
{
    private static readonly StudySpec Spec = TrialSamples.Spec();
    private static readonly CustodianPanel Panel = new(2, [Of("ada"), Of("grace"), Of("mary")]);

    [Fact]
    public void Custodians_are_appointed_just_before_the_sealing()
    {
        Decided(Registered, new SealStudy("c", Panel)).ShouldBe([new CustodiansAppointed(2, Panel.Custodians), new StudySealed("c")]);
        Facts(Sealed(Panel)).Custodians.ShouldBe(Panel);
        Facts(Sealed(null)).Custodians.ShouldBeNull();
    }

    [Fact]
    public void A_study_with_custodians_is_revealed_only_after_enough_of_them_have_approved()
    {
        var study = Authorized(Panel);
        Refused(study, Reveal).ShouldBe(RefusalCode.ApprovalsMissing);
        study = Then(study, Approval("grace"));
        Refused(study, Reveal).ShouldBe(RefusalCode.ApprovalsMissing);
        study = Then(study, Approval("ada"));
        Then(study, Reveal).ShouldBeOfType<StudyState.Unblinded>();
        Then(Authorized(null), Reveal).ShouldBeOfType<StudyState.Unblinded>();
    }

    [Fact]
    public void A_custodian_may_approve_before_or_after_the_two_signatures_and_once()
    {
        var locked = Then(Locked(Panel), Approval("ada"));
        Facts(locked).Approvals.ShouldBe(["ada"]);
        Refused(locked, Approval("ada")).ShouldBe(RefusalCode.SamePersonTwice);
        Refused(Then(Authorized(Panel), Approval("ada")), Approval("ada")).ShouldBe(RefusalCode.SamePersonTwice);
    }

    [Fact]
    public void An_approval_is_refused_before_the_lock_after_the_reveal_and_by_a_stranger()
    {
        Refused(Study.Initial, Approval("ada")).ShouldBe(RefusalCode.StudyUnknown);
        Refused(Sealed(Panel), Approval("ada")).ShouldBe(RefusalCode.NotLocked);
        Refused(Locked(Panel), Approval("eve")).ShouldBe(RefusalCode.CustodianUnknown);
        Refused(Locked(null), Approval("ada")).ShouldBe(RefusalCode.CustodianUnknown);
        Refused(Then(Authorized(null), Reveal), Approval("ada")).ShouldBe(RefusalCode.AlreadyUnblinded);
    }

    [Fact]
    public void A_journal_with_a_strangers_or_a_second_approval_stops_replay()
    {
        var approved = new CustodianApproved("ada", "ada", 1, "h", "l", "s");
        Should.Throw<UnexpectedEventException>(() => Study.Evolve(Locked(null), approved));
        Should.Throw<UnexpectedEventException>(() => Study.Evolve(Study.Evolve(Locked(Panel), approved), approved));
        Should.Throw<UnexpectedEventException>(() => Study.Evolve(Study.Evolve(Registered, new CustodiansAppointed(2, Panel.Custodians)), new CustodiansAppointed(2, Panel.Custodians)));
    }

    private static StudyState Registered { get; } = Study.Evolve(Study.Initial, (StudyEvent)States.Registration(Spec));

    private static RecordReveal Reveal { get; } = new("s", "t", "{}", "u");

    private static Custodian Of(string name) => new(name, name, $"oxytrial-custodian-1 A B {name}");

    private static RecordCustodianApproval Approval(string fingerprint) => new(fingerprint, 9, "h", "l", "s");

    private static StudyState Sealed(CustodianPanel? panel) => Then(Registered, new SealStudy("c", panel));

    private static StudyState Locked(CustodianPanel? panel) =>
        Then(Then(Then(Then(Sealed(panel), new ActivateStudy()), new CloseRecruitment("done")), new SignDatabaseLock("ok"), "one"), new SignDatabaseLock("ok"), "two");

    private static StudyState Authorized(CustodianPanel? panel) => Then(Then(Locked(panel), new SignUnblinding(States.Labels), "one"), new SignUnblinding(States.Labels), "two");

    private static StudyFacts Facts(StudyState state) => ((StudyState.Existing)state).Facts;

    private static ImmutableArray<StudyEvent> Decided(StudyState state, StudyCommand command, string actor = "one") =>
        Study.Decide(state, command, actor, TrialSamples.Today, []).Match(events => events, refusal => throw new InvalidOperationException(refusal.Message));

    private static StudyState Then(StudyState state, StudyCommand command, string actor = "one") => Decided(state, command, actor).Aggregate(state, Study.Evolve);

    private static RefusalCode Refused(StudyState state, StudyCommand command) =>
        Study.Decide(state, command, "one", TrialSamples.Today, []).Match(_ => throw new InvalidOperationException("accepted"), refusal => refusal.Code);
}

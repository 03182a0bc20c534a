using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using Shouldly;

namespace OxyTrial.Grains.Tests;

public sealed class CommandMessageTests
{
    private static readonly ParticipantId Ada = TrialSamples.Participant(1);
    private static readonly SiteId Site = TrialSamples.Heidelberg;
    private static readonly KitNumber Kit = TrialSamples.Kit(1);
    private static readonly CommandContext Context = new("c-1", "grace", new DateTimeOffset(2030, 1, 15, 9, 0, 0, 123, TimeSpan.FromHours(2)));

    // One of every type of command, with every kind of field filled and the odd ones odd.
    private static readonly ImmutableArray<object> Samples =
    [
        new RegisterStudy(TrialSamples.Spec().WithCaps(study: 5), new string('0', 64)),
        new SealStudy(new string('1', 64)),
        new RecordBeacon(new string('b', 64)),
        new ActivateStudy(),
        new ReleaseLot("L1", Site, TrialSamples.Expiry, 12),
        new IssuePackagingList("Hospital pharmacy"), new ShowPredictability(), new CloseRecruitment("done"),
        new RecordCustodianApproval("fingerprint", 240, "hash", "layers", "signature"),
        new SignDatabaseLock("approved"),
        new SignUnblinding(ImmutableSortedDictionary<string, string>.Empty.Add("A", "Oxytocin 24 IU").Add("B", "Placebo")),
        new RecordReveal("secret", "salt", """{"method":"x"}""", "other salt"),
        new ReportRestore(118, 131, new string('a', 64), false),
        new RecoverLot("L2", Site, TrialSamples.Expiry, 1, TrialSamples.Kits(1, 2)),
        new SignReconciliation("compared", ImmutableSortedDictionary<string, int>.Empty.Add("HD", 2).Add("UL", 0)),
        new EnterReceipt(Ada, Site, "V1", Kit, 124, TrialSamples.Recorded(("setting", "social"))),
        new OpenSite(Site),
        new SuspendSite(Site, "audit \"2\"\n<ü>"),
        new ResumeSite(Site),
        new CloseSite(Site, ""),
        new ReceiveLot(Site, "L1"),
        new ReturnKit(Site, Kit, 1.50m),
        new ReportKitDamaged(Site, Kit, "dropped"),
        new ScreenParticipant(Ada, Site, "BPD", TrialSamples.Recorded(("gender", "F"))),
        new RecordConsent(Ada, Site, "2.0"),
        new ScoreQuestionnaire(Ada, Site, "ECR-R", [1, null, 7]),
        new RatePrototypes(Ada, Site, "rq", [1, null, 7, 2], null),
        new CodeInterview(Ada, Site, "aai", "secure", "C-07"),
        new ConfirmEligibility(Ada, Site, ["age", "pregnancy"]),
        new ExcludeParticipant(Ada, Site, Enum.GetValues<ExclusionReason>()[^1], "why"),
        new AssignVisitKit(Ada, Site, "V1"),
        new DispenseVisit(Ada, Site, "V1"),
        new WithdrawParticipant(Ada, Site, Enum.GetValues<WithdrawalReason>()[^1], "why"),
        new CompleteParticipant(Ada, Site),
        new RecordRandomizedInError(Ada, Site, "why"),
        new RecordMisstratification(Ada, Site, "gender", "M", "why"),
        new RequestEmergencyUnblinding(Ada, Site, "why"),
        new RecordOfflineOpening(Ada, Site, new DateTimeOffset(2030, 1, 15, 3, 20, 0, TimeSpan.FromHours(1)), "Night duty", "Poison center", "why", OfflineCode.NotGiven),
        new ReconcileOfflineOpening(Ada, Site, 2, "as on paper"),
        new IssueEmergencyPack(Site),
        new IssueEmergencyCodeList("Poison center"),
        new RandomizeParticipant(Ada, Site),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Samples.Length)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_type_of_command_has_a_sample() =>
        Samples.Select(sample => sample.GetType()).OrderBy(type => type.Name, StringComparer.Ordinal).ShouldBe(CommandMessage.CommandTypes);

    [Fact]
    public void Every_command_a_host_takes_is_a_type_of_command()
    {
        var taken = typeof(ITrialHost).GetMethods().Select(method => method.GetParameters()[1].ParameterType).ToArray();
        typeof(StudyCommand).Assembly.GetTypes().Where(type => !type.IsAbstract && taken.Any(one => one.IsAssignableFrom(type)))
            .OrderBy(type => type.Name, StringComparer.Ordinal).ShouldBe(CommandMessage.CommandTypes);
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_command_crosses_and_is_the_same_command(int number)
    {
        var sent = new CommandMessage(StudyId.FromTrusted("oxy"), Samples[number], Context);
        var bytes = sent.ToBytes();
        var received = CommandMessage.FromBytes(bytes);
        received.Command.GetType().ShouldBe(sent.Command.GetType());
        received.Study.ShouldBe(sent.Study);
        received.Context.ShouldBe(sent.Context);

        // Same bytes, same digest: a retry that reaches another node is the same command.
        Encoding.UTF8.GetString(received.ToBytes()).ShouldBe(Encoding.UTF8.GetString(bytes));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task A_command_that_crossed_is_taken_by_the_host(int number)
    {
        await using var world = new TrialWorld();
        var command = new CommandMessage(world.Spec.Id, Samples[number] is RegisterStudy register ? register with { Spec = world.Spec } : Samples[number], Context);
        var outcome = await CommandMessage.FromBytes(command.ToBytes()).ExecuteAsync(world.Host, Stop);
        outcome.ShouldBeOfType(Samples[number] is RegisterStudy ? typeof(CommandOutcome.Completed) : typeof(CommandOutcome.Refused));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"study":"oxy","type":"String","body":{},"context":{"commandId":"c","actor":"a","utc":"2030-01-15T09:00:00Z"}}""")]
    [InlineData("""{"study":"oxy","type":"OpenSite","body":null,"context":{"commandId":"c","actor":"a","utc":"2030-01-15T09:00:00Z"}}""")]
    [InlineData("""{"study":"oxy","type":"OpenSite","body":{"site":"HD","arm":"A"},"context":{"commandId":"c","actor":"a","utc":"2030-01-15T09:00:00Z"}}""")]
    [InlineData("""{"study":"oxy","type":"OpenSite","body":{"site":"HD"}}""")]
    public void What_is_no_command_is_not_read_as_one(string text) => Should.Throw<JsonException>(() => CommandMessage.FromBytes(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public async Task What_is_no_command_is_not_handed_to_a_host()
    {
        await using var world = new TrialWorld();
        await Should.ThrowAsync<ArgumentException>(() => new CommandMessage(world.Spec.Id, "a text", Context).ExecuteAsync(world.Host, Stop));
    }

    [Fact]
    public async Task An_outcome_crosses_as_what_it_is()
    {
        CommandOutcome[] outcomes =
        [
            new CommandOutcome.Completed(new CommandReply.Done(), Repeated: true),
            new CommandOutcome.Completed(new CommandReply.KitReady(Ada, "V1", Kit, "L1"), Repeated: false),
            .. RefusalCode.All.Select(code => new CommandOutcome.Refused(new Refusal(code))),
            new CommandOutcome.Refused(new Refusal(RefusalCode.LevelMissing, "gender")),
        ];
        foreach (var outcome in outcomes)
        {
            (await CrossAsync(Task.FromResult(outcome))).ShouldBe(outcome);
        }
    }

    [Fact]
    public async Task An_unknown_outcome_crosses_as_unknown()
    {
        var failing = Task.FromException<CommandOutcome>(new AppendOutcomeUnknownException("oxy", "c-1", new IOException("connection lost")));
        var crossed = await Should.ThrowAsync<AppendOutcomeUnknownException>(() => CrossAsync(failing));
        crossed.Study.ShouldBe("oxy");
        crossed.CommandId.ShouldBe("c-1");
        crossed.InnerException!.Message.ShouldBe("connection lost");
    }

    [Fact]
    public async Task That_the_journal_is_out_of_reach_crosses_as_that() =>
        (await Should.ThrowAsync<JournalUnavailableException>(() => CrossAsync(Task.FromException<CommandOutcome>(new JournalUnavailableException("no connection", new IOException())))))
            .Message.ShouldBe("no connection");

    [Fact]
    public async Task A_broken_invariant_is_not_made_an_outcome() =>
        await Should.ThrowAsync<InvalidOperationException>(() => OutcomeMessage.OfAsync(Task.FromException<CommandOutcome>(new InvalidOperationException())));

    [Fact]
    public void What_is_no_answer_is_not_read_as_one() => Should.Throw<JsonException>(() => OutcomeMessage.FromBytes("null"u8));

    private static async Task<CommandOutcome> CrossAsync(Task<CommandOutcome> outcome) =>
        OutcomeMessage.FromBytes((await OutcomeMessage.OfAsync(outcome)).ToBytes()).For(new CommandMessage(StudyId.FromTrusted("oxy"), new ActivateStudy(), Context));
}

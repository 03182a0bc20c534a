using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Cli.Tests;
using OxyTrial.Grains;
using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Server.Hosting;
using OxyTrial.Specs;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Vault;
using Shouldly;

namespace OxyTrial.Verifier.Tests;

/// <summary>
/// The drill of deployment/backup, whole: a backup of a running server, more randomizations, the disk dies, a restore, the quarantine, the
/// reconciliation, the new epoch, the lock; and at the end both verifiers.
/// </summary>
public sealed class RestoreDrillTests : IDisposable
{
    private static readonly StudyId Study = StudyId.FromTrusted("drill");
    private static readonly SiteId Heidelberg = SiteId.FromTrusted("HD");
    private readonly string folder = Directory.CreateTempSubdirectory("oxytrial-drill-").FullName;
    private readonly List<CommandReply.KitReady> receipts = [];
    private int commands;
    private ITrialHost host = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_trial_that_lost_its_journals_end_is_restored_reconciled_finished_and_verified()
    {
        JournalHead end;
        await using (var server = await StartAsync("first"))
        {
            await BeginAsync(server.Services.GetRequiredService<TrialVault>());
            await RandomizeAsync(1);
            await RandomizeAsync(2);
            (await OxyTrialAsync("backup", At("first"), At("backup.zip"))).ExitCode.ShouldBe(0);
            await ReleaseAsync(new ReleaseLot("L2", Heidelberg, new DateOnly(2999, 1, 1), 4), "L2");
            receipts.Add(await RandomizeAsync(3));
            receipts.Add(await RandomizeAsync(4));
            receipts.Add(await RandomizeAsync(5));
            end = await server.Services.GetRequiredService<IJournalReader>().HeadAsync(Study.Value, Stop);
        }

        var packed = await PackingListAsync();
        Directory.Delete(At("first"), recursive: true);
        var restored = await OxyTrialAsync("restore", At("backup.zip"), At("second"), "--checkpoints", At("checkpoints"));
        restored.ExitCode.ShouldBe(1);
        restored.Output.ShouldContain($"checkpoint {end.Fingerprint}");

        await using (var server = await StartAsync("second"))
        {
            await EligibleAsync(9);
            (await host.ExecuteAsync(Study, new RandomizeParticipant(Participant(9), Heidelberg), Context(), Stop)).ShouldBeOfType<CommandOutcome.Refused>().Refusal.Code.Number.ShouldBe(114);
            await ReleaseAsync(new RecoverLot("L2", Heidelberg, new DateOnly(2999, 1, 1), 4, packed), "L2");
            foreach (var receipt in receipts)
            {
                await EligibleAsync(Number(receipt.Participant));
                await DoneAsync(new EnterReceipt(receipt.Participant, Heidelberg, receipt.Visit, receipt.Kit, end.Position, ImmutableSortedDictionary<string, string>.Empty));
            }

            foreach (var person in new[] { "monitor", "statistician" })
            {
                await DoneAsync(new SignReconciliation("compared", ImmutableSortedDictionary<string, int>.Empty.Add("HD", receipts.Count)), person);
            }

            var later = await host.ExecuteAsync(Study, new RandomizeParticipant(Participant(9), Heidelberg), Context(), Stop);
            later.Match(reply => ((CommandReply.KitReady)reply).Kit, refusal => throw new InvalidOperationException(refusal.Message)).ShouldNotBeOneOf([.. receipts.Select(receipt => receipt.Kit)]);
            await FinishAsync(server.Services.GetRequiredService<TrialVault>());
        }

        (await OxyTrialAsync("bundle", At("second"), Study.Value, "--out", At("bundle.zip"))).ExitCode.ShouldBe(0);
        var answer = await Verifiers.AnswerAsync(At("bundle.zip"));
        answer.Verdict.ShouldBe("verified", answer.What);
        answer.Rest.ShouldContain("receipts 3 passed");
        answer.Rest.ShouldContain("allocations 6 passed");
        Verifiers.RequirePython();
        (await Verifiers.PythonAnswerAsync(At("bundle.zip"))).ShouldBe(answer);
    }

    private string At(string name) => Path.Combine(folder, name);

    private static Task<CommandResult> OxyTrialAsync(params string[] arguments) => CommandRun.OxyTrialAsync(arguments);

    private async Task<WebApplication> StartAsync(string data)
    {
        var server = TrialServer.Build(new ServerOptions { DataDirectory = At(data), Urls = ["http://127.0.0.1:0"], CheckpointDirectory = At("checkpoints") });
        await server.StartAsync(Stop);
        host = server.Services.GetRequiredService<ITrialHost>();
        return server;
    }

    private async Task BeginAsync(TrialVault vault)
    {
        var document = SpecReader.Read("spec.yaml", System.Text.Encoding.UTF8.GetBytes(Spec)).Match(accepted => accepted.Document, rejected => throw new InvalidOperationException(string.Join('\n', rejected.Errors)));
        await DoneAsync(new RegisterStudy(document.Study, vault.KeepProcedure(Study, document.ProcedureJson)));
        await DoneAsync(new SealStudy(await vault.SealAsync(Study, cancellation: Stop)));
        await DoneAsync(new ActivateStudy());
        await DoneAsync(new OpenSite(Heidelberg));
        await ReleaseAsync(new ReleaseLot("L1", Heidelberg, new DateOnly(2998, 1, 1), 3), "L1");
    }

    private async Task ReleaseAsync(StudyCommand release, string lot)
    {
        await DoneAsync(release);
        await DoneAsync(new ReceiveLot(Heidelberg, lot));
    }

    // The paper that came with the lot.
    private async Task<ImmutableArray<KitNumber>> PackingListAsync()
    {
        using var journal = Journal.Sqlite.SqliteJournalSnapshot.Open(Path.Combine(At("first"), "journal.db"));
        return (await journal.ReadStreamAsync(Study.Value, Trial.Study.Stream, 0, Stop)).Select(entry => Trial.StoredFormat.EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body))
            .OfType<LotReleased>().Single(lot => lot.Lot == "L2").Kits;
    }

    private async Task EligibleAsync(int number)
    {
        await DoneAsync(new ScreenParticipant(Participant(number), Heidelberg, "BPD", ImmutableSortedDictionary<string, string>.Empty.Add("gender", "F")));
        await DoneAsync(new RecordConsent(Participant(number), Heidelberg, "1.0"));
        await DoneAsync(new ConfirmEligibility(Participant(number), Heidelberg, ["adult"]));
    }

    private async Task<CommandReply.KitReady> RandomizeAsync(int number)
    {
        await EligibleAsync(number);
        return (await host.ExecuteAsync(Study, new RandomizeParticipant(Participant(number), Heidelberg), Context(), Stop)).Match(reply => (CommandReply.KitReady)reply, refusal => throw new InvalidOperationException(refusal.Message));
    }

    private async Task FinishAsync(TrialVault vault)
    {
        await DoneAsync(new CloseRecruitment("done"));
        foreach (var person in new[] { "ada", "grace" })
        {
            await DoneAsync(new SignDatabaseLock("approved"), person);
        }

        var labels = ImmutableSortedDictionary<string, string>.Empty.Add("O", "Oxytocin 24 IU").Add("P", "Placebo");
        foreach (var person in new[] { "ada", "grace" })
        {
            await DoneAsync(new SignUnblinding(labels), person);
        }

        await DoneAsync(await vault.RevealAsync(Study, Stop));
    }

    private async Task DoneAsync(StudyCommand command, string actor = "ada") => Done(await host.ExecuteAsync(Study, command, Context(actor), Stop));

    private async Task DoneAsync(SiteCommand command) => Done(await host.ExecuteAsync(Study, command, Context(), Stop));

    private async Task DoneAsync(ParticipantCommand command) => Done(await host.ExecuteAsync(Study, command, Context(), Stop));

    private static void Done(CommandOutcome outcome) => outcome.Match(_ => true, refusal => throw new InvalidOperationException($"{refusal.Code.Number} {refusal.Message}"));

    private CommandContext Context(string actor = "ada") => new(string.Create(CultureInfo.InvariantCulture, $"drill-{++commands}"), actor, TimeProvider.System.GetUtcNow());

    private static ParticipantId Participant(int number) => ParticipantId.FromTrusted(string.Create(CultureInfo.InvariantCulture, $"R-{number}"));

    private static int Number(ParticipantId participant) => int.Parse(participant.Value[2..], CultureInfo.InvariantCulture);

    private const string Spec = """
        format: 1
        study:
          id: drill
          title: A drill
          masked: [participant, investigator]
          planned-participants: 12
          sexes: [F, M]
        arms:
          - { key: O, label: Oxytocin 24 IU, ratio: 1, total-iu: 24 }
          - { key: P, label: Placebo, ratio: 1, total-iu: 0, placebo-composition: excipient-matched }
        dose: { total-iu: 24, iu-per-puff: 4, puffs-left: 3, puffs-right: 3 }
        cohorts:
          - { key: BPD, label: Borderline personality disorder }
        factors:
          - { name: gender, levels: [F, M] }
        procedure: { method: permuted-block, sizes: [2, 4] }
        visits:
          - { key: V1, label: Session 1, day: 0, kit: new, task-earliest-minutes: 30, task-latest-minutes: 45 }
        kits:
          number-digits: 6
          sets: 20
          stock-rule: pooled
          do-not-dispense-days: 0
          bottle-iu: 200
          priming-puffs: 3
          opened-months: 1
          storage: Cool
        sites:
          - { id: HD, name: Heidelberg, time-zone: Europe/Berlin }
        eligibility:
          - { key: adult, text: The participant is an adult., recheck: false }
        emergency-contact: { name: Emergency service, telephone: "+49 30 23125 000" }
        """;
}

using OxyTrial.Browser.Tests.Stage;
using OxyTrial.Trial.Identifiers;
using Shouldly;

namespace OxyTrial.Browser.Tests.Walks;

/// <summary>Every page under axe, in the states people meet it in.</summary>
public sealed class AccessibilityTests
{
    [Fact]
    public async Task No_page_of_the_whole_trial_has_an_accessibility_violation()
    {
        await using var stage = await TrialStage.SetAsync();
        var trial = new SmallTrial(stage);
        await BeforeTheFirstParticipantAsync(stage, trial);
        await CoordinatorAsync(trial);
        await InvestigatorAsync(trial);
        await PharmacistAsync(trial);
        await WatchersAsync(trial);
        await AfterTheLockAsync(trial);
        stage.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_page_of_a_study_in_quarantine_has_an_accessibility_violation()
    {
        await using var stage = await TrialStage.SetAsync();
        var trial = new SmallTrial(stage);
        await trial.OpenAsync();
        await trial.RandomizeAsync("HD-0001");
        await stage.QuarantineAsync(StudyId.FromTrusted(SmallTrial.Study["/studies/".Length..]));
        var coordinator = await trial.AsAsync("m.keller");
        await coordinator.GoAsync(SmallTrial.Study);
        await coordinator.ExamineAsync("overview-quarantine");
        await coordinator.GoAsync(SmallTrial.Study + "/restore");
        await coordinator.ExamineAsync("restore-site");
        await coordinator.PressAsync("Enter the receipt");
        await coordinator.ExamineAsync("restore-site-incomplete");
        var monitor = await trial.AsAsync("o.maier");
        await monitor.GoAsync(SmallTrial.Study + "/restore");
        await monitor.ExamineAsync("restore-monitor");
        await monitor.PressAsync("Sign the reconciliation");
        await monitor.ExamineAsync("restore-monitor-incomplete");
        stage.Violations.ShouldBeEmpty();
    }

    private static async Task BeforeTheFirstParticipantAsync(TrialStage stage, SmallTrial trial)
    {
        var nobody = await stage.OpenAsync();
        await nobody.GoAsync("/");
        await nobody.ExamineAsync("sign-in");
        await nobody.FillAsync("Account name", "m.keller");
        await nobody.FillAsync("Password", "wrong");
        await nobody.PressAsync("Sign in");
        await nobody.ExamineAsync("sign-in-refused");

        var statistician = await trial.AsAsync("s.braun");
        await statistician.ExamineAsync("studies-none");
        await statistician.GoAsync("/unblinded/register");
        await statistician.ExamineAsync("register");
        await statistician.FillAsync("or paste the spec", TrialStage.Spec.Replace("ratio: 1, total-iu: 24", "ratio: one, totl-iu: 24", StringComparison.Ordinal));
        await statistician.PressAsync("Register the study");
        await statistician.ExamineAsync("register-rejected");
        await statistician.FillAsync("or paste the spec", TrialStage.Spec);
        await statistician.PressAsync("Check only");
        await statistician.ExamineAsync("register-checked");

        await trial.OpenAsync();
        await statistician.GoAsync(SmallTrial.Desk);
        await statistician.ExamineAsync("desk-sealed");
        await statistician.GoAsync(SmallTrial.Study + "/conduct");
        await statistician.PressAsync("Release the lot");
        await statistician.ExamineAsync("conduct-incomplete");
    }

    private static async Task CoordinatorAsync(SmallTrial trial)
    {
        var coordinator = await trial.ConsentAsync("HD-0001");
        await coordinator.ExamineAsync("participant-consented");
        await coordinator.FollowAsync("Enter the 36 responses");
        await coordinator.PressAsync("Score the questionnaire");
        await coordinator.ExamineAsync("questionnaire-unscorable");

        await trial.MakeEligibleAsync("HD-0002");
        await coordinator.ExamineAsync("participant-eligible");
        await coordinator.FollowAsync("Go to randomization");
        await coordinator.ExamineAsync("randomization");
        await trial.RandomizeAsync("HD-0003", "M");
        await coordinator.ExamineAsync("participant-randomized");
        await coordinator.GoAsync(SmallTrial.Study + "/participants/HD-0003/errors");
        await coordinator.ExamineAsync("errors");
        await coordinator.FillAsync("What happened?", "screening failure found a day later");
        await coordinator.PressAsync("Record randomized in error");
        await coordinator.ExamineAsync("participant-in-error");
        await coordinator.GoAsync(SmallTrial.Study + "/participants/new");
        await coordinator.PressAsync("Screen");
        await coordinator.ExamineAsync("screening-incomplete");
        foreach (var (name, url) in new[] { ("studies", "/"), ("overview", SmallTrial.Study), ("participants", SmallTrial.Study + "/participants"), ("nothing", "/nothing"), ("sites", SmallTrial.Study + "/sites"), ("site-coordinator", SmallTrial.Study + "/sites/HD") })
        {
            await coordinator.GoAsync(url);
            await coordinator.ExamineAsync(name);
        }
    }

    private static async Task InvestigatorAsync(SmallTrial trial)
    {
        var investigator = await trial.AsAsync("i.lang");
        await investigator.GoAsync(SmallTrial.Study + "/participants/HD-0003/emergency-unblinding");
        await investigator.PressAsync("Break the code of this participant");
        await investigator.ExamineAsync("emergency-incomplete");
        await investigator.FillAsync("Why must the treatment be known now?", "seizure");
        await investigator.FillAsync("Participant identifier", "HD-0003");
        await investigator.FillAsync("Participant identifier, a second time", "HD-0003");
        await investigator.FillAsync("Your password", TrialStage.Password);
        await investigator.PressAsync("Break the code of this participant");
        await investigator.ExamineAsync("disclosure");
    }

    private static async Task PharmacistAsync(SmallTrial trial)
    {
        var pharmacist = await trial.AsAsync("p.vogt");
        await pharmacist.GoAsync(SmallTrial.Study + "/sites/HD");
        await pharmacist.ExamineAsync("site-kits");
        await pharmacist.PressAsync("Record as dispensed");
        await pharmacist.TurnPageAsync(() => pharmacist.Page.Locator("table").Last.GetByRole(Microsoft.Playwright.AriaRole.Link).First.ClickAsync());
        await pharmacist.ExamineAsync("kit");
    }

    private static async Task WatchersAsync(SmallTrial trial)
    {
        var monitor = await trial.AsAsync("o.maier");
        await monitor.GoAsync(SmallTrial.Study + "/enrollment");
        await monitor.ExamineAsync("enrollment");
        await monitor.GoAsync(SmallTrial.Study + "/sites/HD");
        await monitor.ExamineAsync("site-monitor");
        var auditor = await trial.AsAsync("a.roth");
        await auditor.GoAsync(SmallTrial.Study + "/audit");
        await auditor.ExamineAsync("audit");
        await auditor.FollowAsync("Check the chain");
        await auditor.ExamineAsync("chain");
    }

    private static async Task AfterTheLockAsync(SmallTrial trial)
    {
        var statistician = await trial.AsAsync("s.braun");
        await trial.LockAsync();
        await statistician.GoAsync(SmallTrial.Desk);
        await statistician.PressAsync("Sign the unblinding");
        await statistician.ExamineAsync("desk-locked");
        await trial.UnblindAsync();
        await statistician.GoAsync(SmallTrial.Desk);
        await statistician.ExamineAsync("desk-unblinded");
        await statistician.GoAsync(SmallTrial.Desk + "/allocations");
        await statistician.ExamineAsync("allocations");
        await statistician.GoAsync(SmallTrial.Study);
        await statistician.ExamineAsync("overview-unblinded");
    }
}

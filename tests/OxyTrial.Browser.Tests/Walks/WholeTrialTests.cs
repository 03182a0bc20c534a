using Microsoft.Playwright;
using OxyTrial.Browser.Tests.Stage;
using Shouldly;

namespace OxyTrial.Browser.Tests.Walks;

/// <summary>A small trial from its spec to its verified unblinding, on the pages alone.</summary>
public sealed class WholeTrialTests
{
    [Fact]
    public async Task A_small_trial_is_walked_through_by_every_role_from_spec_to_unblinding()
    {
        await using var stage = await TrialStage.SetAsync();
        var trial = new SmallTrial(stage);
        await trial.OpenAsync();

        var coordinator = await trial.RandomizeAsync("HD-0001");
        await coordinator.DoesNotReadAsync("Placebo");
        await coordinator.FollowAsync("Dosing sheet of Trust game 1");
        await coordinator.ReadsAsync("Dosing sheet");
        await coordinator.GoAsync(SmallTrial.Study + "/participants/HD-0001");
        await coordinator.PressAsync("Record as dispensed for Trust game 1");
        await coordinator.ReadsAsync("The visit's medication is recorded as dispensed.");

        await BreakTheCodeAsync(trial);

        await coordinator.GoAsync(SmallTrial.Study + "/participants/HD-0001");
        await coordinator.UnfoldAsync("The participant leaves early");
        await coordinator.TickAsync("Adverse event");
        await coordinator.FillAsync("In a few words", "headache");
        await coordinator.PressAsync("Record withdrawal");
        await coordinator.ReadsAsync("The withdrawal is recorded.");

        await trial.RandomizeAsync("HD-0002");
        await trial.LockAsync();
        await trial.UnblindAsync();

        var statistician = await trial.AsAsync("s.braun");
        await statistician.GoAsync(SmallTrial.Desk + "/allocations");
        await statistician.ReadsAsync("HD-0002");
        await statistician.GoAsync(SmallTrial.Desk + "/consort");
        await statistician.ReadsAsync("Unblinded report: shows counts by arm");

        var auditor = await trial.AsAsync("a.roth");
        await auditor.GoAsync(SmallTrial.Study + "/audit");
        await auditor.ReadsAsync("EMERGENCY UNBLINDING requested by i.lang: seizure");
        await auditor.FollowAsync("Check the chain");
        await auditor.ReadsAsync("The chain is intact");
    }

    [Fact]
    public async Task What_a_person_may_not_see_looks_as_if_it_did_not_exist()
    {
        await using var stage = await TrialStage.SetAsync();
        var trial = new SmallTrial(stage);
        await trial.OpenAsync();
        await trial.ConsentAsync("HD-0001");
        (string Name, string[] Hidden)[] persons =
        [
            ("m.keller", ["/conduct", "/enrollment", "/audit", "/audit/check", "/participants/HD-0001/emergency-unblinding", "/participants/HD-9999", "/sites/MA"]),
            ("p.vogt", ["/participants", "/participants/HD-0001", "/participants/new", "/conduct", "/audit"]),
            ("o.maier", ["/participants/new", "/audit", "/participants/HD-0001/questionnaires/ecr-r"]),
            ("a.roth", ["/participants", "/sites", "/enrollment", "/conduct"]),
        ];
        foreach (var (name, hidden) in persons)
        {
            var person = await trial.AsAsync(name);
            foreach (var page in hidden)
            {
                (await person.GoAsync(SmallTrial.Study + page)).ShouldBe(404, $"{name} at {page}");
            }

            (await person.GoAsync(SmallTrial.Desk)).ShouldBe(404, name);
            (await person.GoAsync("/unblinded/register")).ShouldBe(404, name);
            (await person.GoAsync("/studies/no-such-study")).ShouldBe(404, name);
        }
    }

    [Fact]
    public async Task A_randomization_form_sent_twice_is_one_randomization_and_reloading_its_answer_sends_nothing()
    {
        await using var stage = await TrialStage.SetAsync();
        var trial = new SmallTrial(stage);
        await trial.OpenAsync();
        var coordinator = await trial.MakeEligibleAsync("HD-0001");
        await coordinator.FollowAsync("Go to randomization");
        await coordinator.TickAsync("This is participant HD-0001, and the stratum is right.");

        // Both sendings leave before either answer is there; the browser shows the answer of the second.
        await coordinator.TurnPageAsync(() => coordinator.Page.GetByRole(AriaRole.Button, new() { Name = "Randomize now" }).DblClickAsync());
        await coordinator.Page.GetByText("The participant is randomized.").WaitForAsync();
        var kit = await coordinator.Page.Locator(".kit-number").InnerTextAsync();
        await coordinator.TurnPageAsync(() => coordinator.Page.ReloadAsync());
        (await coordinator.Page.Locator(".kit-number").InnerTextAsync()).ShouldBe(kit);
        await coordinator.GoAsync(SmallTrial.Study + "/sites/HD");
        (await coordinator.Page.GetByRole(AriaRole.Cell, new() { Name = "HD-0001", Exact = true }).CountAsync()).ShouldBe(1);
    }

    private static async Task BreakTheCodeAsync(SmallTrial trial)
    {
        var investigator = await trial.AsAsync("i.lang");
        await investigator.GoAsync(SmallTrial.Study + "/participants/HD-0001");
        await investigator.FollowAsync("Break the code");
        await investigator.FillAsync("Why must the treatment be known now?", "seizure");
        await investigator.FillAsync("Participant identifier", "HD-0001");
        await investigator.FillAsync("Participant identifier, a second time", "HD-0002");
        await investigator.FillAsync("Your password", TrialStage.Password);
        await investigator.PressAsync("Break the code of this participant");
        await investigator.ReadsAsync("One thing to correct");
        await investigator.FillAsync("Participant identifier, a second time", "HD-0001");
        await investigator.FillAsync("Your password", TrialStage.Password);
        await investigator.PressAsync("Break the code of this participant");
        await investigator.ReadsAsync("UNBLINDED");
        var shown = await investigator.Page.Locator(".label-shown").InnerTextAsync();
        new[] { "Oxytocin 24 IU", "Placebo, excipient-matched" }.ShouldContain(shown);
        await investigator.GoAsync(SmallTrial.Study + "/participants/HD-0001");
        await investigator.DoesNotReadAsync(shown);
    }
}

using OxyTrial.Browser.Tests.Stage;
using OxyTrial.Instruments;
using OxyTrial.Randomization.Bits;
using Shouldly;

namespace OxyTrial.Browser.Tests.Walks;

/// <summary>Questionnaires scored while they are filled in: the script against the server, on the same answers.</summary>
public sealed class ScoringTests
{
    private const string Entry = SmallTrial.Study + "/participants/HD-0001/questionnaires/";
    private const int Rounds = 120;

    [Fact]
    public async Task Script_and_server_score_random_answers_alike()
    {
        await using var stage = await TrialStage.SetAsync();
        var coordinator = await ConsentedAsync(stage);
        var questionnaires = new[] { InstrumentCatalogue.EcrR, InstrumentCatalogue.EcrRs.About(["mother", "friend"]), InstrumentCatalogue.EcrS };
        var bits = ScoringStage.Seeded("questionnaires");
        var seen = new List<string>();
        foreach (var questionnaire in questionnaires)
        {
            await coordinator.GoAsync(Entry + questionnaire.Id);
            for (var round = 0; round < Rounds; round++)
            {
                var answers = ScoringStage.Answers(bits, questionnaire.Items.Select(item => item.Id), openPercent: new[] { 0, 4, 30 }[round % 3]);
                var (script, server) = await ScoringStage.CompareAsync(coordinator.Page, answers);
                script.ShouldBe(server, $"{questionnaire.Id}, {string.Join(' ', answers.Values)}");
                seen.AddRange(script);
            }

            (await coordinator.Page.GetByText("Show scores only").IsVisibleAsync()).ShouldBeFalse("the script shows them already");
            await coordinator.ExamineAsync($"scoring-{questionnaire.Id}");
        }

        // The answers met what there is to meet.
        foreach (var words in new[] { "low", "high", "low (on the cut-off)", "high (on the cut-off)", "yes, within ±0.60", "no, beyond ±0.60", "–", "error not given", "Can be scored: every scale has enough answers." })
        {
            seen.ShouldContain(cell => cell.EndsWith(": " + words, StringComparison.Ordinal) || cell.EndsWith(words, StringComparison.Ordinal) && words.Length > 20, words);
        }

        stage.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Script_and_server_find_the_same_category_in_random_ratings()
    {
        await using var stage = await TrialStage.SetAsync();
        var coordinator = await ConsentedAsync(stage);
        var bits = ScoringStage.Seeded("prototypes");
        var measure = InstrumentCatalogue.Rq;
        string[] choices = ["", .. measure.Categories.Select(category => category.Name)];
        var seen = new List<string>();
        await coordinator.GoAsync(Entry + measure.Id);
        for (var round = 0; round < Rounds; round++)
        {
            var answers = ScoringStage.Answers(bits, measure.Prototypes.Select(prototype => prototype.Id), openPercent: round % 4 == 0 ? 20 : 0);
            answers["choice"] = choices[UniformInteger.Below(bits, choices.Length)];
            var (script, server) = await ScoringStage.CompareAsync(coordinator.Page, answers);
            script.ShouldBe(server, string.Join(' ', answers.Values));
            seen.AddRange(script);
        }

        await coordinator.ExamineAsync("scoring-rq");
        foreach (var words in new[] { "There is a category.", "the rating decides.", "there is no category.", "none may be missing.", "Factor prototype/level: insecure", "Factor prototype/level: secure", "Factor prototype/level: –" })
        {
            seen.ShouldContain(cell => cell.EndsWith(words, StringComparison.Ordinal), words);
        }

        stage.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_script_the_server_shows_the_scores_and_nothing_is_recorded_until_asked()
    {
        await using var stage = await TrialStage.SetAsync();
        await ConsentedAsync(stage);
        var coordinator = await stage.SignInAsync("m.keller", script: false);
        await coordinator.GoAsync(Entry + "ecr-s");
        for (var item = 1; item <= 12; item++)
        {
            await coordinator.Page.Locator($"input[name='ecr-s-{item:00}'][value='{(item == 2 ? "" : "5")}']").CheckAsync();
        }

        await coordinator.PressAsync("Show scores only");
        await coordinator.ReadsAsync("11 of 12 answered");
        await coordinator.ReadsAsync("Can be scored: every scale has enough answers.");
        (await coordinator.Page.TitleAsync()).ShouldNotStartWith("Error");
        await coordinator.GoAsync(SmallTrial.Study + "/participants/HD-0001");
        await coordinator.DoesNotReadAsync("Enter it again");

        await coordinator.GoAsync(Entry + "ecr-s");
        await coordinator.PressAsync("Score the questionnaire");
        await coordinator.ReadsAsync("Refused: The questionnaire cannot be scored.");
    }

    [Fact]
    public async Task Every_kind_of_instrument_is_entered_and_the_stratum_is_read_off_them()
    {
        await using var stage = await TrialStage.SetAsync();
        var coordinator = await ConsentedAsync(stage);
        await EnterAsync(coordinator, "Enter the 36 responses", Enumerable.Range(1, 36).Select(item => $"ecr-r-{item:00}"), "6", "Score the questionnaire");
        await EnterAsync(coordinator, "Enter the 18 responses", new[] { "mother", "friend" }.SelectMany(about => Enumerable.Range(1, 9).Select(item => $"ecr-rs-{about}-{item:00}")), "3", "Score the questionnaire");
        await EnterAsync(coordinator, "Enter the 12 responses", Enumerable.Range(1, 12).Select(item => $"ecr-s-{item:00}"), "2", "Score the questionnaire");
        await EnterAsync(coordinator, "Enter the 4 ratings", ["rq-secure", "rq-fearful"], "6", "Record the ratings", async () =>
        {
            await coordinator.Page.Locator("input[name='rq-preoccupied'][value='1']").CheckAsync();
            await coordinator.Page.Locator("input[name='rq-dismissing'][value='1']").CheckAsync();
            await coordinator.ChooseAsync("Chosen as the best", "B, fearful");
        });

        await coordinator.FollowAsync("Enter the coder's category");
        await coordinator.PressAsync("Enter the category");
        await coordinator.ReadsAsync("Write the certified coder's id.");
        await coordinator.ExamineAsync("coding-incomplete");
        await coordinator.ChooseAsync("Category", "unresolved");
        await coordinator.FillAsync("Certified coder's id", "C-07");
        await coordinator.PressAsync("Enter the category");
        await coordinator.ExamineAsync("participant-all-instruments");

        await coordinator.TickAsync("The participant is an adult.");
        await coordinator.TickAsync("Both nostrils are free: no obstruction, no bleeding.");
        await coordinator.PressAsync("Confirm eligibility");
        foreach (var level in new[] { "anxiety: high", "closeness: high", "worry: low", "short: high", "prototype: insecure", "interview: unresolved" })
        {
            await coordinator.ReadsAsync(level);
        }

        (await coordinator.GoAsync(SmallTrial.Study + "/instruments/aai/form")).ShouldBe(200);
        await coordinator.ExamineAsync("paper-form");
        (await coordinator.GoAsync(SmallTrial.Study + "/instruments/ecr/form")).ShouldBe(404);
        stage.Violations.ShouldBeEmpty();
    }

    private static async Task EnterAsync(Person coordinator, string link, IEnumerable<string> fields, string answer, string button, Func<Task>? more = null)
    {
        await coordinator.FollowAsync(link);
        foreach (var field in fields)
        {
            await coordinator.Page.Locator($"input[name='{field}'][value='{answer}']").CheckAsync();
        }

        await (more?.Invoke() ?? Task.CompletedTask);
        await coordinator.PressAsync(button);
        await coordinator.ReadsAsync("Eligibility and stratum");
    }

    private static async Task<Person> ConsentedAsync(TrialStage stage)
    {
        var trial = new SmallTrial(stage, ScoringStage.Spec);
        await trial.OpenAsync();
        return await trial.ConsentAsync("HD-0001");
    }
}

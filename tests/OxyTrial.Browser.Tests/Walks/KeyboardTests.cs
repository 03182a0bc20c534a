using Microsoft.Playwright;
using OxyTrial.Browser.Tests.Stage;
using Shouldly;

namespace OxyTrial.Browser.Tests.Walks;

/// <summary>A coordinator without a mouse.</summary>
public sealed class KeyboardTests
{
    [Fact]
    public async Task Questionnaire_eligibility_and_randomization_are_done_by_keyboard_alone()
    {
        await using var stage = await TrialStage.SetAsync();
        var trial = new SmallTrial(stage);
        await trial.OpenAsync();
        var page = (await trial.ConsentAsync("HD-0001")).Page;

        await PressUntilFocusedAsync(page, "Enter the 36 responses");
        await EnterAsync(page);
        await page.GetByRole(AriaRole.Heading, new() { Name = "Experiences in Close Relationships–Revised" }).WaitForAsync();

        await page.Locator("input[name='ecr-r-01'][value='']").FocusAsync();
        for (var item = 1; item <= 36; item++)
        {
            // "not answered" is the last choice: going on to the right comes round to 1, and once more to 2.
            await page.Keyboard.PressAsync("ArrowRight");
            await page.Keyboard.PressAsync("ArrowRight");
            await page.Keyboard.PressAsync("Tab");
        }

        (await FocusedAsync(page)).ShouldBe("Score the questionnaire");
        await EnterAsync(page);
        await page.GetByText("The questionnaire is scored.").WaitForAsync();

        await PressUntilFocusedAsync(page, "The participant is an adult.");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Tab");
        await EnterAsync(page);
        await page.GetByText("the stratum is frozen").WaitForAsync();

        await PressUntilFocusedAsync(page, "Go to randomization");
        await EnterAsync(page);
        await PressUntilFocusedAsync(page, "This is participant HD-0001, and the stratum is right.");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Tab");
        (await FocusedAsync(page)).ShouldBe("Randomize now");
        await EnterAsync(page);
        await page.GetByText("The participant is randomized.").WaitForAsync();
    }

    [Fact]
    public async Task The_first_stop_of_every_page_skips_to_its_content()
    {
        await using var stage = await TrialStage.SetAsync();
        var person = await stage.SignInAsync("s.braun");
        await person.GoAsync("/");
        await person.Page.Keyboard.PressAsync("Tab");
        (await FocusedAsync(person.Page)).ShouldBe("Skip to the content");
        await person.Page.Keyboard.PressAsync("Enter");
        (await person.Page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("main");
    }

    private static async Task PressUntilFocusedAsync(IPage page, string name)
    {
        var stops = new List<string>();
        while (stops.Count < 60)
        {
            await page.Keyboard.PressAsync("Tab");
            stops.Add(await FocusedAsync(page));
            if (stops[^1] == name)
            {
                return;
            }
        }

        stops.ShouldContain(name);
    }

    private static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>(
        "(() => { const e = document.activeElement; return (e.labels && e.labels.length ? e.labels[0].innerText : e.innerText || '').trim(); })()");

    private static Task EnterAsync(IPage page) => page.Keyboard.PressAsync("Enter");
}

using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Shouldly;

namespace OxyTrial.Browser.Tests.Stage;

/// <summary>A person at a browser: does what the words on the page say, and finds nothing by its markup.</summary>
public sealed class Person(IPage page, ICollection<string> violations)
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    // Asked in the page itself. Axe's own wrapper joins what frames say in a second page that it opens for it, and reads the whole script there once more.
    private const string Violated = """
        async () => (await axe.run({ resultTypes: ["violations"] })).violations
          .map(rule => `${rule.id} (${rule.impact}): ${rule.nodes.map(node => node.html).join("; ")}`)
        """;

    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PAGE_PICTURES");
    private int pictures;

    /// <summary>The browser's page.</summary>
    public IPage Page => page;

    /// <summary>Opens an address; answers its status.</summary>
    public async Task<int> GoAsync(string url) => (await page.GotoAsync(url))!.Status;

    /// <summary>Follows a link.</summary>
    public Task FollowAsync(string name) => TurnPageAsync(() => page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).First.ClickAsync());

    /// <summary>Presses a button.</summary>
    public Task PressAsync(string name) => TurnPageAsync(() => page.GetByRole(AriaRole.Button, new() { Name = name }).First.ClickAsync());

    /// <summary>Does what leads to another page, and waits until that page is there.</summary>
    public async Task TurnPageAsync(Func<Task> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        var turned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Turned(object? sender, IPage loaded) => turned.TrySetResult();
        page.DOMContentLoaded += Turned;
        try
        {
            await act();
            await turned.Task.WaitAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            page.DOMContentLoaded -= Turned;
        }
    }

    /// <summary>Writes into a field.</summary>
    public Task FillAsync(string label, string text) => page.GetByLabel(label, new() { Exact = true }).FillAsync(text);

    /// <summary>Writes into a field of one form, where several have a field of this label.</summary>
    public Task FillInAsync(string form, string label, string text) =>
        page.GetByRole(AriaRole.Form, new() { Name = form, Exact = true }).GetByLabel(label, new() { Exact = true }).FillAsync(text);

    /// <summary>Ticks a box or chooses a radio button.</summary>
    public Task TickAsync(string label) => page.GetByLabel(label, new() { Exact = true }).CheckAsync();

    /// <summary>Chooses in a group.</summary>
    public Task ChooseAsync(string group, string option) =>
        page.GetByRole(AriaRole.Group, new() { Name = group, Exact = true }).GetByLabel(option, new() { Exact = true }).CheckAsync();

    /// <summary>Chooses from a list.</summary>
    public Task SelectAsync(string label, string option) => page.GetByLabel(label, new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = option });

    /// <summary>Opens what is folded away.</summary>
    public Task UnfoldAsync(string summary) => page.Locator("summary", new() { HasText = summary }).ClickAsync();

    /// <summary>The page says this somewhere.</summary>
    public async Task ReadsAsync(string text) => (await page.Locator("body").InnerTextAsync()).ShouldContain(text);

    /// <summary>The page does not say this.</summary>
    public async Task DoesNotReadAsync(string text) => (await page.ContentAsync()).ShouldNotContain(text);

    /// <summary>Looks at the page with axe and notes what it violates; keeps a picture of it where <c>PAGE_PICTURES</c> names a folder.</summary>
    public async Task ExamineAsync(string name)
    {
        if (Pictures is not null)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}-{++pictures}.png"), FullPage = true });
        }

        page.Frames.Count.ShouldBe(1, "axe is asked in the page alone");
        await page.EvaluateAsync(Axe);
        foreach (var violation in await page.EvaluateAsync<string[]>(Violated))
        {
            violations.Add($"{name}, {page.Url}: {violation}");
        }
    }
}

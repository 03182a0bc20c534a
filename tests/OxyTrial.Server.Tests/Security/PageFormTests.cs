using System.Net;
using AngleSharp.Html.Parser;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Web.Api.Requests;

namespace OxyTrial.Server.Tests.Security;

[Collection(nameof(SharedServer))]
public sealed class PageFormTests(SharedServer shared)
{
    private const string TokenField = "__RequestVerificationToken";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_form_with_a_command_id_or_a_text_that_may_not_be_stored_is_answered_with_what_to_correct()
    {
        var trial = await shared.ScenarioAsync("forms");
        using var browser = await SignedInAsync("statistician");
        var before = await shared.Server.Journal.HeadAsync(trial.Study.Value, Stop);
        (string Id, string Reason)[] wrong =
        [
            (string.Empty, "enough"), ("a\u0001b", "enough"), ("a b", "enough"), ("ä", "enough"), (new string('a', IdempotencyKey.MaximumLength + 1), "enough"),
            ("form-1", "bell\u0007"), ("form-1", "c1\u0085x"), ("form-1", new string('a', TypedTextAttribute.MaximumTextLength + 1)), ("form-1", string.Empty),
        ];
        foreach (var (id, reason) in wrong)
        {
            using var answer = await CloseAsync(browser, trial, id, reason);

            answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, $"'{id}' '{reason}'");
            var page = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync(Stop));
            page.Body!.TextContent.ShouldContain("One thing to correct");
            page.QuerySelectorAll("input[name=command-id]").ShouldAllBe(field => IdempotencyKey.Allows(field.GetAttribute("value")), "the page drawn again can be sent");
        }

        (await shared.Server.Journal.HeadAsync(trial.Study.Value, Stop)).Position.ShouldBe(before.Position);
        using var done = await CloseAsync(browser, trial, new string('a', IdempotencyKey.MaximumLength), "two\r\nlines\tand a tab");
        done.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_form_without_its_token_or_with_another_persons_or_without_a_body_changes_nothing_and_is_told_as_too_long_open()
    {
        var trial = await shared.ScenarioAsync("tokens");
        using var browser = await SignedInAsync("statistician");
        using var other = await SignedInAsync("monitor");
        var before = await shared.Server.Journal.HeadAsync(trial.Study.Value, Stop);
        var address = $"/studies/{trial.Study}/conduct";
        var fields = await HiddenAsync(browser, address);
        (fields["form"], fields["command-id"], fields["reason"]) = ("close-recruitment", "form-1", "enough");
        var without = fields.Where(field => field.Key != TokenField).ToArray();
        var others = without.Append(new(TokenField, (await HiddenAsync(other, address))[TokenField])).ToArray();
        HttpContent?[] sent =
        [
            new FormUrlEncodedContent(without), new FormUrlEncodedContent(others), new FormUrlEncodedContent(without.Append(new(TokenField, "forged"))),
            new FormUrlEncodedContent([]), null,
        ];
        foreach (var content in sent)
        {
            using var answer = await browser.PostAsync(address, content, Stop);

            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, content is null ? "nothing" : await content.ReadAsStringAsync(Stop));
            (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain("nothing was changed");
        }

        using var bare = new HttpRequestMessage(HttpMethod.Post, address) { Headers = { { "RequestVerificationToken", fields[TokenField] } } };
        using var told = await browser.SendAsync(bare, Stop);
        told.StatusCode.ShouldBe(HttpStatusCode.BadRequest, "a token alone, in a header");
        (await shared.Server.Journal.HeadAsync(trial.Study.Value, Stop)).Position.ShouldBe(before.Position);
        using var done = await browser.PostAsync(address, new FormUrlEncodedContent(fields), Stop);
        done.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    private static async Task<HttpResponseMessage> CloseAsync(HttpClient browser, TrialScenario trial, string id, string reason)
    {
        var fields = await HiddenAsync(browser, $"/studies/{trial.Study}/conduct");
        fields["form"] = "close-recruitment";
        fields["command-id"] = id;
        fields["reason"] = reason;
        return await browser.PostAsync($"/studies/{trial.Study}/conduct", new FormUrlEncodedContent(fields), Stop);
    }

    private async Task<HttpClient> SignedInAsync(string account)
    {
        var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = shared.Server.Address };
        var fields = await HiddenAsync(browser, "/sign-in");
        fields["user-name"] = account;
        fields["password"] = TestServer.Password;
        using var answer = await browser.PostAsync("/sign-in", new FormUrlEncodedContent(fields), Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return browser;
    }

    private static async Task<Dictionary<string, string>> HiddenAsync(HttpClient browser, string address)
    {
        var page = await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(address, Stop));
        return page.QuerySelectorAll("input[type=hidden]").DistinctBy(field => field.GetAttribute("name"))
            .ToDictionary(field => field.GetAttribute("name")!, field => field.GetAttribute("value") ?? string.Empty);
    }
}

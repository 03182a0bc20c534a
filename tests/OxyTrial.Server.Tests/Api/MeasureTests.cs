using System.Net;
using System.Text;
using System.Text.Json;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Trial;

namespace OxyTrial.Server.Tests.Api;

/// <summary>Ratings of prototypes and coded interviews through the API: who may, what is refused, what the journal then holds.</summary>
[Collection(nameof(SharedServer))]
public sealed class MeasureTests(SharedServer shared)
{
    private const string Ratings = """{"instrument":"rq","ratings":[2,7,3,1],"choice":"preoccupied"}""";
    private const string Category = """{"instrument":"aai","category":"dismissing","coder":"C-07"}""";

    public static TheoryData<string, string, int, string> Wrong => new()
    {
        { "prototypes", """{"instrument":"rq","ratings":[2,8,3,1],"choice":null}""", 422, "/problems/refusals/312" },
        { "prototypes", """{"instrument":"rq","ratings":[2,7,3],"choice":null}""", 422, "/problems/refusals/312" },
        { "prototypes", """{"instrument":"rq","ratings":[7,7,3,null],"choice":null}""", 422, "/problems/refusals/312" },
        { "prototypes", """{"instrument":"ecr-r","ratings":[2,7,3,1],"choice":null}""", 422, "/problems/refusals/311" },
        { "prototypes", """{"instrument":"rq","ratings":[2,7,3,1],"choice":"avoidant"}""", 422, "/problems/refusals/312" },
        { "prototypes", """{"instrument":"rq","ratings":["2"],"choice":null}""", 400, "/problems/unreadable-body" },
        { "interview-category", """{"instrument":"aai","category":"avoidant","coder":"C-07"}""", 422, "/problems/refusals/324" },
        { "interview-category", """{"instrument":"aai","category":"dismissing","coder":" "}""", 422, "/problems/refusals/325" },
        { "interview-category", """{"instrument":"rq","category":"secure","coder":"C-07"}""", 422, "/problems/refusals/311" },
        { "interview-category", """{"instrument":"aai","category":"dismissing"}""", 400, "/problems/unreadable-body" },
    };

    [Fact]
    public async Task Ratings_of_prototypes_are_journaled_as_entered_with_the_category_they_give()
    {
        var trial = await ScreenedAsync("prototypes");
        using var client = await trial.Server.ClientAsync("coordinator-hd");

        using var answer = await SendAsync(trial, client, "prototypes", Ratings);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var rated = (await LastAsync(trial, nameof(PrototypesRated)))!.Value;
        rated.GetProperty("ratings").EnumerateArray().Select(rating => rating.GetInt32()).ShouldBe([2, 7, 3, 1]);
        rated.GetProperty("choice").GetString().ShouldBe("preoccupied");
        rated.GetProperty("category").GetString().ShouldBe("fearful", "the highest rating decides, not the choice");
        (await ShownAsync(trial, client)).GetRawText().ShouldContain("fearful");
    }

    [Fact]
    public async Task A_coders_category_is_journaled_as_coded_with_the_coders_id()
    {
        var trial = await ScreenedAsync("interview-category");
        using var client = await trial.Server.ClientAsync("investigator-hd");

        using var answer = await SendAsync(trial, client, "interview-category", Category);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var coded = (await LastAsync(trial, nameof(InterviewCoded)))!.Value;
        coded.GetProperty("category").GetString().ShouldBe("dismissing");
        coded.GetProperty("coder").GetString().ShouldBe("C-07");
        (await ShownAsync(trial, client)).GetRawText().ShouldContain("dismissing");
    }

    [Theory]
    [InlineData("prototypes", Ratings)]
    [InlineData("interview-category", Category)]
    public async Task Whoever_does_not_treat_participants_of_the_site_finds_nothing_there_and_changes_nothing(string measure, string body)
    {
        var trial = await ScreenedAsync(measure);
        var before = await trial.HeadAsync();
        foreach (var account in new[] { "pharmacist-hd", "monitor", "statistician", "auditor", "coordinator-ma", "stranger" })
        {
            using var client = await trial.Server.ClientAsync(account);
            using var answer = await SendAsync(trial, client, measure, body);
            await BadInputTests.ShouldBeProblemAsync(answer, 404, "/problems/not-found", account);
        }

        (await trial.HeadAsync()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_cannot_be_a_category_is_told_and_changes_nothing(string measure, string body, int status, string type)
    {
        var trial = await ScreenedAsync(measure);
        var before = await trial.HeadAsync();
        using var client = await trial.Server.ClientAsync("coordinator-hd");

        using var answer = await SendAsync(trial, client, measure, body);

        await BadInputTests.ShouldBeProblemAsync(answer, status, type, body);
        (await trial.HeadAsync()).ShouldBe(before, body);
    }

    private async Task<TrialScenario> ScreenedAsync(string measure)
    {
        var trial = await shared.ScenarioAsync(measure, design: measure == "prototypes" ? SmallDesign.CrossOver : SmallDesign.TwoByTwo);
        await trial.ConsentedAsync("M-1");
        return trial;
    }

    private static Task<HttpResponseMessage> SendAsync(TrialScenario trial, HttpClient client, string measure, string body) =>
        trial.PostAsync(client, $"/participants/M-1/{measure}", new StringContent(body, Encoding.UTF8, "application/json"));

    private static async Task<JsonElement> ShownAsync(TrialScenario trial, HttpClient client) =>
        JsonElement.Parse(await client.GetStringAsync($"{trial.Url}/participants/M-1", TestContext.Current.CancellationToken));

    private static async Task<JsonElement?> LastAsync(TrialScenario trial, string type) =>
        (await trial.EntriesAsync())[^1] is { } entry && entry.Type == type ? JsonElement.Parse(entry.Body) : null;
}

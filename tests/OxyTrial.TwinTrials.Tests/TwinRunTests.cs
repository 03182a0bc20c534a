namespace OxyTrial.TwinTrials.Tests;

/// <summary>The proof of the second promise: with the arms exchanged, nothing that a blinded person is told differs in a single byte.</summary>
public sealed class TwinRunTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("parallel", 80)]
    [InlineData("cross-over", 60)]
    [InlineData("two-by-two", 60)]
    public async Task Two_hundred_random_histories_of_three_designs_tell_nobody_the_arms(string spec, int scenarios)
    {
        var certificate = await TwinRun.RunAsync(new TwinRunRequest { Spec = Specs.Read(spec), Scenarios = scenarios }, new Lines(), Stop);

        TestContext.Current.TestOutputHelper!.WriteLine(certificate.ToText());
        certificate.Difference.ShouldBeNull();
        certificate.Failures.ShouldBeEmpty();
        certificate.Scenarios.ShouldBe(scenarios);
        certificate.Disclosures.Count(disclosure => disclosure.Differed > 0).ShouldBeGreaterThan(4, "they are twins and not copies");
        certificate.Rows.ShouldBeGreaterThan(scenarios * 50L);
        certificate.LogLines.ShouldBeGreaterThan(0);
        certificate.MetricSeries.ShouldBeGreaterThan(0);
        certificate.Spans.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_transcript_however_many_run_at_once_and_another_seed_another()
    {
        var request = new TwinRunRequest { Spec = Specs.Read("parallel"), Scenarios = 6, PdfEvery = 0, Threads = 1 };

        var one = await TwinRun.RunAsync(request, cancellation: Stop);
        var same = await TwinRun.RunAsync(request with { Threads = 2 }, cancellation: Stop);
        var other = await TwinRun.RunAsync(request with { Seed = 2 }, cancellation: Stop);

        same.Transcript.ShouldBe(one.Transcript);
        same.Commitment.ShouldBe(one.Commitment);
        same.Answers.ShouldBe(one.Answers);
        other.Transcript.ShouldNotBe(one.Transcript);
        other.Commitment.ShouldNotBe(one.Commitment);
    }

    [Fact]
    public async Task A_study_whose_arms_cannot_change_places_is_refused()
    {
        var unequal = Specs.With("parallel", "label: Oxytocin 24 IU, ratio: 1", "label: Oxytocin 24 IU, ratio: 2");
        var request = new TwinRunRequest { Spec = Specs.With(unequal, "sizes: [2, 4]", "sizes: [3, 6]"), Scenarios = 1 };

        (await Should.ThrowAsync<TwinTrialException>(TwinRun.RunAsync(request, cancellation: Stop))).Message.ShouldContain("same allocation ratio");
    }

    [Fact]
    public async Task The_certificate_names_what_was_compared_what_was_disclosed_and_what_was_not_compared()
    {
        var certificate = await TwinRun.RunAsync(new TwinRunRequest { Spec = Specs.Read("parallel"), Scenarios = 1, PdfEvery = 0 }, cancellation: Stop);

        var text = certificate.ToText();
        foreach (var name in Disclosures.Table.Select(disclosure => disclosure.Name).Concat(Exclusions.Table.Select(exclusion => exclusion.What)).Concat(certificate.Endpoints.Select(endpoint => endpoint.Route)))
        {
            text.ShouldContain(name);
        }

        text.ShouldContain("none were compared as printed");
        text.ShouldContain(certificate.Transcript);
        var json = System.Text.Json.JsonElement.Parse(certificate.ToJson());
        json.GetProperty("holds").GetBoolean().ShouldBeTrue();
        json.GetProperty("endpoints").GetArrayLength().ShouldBe(certificate.Endpoints.Length);
    }

    // Which history is done, for who waits: a run takes minutes.
    private sealed class Lines : IProgress<int>
    {
        public void Report(int value) => TestContext.Current.SendDiagnosticMessage("{0} histories done", value);
    }
}

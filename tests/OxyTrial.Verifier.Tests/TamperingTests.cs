using OxyTrial.Samples;
using OxyTrial.Verifier.Tests.Forging;
using OxyTrial.Verifier.Tests.Tamperings;
using Shouldly;

namespace OxyTrial.Verifier.Tests;

[Collection<PlayedTrialsCollection>]
public sealed class TamperingTests(PlayedTrials trials)
{
    private const string Begin = "<!-- tamperings -->\n";
    private const string End = "<!-- /tamperings -->";

    public static TheoryData<string> Names => [.. AllTamperings.List.Select(tampering => tampering.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_program_finds(string tampering)
    {
        var planted = AllTamperings.List.Single(one => one.Name == tampering);
        var answer = await Verifiers.AnswerAsync(trials.Tampered[tampering]);
        answer.Verdict.ShouldBe("differs", tampering);
        answer.ExitCode.ShouldBe(1);
        answer.Check.ShouldBe(planted.FoundBy, answer.What);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_Python_verifier_answers_as_the_program_to(string tampering)
    {
        Verifiers.RequirePython();
        var (program, python) = (await Verifiers.AnswerAsync(trials.Tampered[tampering]), (await trials.PythonAnswers)[tampering]);
        python.ShouldBe(program, $"{tampering}: {python.What} / {program.What}");
        python.Verdict.ShouldBe("differs");
    }

    [Fact]
    public void Every_tampering_has_a_name_of_its_own() => AllTamperings.List.Select(tampering => tampering.Name).ShouldBeUnique();

    [Fact]
    public async Task A_forgery_of_nothing_is_verified()
    {
        foreach (var trial in new[] { PlayedTrials.Parallel, PlayedTrials.CrossOver })
        {
            var bundle = Path.Combine(trials[trial.Study].Folder, "untouched.zip");
            await new Forgery(trials[trial.Study].Files).WriteAsync(bundle);
            (await Verifiers.AnswerAsync(bundle)).Verdict.ShouldBe("verified");
        }
    }

    [Fact]
    public void The_page_has_the_table_of_these_tamperings()
    {
        var path = Repository.PathOf("docs", "verification.md");
        var page = File.ReadAllText(path);
        var table = TableOf(page);
        var expected = string.Concat(AllTamperings.List.Select(tampering => $"| {tampering.Name} | `{tampering.FoundBy}` |\n").Prepend("|---|---|\n").Prepend("| Tampering | Found by |\n"));
        if (Environment.GetEnvironmentVariable("OXYTRIAL_WRITE_GOLDEN") == "1")
        {
            File.WriteAllText(path, page.Replace(Begin + table + End, Begin + expected + End, StringComparison.Ordinal));
        }

        TableOf(File.ReadAllText(path)).ShouldBe(expected);
    }

    private static string TableOf(string page) => page[(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)..page.IndexOf(End, StringComparison.Ordinal)];
}

[CollectionDefinition]
public sealed class PlayedTrialsCollection : ICollectionFixture<PlayedTrials>;

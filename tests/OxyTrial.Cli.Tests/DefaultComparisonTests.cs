using System.Net;
using System.Text.RegularExpressions;
using OxyTrial.Samples;
using Shouldly;

namespace OxyTrial.Cli.Tests;

public sealed partial class DefaultComparisonTests
{
    private const string Report = "randomization-specs/defaults/comparison.html";

    [Fact]
    public async Task The_committed_comparison_of_the_recommended_designs_is_what_its_command_makes()
    {
        var committed = await File.ReadAllTextAsync(Repository.PathOf(Report), TestContext.Current.CancellationToken);
        var html = Path.GetTempFileName();
        try
        {
            var date = Date().Match(committed).Groups[1].Value;
            var run = await CommandRun.OxyTrialInAsync(Repository.Root, [.. ArgumentsOf(committed), "--date", date, "--html", html]);
            run.ExitCode.ShouldBe(0, run.Error);
            (await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken)).ShouldBe(committed, $"{Report} is out of date; docs/comparison.md says how to make it");
        }
        finally
        {
            File.Delete(html);
        }
    }

    [Fact]
    public async Task The_documentation_tells_the_command_of_the_committed_comparison()
    {
        var committed = await File.ReadAllTextAsync(Repository.PathOf(Report), TestContext.Current.CancellationToken);
        var documented = (await File.ReadAllTextAsync(Repository.PathOf("docs", "comparison.md"), TestContext.Current.CancellationToken)).Replace("\\\n  ", "", StringComparison.Ordinal);
        documented.ShouldContain($"eng/{CommandOf(committed)} --date {Date().Match(committed).Groups[1].Value} --html {Report}");
    }

    // The report's own command has nothing in it that a shell would have to interpret.
    private static string[] ArgumentsOf(string html) => CommandOf(html).Split(' ')[1..];

    private static string CommandOf(string html) => WebUtility.HtmlDecode(Command().Match(html).Groups[1].Value);

    [GeneratedRegex(@"<dd>(oxytrial spec compare [^<]*)<")]
    private static partial Regex Command();

    [GeneratedRegex(@"(\d{4}-\d\d-\d\d) 00:00:00 UTC")]
    private static partial Regex Date();
}

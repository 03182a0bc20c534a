using System.Collections.Immutable;
using System.Globalization;
using OxyTrial.Canary.Tests.Playing;
using OxyTrial.Canary.Tests.Searching;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Canary.Tests;

/// <summary>What only the vault may know is searched in everything that the web node holds and leaves: its memory, files and logs.</summary>
public sealed class CanaryTests
{
    /// <summary>So near two texts of one record lie; those of a page or of a line of a list lie nearer.</summary>
    private const int Nearby = 64;

    private const string Planted = "planted reason";
    private const string Greeting = "greeting";
    private const string Kit = "kit";
    private const string Participant = "participant";
    private static readonly string[] Labels = ["Kestrel-Oxytocin-7QX2V", "Heron-Placebo-9WZ4K", "ArmKestrel", "ArmHeron"];

    [Fact]
    public async Task Nothing_that_only_the_vault_knows_is_in_the_web_nodes_memory_files_or_logs()
    {
        await using var trial = new CanaryTrial();
        await trial.BeginAsync();
        await trial.PlayAsync();
        var refused = await trial.DumpWebAsync("web-before");
        Assert.SkipWhen(refused is not null, refused ?? string.Empty);
        (await trial.DumpVaultAsync("vault")).ShouldBeNull();
        var told = await trial.UnblindAsync();
        (await trial.DumpWebAsync("web-after")).ShouldBeNull();
        var living = trial.CopyOfFiles("living");
        await trial.StopAsync();

        var secrets = VaultSecrets.Of(trial.VaultFolder, trial.Key, StudyId.FromTrusted(CanaryTrial.Study));
        Needle[] never = [.. secrets, .. told.Codes.SelectMany(CodeNeedles), .. told.PackagingLines.SelectMany(line => Needles.OfText("line of the packaging list", "CSV", line))];
        Needle[] texts =
        [
            .. Labels.SelectMany(label => Needles.OfText(label, "text", label)),
            .. told.PackagingLines.SelectMany(line => Needles.OfText(Kit, "text", line.Split(',')[0])),
            .. trial.Participants.SelectMany(id => Needles.OfText(Participant, "text", id)),
        ];
        var haystack = new Haystack([.. never, .. texts, .. Needles.OfText(Planted, "text", CanaryTrial.PlantedReason), .. Needles.OfText(Greeting, "text", " is ready on ")]);
        var before = Found(haystack, trial.Dump("web-before"));
        var after = Found(haystack, trial.Dump("web-after"));
        var vault = Found(haystack, trial.Dump("vault"));
        Searched[] files = [.. living.Concat(trial.CopyOfFiles("left")).Select(file => Found(haystack, file))];
        Report(trial, never, [before, after, vault, .. files]);

        // The search finds what is there: else that it finds nothing would mean nothing.
        foreach (var name in (string[])["trial secret", "salt of the commitment", "key-encryption key", "block sizes"])
        {
            vault.Of(name).ShouldNotBeEmpty($"{name} in the vault's memory");
        }

        before.Of(Planted).ShouldNotBeEmpty();
        before.Of(Labels[0]).ShouldNotBeEmpty("the spec's labels are in the web node");
        files.SelectMany(file => file.Of(Planted)).ShouldNotBeEmpty("the reason is in the journal's file");
        files.SelectMany(file => file.Of(Greeting)).ShouldNotBeEmpty("what the server prints is in its log");
        after.Of("line of the packaging list").ShouldNotBeEmpty("what was just given out passed through the web node");
        after.Of("emergency code").ShouldNotBeEmpty("likewise");
        after.Pairs(Nearby).Count(near => near.Other.Needle.Name == Kit).ShouldBeGreaterThan(20, "lines of the packaging list are pairs");

        foreach (var searched in (Searched[])[before, .. files])
        {
            searched.Hits.Where(hit => never.Contains(hit.Needle)).Select(Words).ShouldBeEmpty(searched.File);
            searched.Pairs(Nearby).Select(near => $"{near.Label.Needle.Name} {near.Distance} bytes from {Words(near.Other)}").ShouldBeEmpty(searched.File);
        }

        // What lasts is in no place even after the outputs were given out.
        after.Hits.Where(hit => secrets.Contains(hit.Needle)).Select(Words).ShouldBeEmpty();
    }

    private static IEnumerable<Needle> CodeNeedles(string code) => Needles.OfText("emergency code", "text", code);

    private static Searched Found(Haystack haystack, string file) => new(file, [.. haystack.Search(file)]);

    private static string Words(Hit hit) => string.Create(CultureInfo.InvariantCulture, $"{hit.Needle.Name} ({hit.Needle.Form}) at {hit.At}");

    private static void Report(CanaryTrial trial, Needle[] never, IEnumerable<Searched> all)
    {
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{never.Length} needles of {never.Select(needle => needle.Name).Distinct().Count()} kinds; {trial.Participants.Count} participants; documents printed: {trial.Printed}"));
        Searched[] searched = [.. all];
        foreach (var one in searched.Where(one => !one.Hits.IsEmpty))
        {
            var counts = one.Hits.GroupBy(hit => hit.Needle.Name).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key} {group.Count()}"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{trial.NameOf(one.File)}: {new FileInfo(one.File).Length:N0} bytes; {string.Join(", ", counts)}; pairs {one.Pairs(Nearby).Count()}"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"in all {searched.Length} files of {searched.Sum(one => new FileInfo(one.File).Length):N0} bytes"));
    }

    /// <summary>A file and what was found in it.</summary>
    private sealed record Searched(string File, ImmutableArray<Hit> Hits)
    {
        public IEnumerable<Hit> Of(string name) => Hits.Where(hit => hit.Needle.Name == name);

        /// <summary>Labels near a kit or participant, in the same writing.</summary>
        public IEnumerable<Near> Pairs(long within) => Nearness.Of(
            [.. Hits.Where(hit => Labels.Contains(hit.Needle.Name))], [.. Hits.Where(hit => hit.Needle.Name is Kit or Participant)], within).Where(near => near.SameWriting);
    }
}

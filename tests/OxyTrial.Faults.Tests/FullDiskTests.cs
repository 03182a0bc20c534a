using System.Diagnostics;
using System.Globalization;
using OxyTrial.Faults.Tests.Stage;
using OxyTrial.Trial;

namespace OxyTrial.Faults.Tests;

/// <summary>The server's data on a file system of its own, which fills up.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("oxytrial-full-");
    private bool mounted;

    [Fact]
    public async Task A_full_disk_is_told_nothing_is_half_done_and_with_room_it_goes_on()
    {
        Assert.SkipUnless(Mount(), "no file system can be mounted here (needs root): the disk cannot be filled");
        const int participants = 12;
        await using var trial = await InterruptedTrial.BeginAsync(place.FullName, participants);
        (await trial.RandomizeAsync(InterruptedTrial.Participant(1))).Status.ShouldBe(200);

        var before = (await trial.CheckedEventsAsync()).Count;
        var filler = Path.Combine(place.FullName, "filler");
        Fill(filler);
        var told = new List<(int Status, string Text)>();
        for (var number = 2; number <= participants; number++)
        {
            told.Add(await trial.RandomizeAsync(InterruptedTrial.Participant(number)));
        }

        var refused = told.Where(answer => answer.Status != 200).ToArray();
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{refused.Length} of {told.Count} told {string.Join(' ', refused.Select(answer => answer.Status).Distinct())}: {refused.FirstOrDefault().Text}"));
        refused.ShouldNotBeEmpty("the disk was not full");
        foreach (var (status, text) in refused)
        {
            status.ShouldBe(503, text);
            text.ShouldContain("same Idempotency-Key");
        }

        (await trial.Site.ReadAsync($"/api/v1/studies/{InterruptedTrial.Study}/participants/{InterruptedTrial.Participant(1)}")).ShouldContain("randomized", Case.Insensitive, "what is there can be read");
        (await trial.CheckedEventsAsync()).OfType<ParticipantRandomized>().Count().ShouldBe(1 + told.Count - refused.Length);
        (await trial.CheckedEventsAsync()).Count.ShouldBe(before + (4 * (told.Count - refused.Length)), "nothing is half done");

        File.Delete(filler);
        for (var number = 1; number <= participants; number++)
        {
            (await trial.RandomizeAsync(InterruptedTrial.Participant(number))).Status.ShouldBe(200);
        }

        await trial.StopAsync();
        (await trial.CheckedEventsAsync()).OfType<ParticipantRandomized>().Count().ShouldBe(participants);
    }

    public void Dispose()
    {
        if (mounted)
        {
            Run("umount", "--lazy", place.FullName);
        }

        place.Delete(recursive: true);
    }

    private bool Mount() => mounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", place.FullName);

    // To the last byte: what is left of a page counts.
    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var size = 1 << 16; size > 0; size /= 2)
        {
            try
            {
                while (true)
                {
                    file.Write(new byte[size]);
                }
            }
            catch (IOException)
            {
                // Full for pieces of this size.
            }
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

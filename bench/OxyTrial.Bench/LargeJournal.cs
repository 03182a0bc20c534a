using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Server.Hosting;
using OxyTrial.Specs;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Trial.StoredFormat;
using OxyTrial.Web.Unblinded.Lifecycle;

namespace OxyTrial.Bench;

/// <summary>A data folder whose journal is as long as wished: participants screened, consented, scored and found eligible, as the grains would write them.</summary>
internal static class LargeJournal
{
    private const int Together = 500;

    public static async Task WriteAsync(string folder, int events, CancellationToken cancellation)
    {
        var document = SpecReader.ReadFile(Path.Combine(AppContext.BaseDirectory, "bench-trial.yaml")).Match(accepted => accepted.Document, rejected => throw new InvalidOperationException(rejected.Errors[0].ToString()));
        await using var services = new ServiceCollection().AddLogging().AddTrial(new ServerOptions { DataDirectory = folder }).BuildServiceProvider();
        var study = document.Study.Id;
        await services.GetRequiredService<StudyLifecycle>().RegisterAsync(document, new CommandContext("register", "bench", TimeProvider.System.GetUtcNow()), cancellation);
        var journal = services.GetRequiredService<IJournal>();
        for (var first = 0; first < events / EventsOf(0, SiteId.FromTrusted("S1")).Length; first += Together)
        {
            NewEvent[] written = [.. Enumerable.Range(first, Together).SelectMany(number => EventsOf(number, SiteId.FromTrusted(string.Create(CultureInfo.InvariantCulture, $"S{(number % 8) + 1}"))))];
            var streams = written.Select(one => one.Stream).Distinct().Select(stream => new StreamVersion(stream, 0)).ToArray();
            await journal.AppendAsync(new AppendRequest(study.Value, string.Create(CultureInfo.InvariantCulture, $"many-{first}"), new byte[32], "bench", TimeProvider.System.GetUtcNow(), streams, written, [], new byte[1]), cancellation);
        }
    }

    private static NewEvent[] EventsOf(int number, SiteId site)
    {
        var id = ParticipantId.FromTrusted(string.Create(CultureInfo.InvariantCulture, $"P{number:0000000}"));
        var gender = number % 2 == 0 ? "F" : "M";
        ParticipantEvent[] happened =
        [
            new ParticipantScreened(id, site, "BPD", ImmutableSortedDictionary<string, string>.Empty.Add("gender", gender)),
            new ConsentRecorded("1.0"),
            new QuestionnaireScored("ecr-r", "2000", [.. Enumerable.Repeat<int?>(4, 36)], []),
            new EligibilityConfirmed(new Stratum("BPD", [new FactorLevel("gender", gender), new FactorLevel("site", site.Value)]), ["adult"]),
        ];
        return [.. happened.Select(EventCodec.Write).Select(stored => new NewEvent(Participant.StreamOf(id), stored.Type, stored.SchemaVersion, stored.Body))];
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using OxyTrial.Server.Operations;

namespace OxyTrial.TwinTrials.Observation;

/// <summary>What the server's traces would say: names, kinds, states, tags and events of every span.</summary>
internal sealed class TraceCapture : IDisposable
{
    private const string OwnSources = "OxyTrial";

    private readonly ConcurrentDictionary<string, int> spans = new(StringComparer.Ordinal);
    private readonly ActivityListener listener;
    private long requests;

    public TraceCapture(params IReadOnlyList<ActivitySource> server)
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => server.Any(own => ReferenceEquals(source, own)) || Blame(source),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                spans.AddOrUpdate(Line(span), 1, static (_, count) => count + 1);
                if (span.OperationName == "Microsoft.AspNetCore.Hosting.HttpRequestIn")
                {
                    Interlocked.Increment(ref requests);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>What is wrong with the sources themselves; null when nothing.</summary>
    public string? Stray { get; private set; }

    /// <summary>Requests whose span has ended.</summary>
    public long Requests => Interlocked.Read(ref requests);

    /// <summary>One line a kind of span, in order.</summary>
    public IReadOnlyList<string> Lines => [.. spans.OrderBy(span => span.Key, StringComparer.Ordinal).Select(span => $"{span.Key}: {span.Value}")];

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private bool Blame(ActivitySource source)
    {
        // The other twin's source bears the tag too, and is listened to by its own capture.
        if (source.Name.StartsWith(OwnSources, StringComparison.Ordinal) && source.Tags?.Any(tag => tag.Key == ServerTraces.ServerTag) is not true)
        {
            Stray = $"Source of traces {source.Name} is not the server's own; nobody can say whose twin it traces.";
        }

        return false;
    }

    private static string Line(Activity span)
    {
        var tags = span.TagObjects.Select(tag => Exclusions.Tag(tag.Key, tag.Value)).Order(StringComparer.Ordinal);
        var events = span.Events.Select(happened => $"{happened.Name}({string.Join(", ", happened.Tags.Select(tag => Exclusions.Tag(tag.Key, tag.Value)))})");
        return $"{span.Source.Name} {span.OperationName} '{span.DisplayName}' {span.Kind} {span.Status} {span.StatusDescription} {{{string.Join(", ", tags)}}} [{string.Join(", ", events)}]";
    }
}

using System.Collections.Immutable;

namespace OxyTrial.TwinTrials;

/// <summary>What was compared of one endpoint.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Route">Pattern.</param>
/// <param name="Answers">Answers compared.</param>
/// <param name="Successes">Of them with a status below 400.</param>
/// <param name="Accounts">How many accounts were answered.</param>
public sealed record EndpointTally(string Method, string Route, long Answers, long Successes, int Accounts);

/// <summary>What became of one declared disclosure.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Answers">Disclosing answers.</param>
/// <param name="Differed">Of them those that told the twins apart.</param>
public sealed record DisclosureTally(string Name, long Answers, long Differed);

/// <summary>Counts of what was compared; scenarios of several threads add to one.</summary>
internal sealed class Tally
{
    private readonly Lock turn = new();
    private readonly List<double> timesOfFirst = [];
    private readonly List<double> timesOfOthers = [];
    private readonly SortedDictionary<(string Method, string Route), Counted> endpoints = [];
    private readonly Dictionary<string, (long Answers, long Differed)> disclosures = Disclosures.Table.ToDictionary(one => one.Name, _ => (0L, 0L), StringComparer.Ordinal);

    public long Answers { get; private set; }

    public long Bytes { get; private set; }

    public long Pdfs { get; private set; }

    public long LogLines { get; private set; }

    public long MetricSeries { get; private set; }

    public long Spans { get; private set; }

    public long Rows { get; private set; }

    public ImmutableArray<EndpointTally> Endpoints
    {
        get
        {
            lock (turn)
            {
                return [.. endpoints.Select(one => new EndpointTally(one.Key.Method, one.Key.Route, one.Value.Answers, one.Value.Successes, one.Value.Accounts.Count))];
            }
        }
    }

    public ImmutableArray<DisclosureTally> DisclosuresMade
    {
        get
        {
            lock (turn)
            {
                return [.. Disclosures.Table.Select(one => new DisclosureTally(one.Name, disclosures[one.Name].Answers, disclosures[one.Name].Differed))];
            }
        }
    }

    /// <summary>What the times of randomizations tell.</summary>
    public ResponseTimes Times
    {
        get
        {
            lock (turn)
            {
                return ResponseTimes.Of(timesOfFirst, timesOfOthers);
            }
        }
    }

    /// <summary>A randomization was answered by both: how much longer the first twin took, by what the kit holds there.</summary>
    public void Time(bool ofFirst, double milliseconds)
    {
        lock (turn)
        {
            (ofFirst ? timesOfFirst : timesOfOthers).Add(milliseconds);
        }
    }

    /// <summary>Notes that an endpoint exists, so that one never asked is seen.</summary>
    public void Expect(string method, string route)
    {
        lock (turn)
        {
            _ = Of(method, route);
        }
    }

    /// <summary>An answer was compared.</summary>
    public void Add(string method, string? route, string? account, int status, long bytes, bool isPdf)
    {
        lock (turn)
        {
            (Answers, Bytes, Pdfs) = (Answers + 1, Bytes + bytes, Pdfs + (isPdf ? 1 : 0));
            if (route is not null)
            {
                var counted = Of(method, route);
                counted.Answers++;
                counted.Successes += status < 400 ? 1 : 0;
                counted.Accounts.Add(account ?? string.Empty);
            }
        }
    }

    /// <summary>A declared disclosure was made.</summary>
    public void Disclose(Disclosure disclosure, bool differed)
    {
        lock (turn)
        {
            var (answers, apart) = disclosures[disclosure.Name];
            disclosures[disclosure.Name] = (answers + 1, apart + (differed ? 1 : 0));
        }
    }

    /// <summary>What was compared at the end of a scenario.</summary>
    public void Close(int logLines, int metricSeries, int spans, int rows)
    {
        lock (turn)
        {
            (LogLines, MetricSeries, Spans, Rows) = (LogLines + logLines, MetricSeries + metricSeries, Spans + spans, Rows + rows);
        }
    }

    private Counted Of(string method, string route)
    {
        var key = (method, route.Length > 1 ? route.TrimEnd('/') : route);
        return endpoints.TryGetValue(key, out var known) ? known : endpoints[key] = new Counted();
    }

    private sealed class Counted
    {
        public long Answers { get; set; }

        public long Successes { get; set; }

        public HashSet<string> Accounts { get; } = new(StringComparer.Ordinal);
    }
}

using System.Diagnostics.Metrics;
using System.Globalization;

namespace OxyTrial.TwinTrials.Observation;

/// <summary>
/// What the server's metrics would say: by instrument and tags, how often and how much. Meters belong to a server by the factory that
/// made them; one of the project's own that belongs to none could not be told to a twin, and is an error.
/// </summary>
internal sealed class MetricCapture : IDisposable
{
    private const string OwnMeters = "OxyTrial";

    private readonly Lock turn = new();
    private readonly SortedDictionary<string, (long Count, decimal Sum)> series = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();
    private long requests;

    public MetricCapture(IMeterFactory factory)
    {
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory))
            {
                if (!Exclusions.IsMemory(instrument.Name))
                {
                    own.EnableMeasurementEvents(instrument);
                }
            }
            else if (instrument.Meter.Scope is null && instrument.Meter.Name.StartsWith(OwnMeters, StringComparison.Ordinal))
            {
                Stray = $"Meter {instrument.Meter.Name} was made without the server's meter factory; nobody can say whose twin it measures.";
            }
        };
        listener.SetMeasurementEventCallback<byte>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<short>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<float>((instrument, value, tags, _) => Take(instrument, Exact(instrument, value), tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, Exact(instrument, value), tags));
        listener.SetMeasurementEventCallback<decimal>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
    }

    /// <summary>What is wrong with the meters themselves; null when nothing.</summary>
    public string? Stray { get; private set; }

    /// <summary>Requests that the server has finished with.</summary>
    public long Requests => Interlocked.Read(ref requests);

    /// <summary>One line a series, in order of name.</summary>
    public IReadOnlyList<string> Lines()
    {
        listener.RecordObservableInstruments();
        lock (turn)
        {
            return [.. series.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key}: {one.Value.Count} measurements, sum {one.Value.Sum}"))];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private static decimal Exact(Instrument instrument, double value) => Exclusions.IsDuration(instrument.Unit) || !double.IsFinite(value) ? 0 : (decimal)value;

    private void Take(Instrument instrument, decimal value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var named = tags.ToArray().Select(tag => Exclusions.Tag(tag.Key, tag.Value)).Order(StringComparer.Ordinal);
        var key = $"{instrument.Meter.Name} {instrument.Name} {{{string.Join(", ", named)}}}";
        lock (turn)
        {
            var (count, sum) = series.GetValueOrDefault(key);
            series[key] = (count + 1, Exclusions.IsDuration(instrument.Unit) ? 0 : sum + value);
        }

        if (instrument.Name == "http.server.request.duration")
        {
            Interlocked.Increment(ref requests);
        }
    }
}

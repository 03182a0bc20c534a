using System.Globalization;
using OxyTrial.Web.Forms;

namespace OxyTrial.TwinTrials.Seams;

/// <summary>Command ids of rendered forms, counted: in a twin trial they are data, as time is.</summary>
internal sealed class CountedFormIds : IFormIds
{
    private long given;

    /// <inheritdoc/>
    public string Next() => string.Create(CultureInfo.InvariantCulture, $"form-{Interlocked.Increment(ref given):00000000}");
}

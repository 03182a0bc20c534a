using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OxyTrial.Verifier;

/// <summary>One check of an answer.</summary>
/// <param name="Name">See <see cref="Check"/>.</param>
/// <param name="Count">What was counted.</param>
/// <param name="State"><c>passed</c>, <c>differs</c> or <c>unfinished</c>.</param>
public sealed record CheckResult(string Name, long Count, string State);

/// <summary>A verifier's answer, of the same shape for every verifier.</summary>
/// <param name="Verdict"><c>verified</c>, <c>differs</c> or <c>bad-input</c>.</param>
/// <param name="Study">The study; null for bad input, or a journal without one.</param>
/// <param name="Journal">Fingerprint of the newest event; null when the chain differs.</param>
/// <param name="Checks">Every check in order; empty for bad input.</param>
/// <param name="Difference">The first difference, or null.</param>
public sealed record VerificationAnswer(string Verdict, string? Study, string? Journal, ImmutableArray<CheckResult> Checks, Difference? Difference)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>0 verified, 1 differs, 2 bad input.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int ExitCode => Verdict switch { "verified" => 0, "differs" => 1, _ => 2 };

    /// <summary>The answer to what is no bundle.</summary>
    public static VerificationAnswer BadInput(string what) => new("bad-input", null, null, [], new Difference(null, null, what));

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <summary>A line a check, and the verdict.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var check in Checks)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{check.Name,-12} {check.Count,7}  {check.State}");
        }

        yield return Difference is { } difference
            ? $"NOT verified: {difference.Check}{(difference.Position is { } position ? string.Create(CultureInfo.InvariantCulture, $", journal position {position}") : string.Empty)}: {difference.What}"
            : $"verified: study {Study}, journal {Journal}";
    }
}

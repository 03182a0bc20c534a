using System.Text.Json;
using System.Text.Unicode;

namespace OxyTrial.Journal;

/// <summary>The rules of <see cref="AppendRequest"/>. Who breaks one has a bug, so the answer is an exception.</summary>
public static class AppendRules
{
    /// <summary>Returns when the request keeps every rule.</summary>
    /// <exception cref="ArgumentException">It does not; the message names the rule.</exception>
    public static void Ensure(AppendRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        EnsureName(request.Study, "study");
        EnsureName(request.CommandId, "command id");
        EnsureName(request.Actor, "actor");
        Require(request.RequestDigest.Length == JournalHash.Size, "the request digest has 32 bytes");
        Require(request.Result.Length <= AppendRequest.MaximumBodyBytes, "the result is at most 1 MiB");
        EnsureEvents(request, EnsureExpectedVersions(request.ExpectedVersions));
        EnsureClaims(request.Claims);
    }

    /// <summary>Whether a text may be a name in the journal; see <see cref="AppendRequest"/>.</summary>
    public static bool IsName(string? text)
    {
        if (text is not { Length: > 0 and <= AppendRequest.MaximumNameLength })
        {
            return false;
        }

        // EnumerateRunes gives U+FFFD for a lone surrogate. It is refused itself too: stored bytes that are not UTF-8 are
        // read back as U+FFFD, and must never look like what was written.
        foreach (var rune in text.EnumerateRunes())
        {
            if (System.Text.Rune.IsControl(rune) || rune == System.Text.Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }

    private static HashSet<string> EnsureExpectedVersions(IReadOnlyList<StreamVersion> expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        Require(expected.Count <= AppendRequest.MaximumEvents, "at most 10,000 expected versions");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (stream, version) in expected)
        {
            EnsureName(stream, "stream");
            Require(version >= 0, "an expected version is 0 or more");
            Require(seen.Add(stream), static stream => $"stream {stream} is expected once", stream);
        }

        return seen;
    }

    private static void EnsureEvents(AppendRequest request, HashSet<string> expected)
    {
        ArgumentNullException.ThrowIfNull(request.Events);
        Require(request.Events.Count is >= 1 and <= AppendRequest.MaximumEvents, "an append has 1 to 10,000 events");
        foreach (var added in request.Events)
        {
            Require(expected.Contains(added.Stream), static stream => $"written stream {stream} has an expected version", added.Stream);
            EnsureName(added.Type, "event type");
            Require(added.SchemaVersion >= 1, "a schema version is 1 or more");
            Require(added.Body.Length <= AppendRequest.MaximumBodyBytes, "a body is at most 1 MiB");
            Require(IsJson(added.Body.Span), static type => $"the body of {type} is one JSON value in UTF-8", added.Type);
        }
    }

    private static void EnsureClaims(IReadOnlyList<Claim> claims)
    {
        ArgumentNullException.ThrowIfNull(claims);
        Require(claims.Count <= AppendRequest.MaximumEvents, "at most 10,000 claims");
        foreach (var claim in claims)
        {
            EnsureName(claim.Kind, "claim kind");
            EnsureName(claim.Key, "claim key");
        }

        Require(claims.Distinct().Count() == claims.Count, "no claim is made twice");
    }

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void EnsureName(string? text, string what) =>
        Require(IsName(text), static what => $"a {what} has 1 to {AppendRequest.MaximumNameLength} characters, no control characters and no broken ones", what);

    private static void Require(bool holds, string rule) => Require(holds, static rule => rule, rule);

    // The text is put together for a rule that is broken only: every name of every append comes by here.
    private static void Require(bool holds, Func<string, string> rule, string named)
    {
        if (!holds)
        {
            throw new ArgumentException($"Append refused by rule: {rule(named)}.");
        }
    }
}

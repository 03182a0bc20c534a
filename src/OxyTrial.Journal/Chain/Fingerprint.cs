using System.Globalization;
using System.Text.RegularExpressions;

namespace OxyTrial.Journal;

/// <summary>
/// A journal's head in a form people can print, read out and compare: the position and the first 64 bits of the hash, as
/// in <c>1042:9f3a-77c0-12de-44ab</c>. Printed on reports and receipts it is the check that the journal's keeper does not
/// hold: a journal rewritten later no longer has this hash at this position.
/// </summary>
public sealed partial record Fingerprint
{
    /// <summary>Hexadecimal digits of the hash that are printed.</summary>
    public const int HashDigits = 16;

    private Fingerprint(long position, string digits)
    {
        Position = position;
        Digits = digits;
    }

    /// <summary>The position, 0 for a study without events.</summary>
    public long Position { get; }

    /// <summary>The first 16 lower-case hexadecimal digits of the hash at that position.</summary>
    public string Digits { get; }

    /// <summary>The fingerprint of a head.</summary>
    public static Fingerprint Of(JournalHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return Of(head.Position, head.Hash);
    }

    /// <summary>The fingerprint of a position and the hash of the event there.</summary>
    public static Fingerprint Of(long position, byte[] hash)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentNullException.ThrowIfNull(hash);
        return new(position, Convert.ToHexStringLower(hash)[..HashDigits]);
    }

    /// <summary>Reads the printed form; false for any other text.</summary>
    public static bool TryParse(string? text, out Fingerprint? fingerprint)
    {
        var match = Printed().Match(text ?? "");
        fingerprint = match.Success && long.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var position)
            ? new Fingerprint(position, match.Groups[2].Value.Replace("-", "", StringComparison.Ordinal))
            : null;
        return fingerprint is not null;
    }

    /// <summary>
    /// Looks up this position in a journal and compares the hash stored there. That the journal's own chain is sound is for
    /// <see cref="JournalCheck"/> to say; both together show that nothing up to this position was changed.
    /// </summary>
    public async ValueTask<FingerprintComparison> CompareAsync(
        IJournalReader journal, string study, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        if (Position == 0)
        {
            return Judge(Of(JournalHead.Empty(study)));
        }

        var there = await journal.ReadAllAsync(study, Position - 1, 1, cancellationToken).ConfigureAwait(false);
        return there.Count == 0 ? FingerprintComparison.JournalIsShorter : Judge(Of(there[0].Position, there[0].Hash));
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Position}:{Digits[..4]}-{Digits[4..8]}-{Digits[8..12]}-{Digits[12..]}");

    private FingerprintComparison Judge(Fingerprint found) =>
        found == this ? FingerprintComparison.Confirmed : FingerprintComparison.Differs;

    [GeneratedRegex(@"\A(0|[1-9][0-9]{0,18}):([0-9a-f]{4}(?:-[0-9a-f]{4}){3})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Printed();
}

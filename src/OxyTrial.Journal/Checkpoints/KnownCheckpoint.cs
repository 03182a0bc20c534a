using System.Globalization;

namespace OxyTrial.Journal;

/// <summary>
/// A position of a study's journal and the hash there, held where the journal is not. Whoever restores an old backup cannot restore this
/// with it: it shows what is missing.
/// </summary>
/// <param name="Study">The study.</param>
/// <param name="Epoch">The epoch of that event, from 1.</param>
/// <param name="Position">The position, from 1.</param>
/// <param name="Digits">Lower-case hexadecimal digits of the hash: all 64, or the first 16 that are printed on paper.</param>
/// <param name="Utc">When it was written down.</param>
public sealed record KnownCheckpoint(string Study, long Epoch, long Position, string Digits, DateTimeOffset Utc)
{
    private const int HashDigits = 64;
    private const int Fields = 4;

    /// <summary>The checkpoint of a head.</summary>
    public static KnownCheckpoint Of(JournalHead head, DateTimeOffset utc)
    {
        ArgumentNullException.ThrowIfNull(head);
        return new(head.Study, head.Epoch, head.Position, Convert.ToHexStringLower(head.Hash), utc);
    }

    /// <summary>The checkpoint that a fingerprint on paper is.</summary>
    public static KnownCheckpoint Of(string study, long epoch, Fingerprint printed, DateTimeOffset utc)
    {
        ArgumentNullException.ThrowIfNull(printed);
        return new(study, epoch, printed.Position, printed.Digits, utc);
    }

    /// <summary>Whether a hash begins with the digits.</summary>
    public bool IsOf(byte[] hash) => Convert.ToHexStringLower(hash).StartsWith(Digits, StringComparison.Ordinal);

    /// <summary>As people compare it.</summary>
    public string Printed => string.Create(CultureInfo.InvariantCulture, $"{Position}:{Digits[..4]}-{Digits[4..8]}-{Digits[8..12]}-{Digits[12..16]}");

    /// <summary>One line of a file of checkpoints: time, epoch, position and digits, study.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{UtcText.Format(Utc.ToUniversalTime())} {Epoch} {Position}:{Digits} {Study}");

    /// <summary>Reads a line; null when it is none.</summary>
    public static KnownCheckpoint? Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Split(' ', Fields) is [var utc, var epoch, var place, var study]
            && UtcText.TryParse(utc, out var at)
            && place.Split(':') is [var position, var digits]
            && Number(epoch) is { } e && Number(position) is { } p
            && digits.Length is Fingerprint.HashDigits or HashDigits && digits.All(char.IsAsciiHexDigitLower)
            && AppendRules.IsName(study)
                ? new KnownCheckpoint(study, e, p, digits, at)
                : null;
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}

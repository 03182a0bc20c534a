using System.Globalization;
using System.Text.RegularExpressions;

namespace OxyTrial.Verifier.Bundles;

/// <summary>A position and the beginning of the hash there, known from outside: a fingerprint from paper, or all 64 digits.</summary>
/// <param name="Position">Journal position; 0 is before the first event.</param>
/// <param name="Digits">16 or 64 hexadecimal digits.</param>
public sealed partial record Checkpoint(long Position, string Digits)
{
    /// <summary>Reads <c>checkpoints.txt</c>.</summary>
    /// <exception cref="BadBundleException">A line is no checkpoint.</exception>
    public static IReadOnlyList<Checkpoint> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').Select(ParseLine)];
    }

    /// <summary>Whether a line is one.</summary>
    public static bool IsCheckpoint(string line) => Form().IsMatch(line) && long.TryParse(line.AsSpan(0, line.IndexOf(':', StringComparison.Ordinal)), CultureInfo.InvariantCulture, out _);

    private static Checkpoint ParseLine(string line)
    {
        var match = Form().Match(line);
        return match.Success && long.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var position)
            ? new Checkpoint(position, match.Groups[2].Value.Replace("-", "", StringComparison.Ordinal))
            : throw new BadBundleException($"checkpoints.txt: '{line}' is no checkpoint");
    }

    [GeneratedRegex(@"\A(0|[1-9][0-9]{0,18}):((?:[0-9a-f]{4}-){3}[0-9a-f]{4}|[0-9a-f]{64})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

/// <summary>What was given is no bundle.</summary>
public sealed class BadBundleException : Exception
{
    public BadBundleException(string message)
        : base(message)
    {
    }

    public BadBundleException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public BadBundleException()
    {
    }
}

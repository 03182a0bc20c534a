namespace OxyTrial.Randomization.Derivation;

/// <summary>One code of a participant and the index of the arm it stands for.</summary>
public sealed record EmergencyCodeLine(string Code, int Arm);

/// <summary>
/// The emergency codes of a trial's participants, one for every arm, all different. Codes are given in the order of randomization: a
/// later participant never changes an earlier one's. Who is in which arm plays no part, so trials that differ in nothing but the arms
/// have the same book.
/// </summary>
public sealed class EmergencyCodeBook
{
    private readonly Dictionary<string, EmergencyCodeLine[]> _lines = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The book of a trial.</summary>
    /// <param name="secret">The trial's secret.</param>
    /// <param name="specSha256">SHA-256 of the specification, 32 bytes.</param>
    /// <param name="arms">Number of arms.</param>
    /// <param name="participants">Identifiers in the order of randomization, each once.</param>
    public EmergencyCodeBook(TrialSecret secret, ReadOnlySpan<byte> specSha256, int arms, IEnumerable<string> participants)
        : this(CodesOf(new TrialDraws(secret, specSha256)), arms, participants)
    {
    }

    internal EmergencyCodeBook(Func<string, int, int, string> codeOf, int arms, IEnumerable<string> participants)
    {
        ArgumentNullException.ThrowIfNull(participants);
        foreach (var participant in participants)
        {
            _lines.Add(participant, [.. Enumerable.Range(0, arms).Select(arm => new EmergencyCodeLine(Untaken(codeOf, participant, arm), arm))]);
        }
    }

    /// <summary>A participant's codes in ordinal order, which is independent of the arms.</summary>
    /// <exception cref="KeyNotFoundException">The participant is not in the book.</exception>
    public IReadOnlyList<EmergencyCodeLine> LinesOf(string participant) => [.. _lines[participant].OrderBy(line => line.Code, StringComparer.Ordinal)];

    /// <summary>The code of a participant's arm.</summary>
    /// <exception cref="KeyNotFoundException">The participant is not in the book.</exception>
    public string CodeOf(string participant, int arm) => _lines[participant][arm].Code;

    private static Func<string, int, int, string> CodesOf(TrialDraws draws) => (participant, arm, attempt) => EmergencyCode.Of(draws, participant, arm, attempt);

    private string Untaken(Func<string, int, int, string> codeOf, string participant, int arm)
    {
#if LEAK_MUTANTS
        if (LeakMutant.Is(12))
        {
            return codeOf(string.Empty, arm, 0);
        }
#endif
        for (var attempt = 0; ; attempt++)
        {
            if (codeOf(participant, arm, attempt) is var code && _taken.Add(code))
            {
                return code;
            }
        }
    }
}

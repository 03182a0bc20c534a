using System.Diagnostics.CodeAnalysis;

namespace OxyTrial.Randomization;

/// <summary>A participant of a history: profile and the index of the arm allocated.</summary>
public sealed record Allocated(Profile Profile, int Arm);

/// <summary>Answers, from a whole history, what a procedure says of the next participant.</summary>
public static class NextAllocation
{
    /// <summary>
    /// Imbalance and probability of each arm for the next participant, given all participants of the cohort in their order; a
    /// stratified procedure looks at those of the same stratum only. Refused: a history the procedure cannot have made.
    /// </summary>
    public static bool TryAnswer(
        ProcedureDefinition definition,
        AllocationRatio ratio,
        IEnumerable<Allocated> history,
        Profile next,
        [NotNullWhen(true)] out ProcedureAnswer? answer,
        [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(ratio);
        ArgumentNullException.ThrowIfNull(history);
        var state = definition.Open(ratio);
        var (number, slots) = (0, 0);
        foreach (var (profile, arm) in history)
        {
            number++;
            if (definition.IsStratified && !profile.Equals(next))
            {
                continue;
            }

            if (slots++ == definition.Length)
            {
                answer = null;
                error = $"participant {number} of the history comes after the last of the list's {definition.Length} places";
                return false;
            }

            if (!state.TryAdd(profile, arm))
            {
                answer = null;
                error = $"participant {number} of the history has arm {ratio.Arms[arm].Name}, which {definition} with these parameters "
                    + "cannot have allocated there";
                return false;
            }
        }

        answer = slots == definition.Length ? null : state.Next(next);
        error = answer is null ? $"the list of {definition.Length} places is used up; it never begins anew" : null;
        return answer is not null;
    }
}

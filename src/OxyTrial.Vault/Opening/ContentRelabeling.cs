using OxyTrial.Trial.Specification;

namespace OxyTrial.Vault.Opening;

/// <summary>
/// What exchanged arms do to the contents of kits in a twin trial: without treatments the same; in a cross-over, exchanging the sequences
/// oxytocin–placebo and placebo–oxytocin exchanges the treatments.
/// </summary>
internal static class ContentRelabeling
{
    /// <exception cref="ArgumentException">Exchanged arms would give one treatment two names.</exception>
    public static IReadOnlyList<int> Of(StudySpec spec, IReadOnlyList<int> arms)
    {
        if (spec.Treatments is not { } treatments)
        {
            return arms;
        }

        var to = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (from, into) in arms.Index().SelectMany(arm => spec.Arms[arm.Index].Sequence!.Value.Zip(spec.Arms[arm.Item].Sequence!.Value)))
        {
            if (!to.TryAdd(from, into) && to[from] != into)
            {
                throw new ArgumentException($"The exchanged arms turn {from} into {to[from]} and into {into}.", nameof(arms));
            }
        }

        return [.. treatments.Select(treatment => treatments.Select(other => other.Key).ToList().IndexOf(to[treatment.Key]))];
    }
}

namespace OxyTrial.Canary.Tests.Searching;

/// <summary>A label found near a kit or a participant.</summary>
/// <param name="Label">The arm's label.</param>
/// <param name="Other">Kit or participant.</param>
/// <param name="Distance">Bytes between their beginnings.</param>
internal sealed record Near(Hit Label, Hit Other, long Distance)
{
    /// <summary>Whether both are written in the same way: the runtime's strings, or bytes of a file or socket.</summary>
    public bool SameWriting => Label.Needle.Form == Other.Needle.Form;
}

/// <summary>Which hits lie near each other. A label alone tells nothing, since the spec has every label; a label beside a kit's number may tell its content.</summary>
internal static class Nearness
{
    /// <param name="labels">Hits of labels, in order of position, of one file.</param>
    /// <param name="others">Hits of kits and participants, likewise.</param>
    /// <param name="within">Bytes.</param>
    public static IEnumerable<Near> Of(IReadOnlyList<Hit> labels, IReadOnlyList<Hit> others, long within)
    {
        var first = 0;
        foreach (var label in labels)
        {
            while (first < others.Count && others[first].At < label.At - within)
            {
                first++;
            }

            for (var at = first; at < others.Count && others[at].At <= label.At + within; at++)
            {
                yield return new Near(label, others[at], Math.Abs(others[at].At - label.At));
            }
        }
    }
}

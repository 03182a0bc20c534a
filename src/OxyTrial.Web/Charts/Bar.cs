namespace OxyTrial.Web.Charts;

/// <summary>One bar.</summary>
/// <param name="Label">What it counts.</param>
/// <param name="Counts">One count a part, 0 or more.</param>
public sealed record Bar(string Label, IReadOnlyList<int> Counts);

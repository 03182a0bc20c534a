namespace OxyTrial.Trial.Specification;

/// <summary>What a kit of a cross-over contains.</summary>
/// <param name="Key">Short key, e.g. <c>O</c>; stands in the arms' sequences.</param>
/// <param name="Label">As the protocol names it, e.g. <c>Oxytocin 24 IU</c>.</param>
/// <param name="TotalIu">Oxytocin per dose in international units (IU); 0 for placebo, null when unknown.</param>
/// <param name="PlaceboComposition">For a placebo: <c>excipient-matched</c>, <c>saline</c> or null when unknown; null for an active treatment.</param>
public sealed record TreatmentSpec(string Key, string Label, decimal? TotalIu, string? PlaceboComposition);

/// <summary>
/// The time between the last dose of one period and the first of the next (CONSORT extension to cross-over trials, Dwan et al. 2019, item 3a).
/// </summary>
/// <param name="MinimumDays">A dose of the next period is refused earlier; null when unknown, and then nothing is refused.</param>
/// <param name="MaximumDays">Longest plan; null when none or unknown. The visits' plan is checked against it, a late dose is not refused.</param>
public sealed record WashoutSpec(int? MinimumDays, int? MaximumDays);

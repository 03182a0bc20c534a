using System.Collections.Immutable;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Vault;

/// <summary>What one site could have guessed so far in one stratum, had it known the arms of those before. Unblinded: from how it changes with each participant their arm follows.</summary>
/// <param name="Stratum">Stratum's key.</param>
/// <param name="Site">Site.</param>
/// <param name="Allocations">Participants allocated.</param>
/// <param name="GuessedBySite">Of these, guessed by the convergence strategy on the site's own participants of the stratum; a tie counts by its share.</param>
/// <param name="GuessedByProcedure">Of these, guessed by the likeliest arm, knowing the procedure and its whole list.</param>
/// <param name="Certain">Of these, certain to somebody who knows as much.</param>
public sealed record PredictabilityRow(string Stratum, SiteId Site, int Allocations, decimal GuessedBySite, decimal GuessedByProcedure, int Certain);

/// <summary>The predictability so far.</summary>
/// <param name="ByChance">Share guessed when nothing is known: the largest share of an arm.</param>
/// <param name="Rows">By stratum and site, in order; those with somebody.</param>
public sealed record Predictability(decimal ByChance, ImmutableArray<PredictabilityRow> Rows);

namespace OxyTrial.Grains.Commands;

/// <summary>Who asks, when, and under which id. A retry brings the same id; two ids are two commands.</summary>
/// <param name="CommandId">1–400 characters, unique in the study; from the rendered form or the Idempotency-Key header.</param>
/// <param name="Actor">Account name.</param>
/// <param name="Utc">When.</param>
public sealed record CommandContext(string CommandId, string Actor, DateTimeOffset Utc);

using System.Text.Json.Serialization;

namespace OxyTrial.Instruments;

/// <summary>A scale's score: the sum of keyed responses over the number of answered items, kept exact.</summary>
/// <param name="Scale">Name of the scale scored.</param>
/// <param name="Sum">Sum of the keyed responses given.</param>
/// <param name="Answered">Number of items answered, at least 1.</param>
/// <param name="Missing">Number of items of the scale not answered.</param>
public sealed record ScaleScore(string Scale, int Sum, int Answered, int Missing)
{
    /// <summary>The score as a fraction.</summary>
    [JsonIgnore]
    public ExactScore Value => ExactScore.Of(Sum, Answered);

    /// <summary>The score to 4 decimal places for printing.</summary>
    public decimal ToDecimal() => Value.ToDecimal();

    /// <summary>Compares the exact fraction with a decimal: negative, zero or positive as the score is below, at or above it.</summary>
    public int CompareTo(decimal value) => Value.CompareTo(ExactScore.Of(value));
}

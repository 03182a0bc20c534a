namespace OxyTrial.Reports.Dosing;

/// <summary>
/// The protocol's dose in puffs of the nasal spray; the same for every participant of the visit, whatever the bottle holds.
/// </summary>
public sealed record NasalDose
{
    // Product text: 4 IU of oxytocin are 6.7 µg.
    private const decimal MicrogramsPerFourInternationalUnits = 6.7m;

    /// <summary>States a dose.</summary>
    /// <param name="totalInternationalUnits">The protocol's total dose in IU; positive, or null when no source states it.</param>
    /// <param name="internationalUnitsPerPuff">What one puff of the device delivers in IU; positive (4 for most devices; 2.4 and 8 exist), or null when no source states it.</param>
    /// <param name="nostrilRule">
    /// The study's rule where the puffs do not halve evenly; <c>null</c> when none is declared, which is then a warning on the sheet.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A dose is not positive.</exception>
    public NasalDose(decimal? totalInternationalUnits, decimal? internationalUnitsPerPuff, NostrilRule? nostrilRule = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(totalInternationalUnits ?? 1, nameof(totalInternationalUnits));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(internationalUnitsPerPuff ?? 1, nameof(internationalUnitsPerPuff));
        TotalInternationalUnits = totalInternationalUnits;
        InternationalUnitsPerPuff = internationalUnitsPerPuff;
        NostrilRule = nostrilRule;
    }

    /// <summary>The protocol's total dose in IU; null = not stated.</summary>
    public decimal? TotalInternationalUnits { get; }

    /// <summary>What one puff delivers in IU; null = not stated.</summary>
    public decimal? InternationalUnitsPerPuff { get; }

    /// <summary>The declared rule for puffs that do not halve evenly, or <c>null</c>.</summary>
    public NostrilRule? NostrilRule { get; }

    /// <summary>The total in puffs; 26 IU at 4 IU a puff are 6.5; null when either is not stated.</summary>
    public decimal? Puffs => TotalInternationalUnits / InternationalUnitsPerPuff;

    /// <summary>The total in micrograms, rounded half away from zero to one decimal place.</summary>
    public decimal? TotalMicrograms => TotalInternationalUnits is { } total
        ? decimal.Round(total * MicrogramsPerFourInternationalUnits / 4m, 1, MidpointRounding.AwayFromZero)
        : null;

    /// <summary>Whether the puffs are a whole number.</summary>
    public bool IsWholePuffs => Puffs is { } puffs && decimal.IsInteger(puffs);

    /// <summary>Whether both nostrils get the same whole number of puffs without any rule.</summary>
    public bool HalvesEvenly => Puffs is { } puffs && decimal.IsInteger(puffs / 2m);

    /// <summary>Puffs in the left nostril: the declared rule's, else half of an even number, else unknown.</summary>
    public decimal? PuffsLeft => NostrilRule is not null ? NostrilRule.PuffsLeft : HalvesEvenly ? Puffs / 2m : null;

    /// <summary>Puffs in the right nostril: the declared rule's, else half of an even number, else unknown.</summary>
    public decimal? PuffsRight => NostrilRule is not null ? NostrilRule.PuffsRight : HalvesEvenly ? Puffs / 2m : null;

    /// <summary>What the stated puffs deliver in IU; the protocol's total where the puffs are unknown.</summary>
    public decimal? DeliveredInternationalUnits =>
        PuffsLeft is { } left && PuffsRight is { } right && InternationalUnitsPerPuff is { } perPuff
            ? (left + right) * perPuff
            : TotalInternationalUnits;
}

/// <summary>The study's declared rule for sharing puffs between the nostrils.</summary>
/// <param name="Sentence">The rule in words, as declared.</param>
/// <param name="PuffsLeft">Puffs in the left nostril; <c>null</c> when the rule fixes no number.</param>
/// <param name="PuffsRight">Puffs in the right nostril; <c>null</c> when the rule fixes no number.</param>
public sealed record NostrilRule(string Sentence, decimal? PuffsLeft = null, decimal? PuffsRight = null);

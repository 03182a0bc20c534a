using System.Globalization;
using System.Numerics;
using OxyTrial.Randomization.Bits;

namespace OxyTrial.Randomization.Derivation;

/// <summary>A kit: its number as printed, with the check digit last, and the index of the arm it contains.</summary>
public sealed record CatalogueKit(string Number, int Arm);

/// <summary>
/// The numbered kits of a trial, in sets that hold for every arm as many kits as the ratio says. Numbers are drawn one after the other,
/// uniform among those not yet drawn; the arms of a set's draws are fixed beforehand, so numbers and arms are independent. A catalogue of
/// more sets begins with the same sets. Time and memory are proportional to the number of kits.
/// </summary>
public sealed class KitCatalogue
{
    /// <summary>Fewest and most digits of a number before its check digit.</summary>
    public const int FewestDigits = 4;

    /// <inheritdoc cref="FewestDigits"/>
    public const int MostDigits = 8;

    // Kits beyond a tenth of the numbers would make guessing a valid number, or mistyping one into another, too easy.
    private const int NumbersPerKit = 10;

    private readonly CatalogueKit[] _kits;
    private readonly Dictionary<string, int> _armByNumber;
    private readonly int _setSize;

    /// <summary>The kits of a trial.</summary>
    /// <param name="secret">The trial's secret.</param>
    /// <param name="specSha256">SHA-256 of the specification, 32 bytes.</param>
    /// <param name="ratio">The allocation ratio; a set has as many kits as its sum.</param>
    /// <param name="numberDigits">Digits of a number before its check digit, 4 to 8; leading zeros are kept.</param>
    /// <param name="totalSets">The number of sets, at least one.</param>
    /// <param name="relabeling">Only in a twin trial, together with its <see cref="SlotArms"/>.</param>
    /// <exception cref="ArgumentException"><see cref="RefusalFor"/> has a refusal, or the hash has not 32 bytes.</exception>
    public KitCatalogue(
        TrialSecret secret,
        ReadOnlySpan<byte> specSha256,
        AllocationRatio ratio,
        int numberDigits,
        int totalSets,
        ArmRelabeling? relabeling = null)
        : this(Checked(ratio, numberDigits, totalSets), totalSets, Digits(secret, specSha256, numberDigits), relabeling)
    {
    }

    /// <summary>The same over any source of numbers; one that was drawn before is passed over.</summary>
    /// <param name="ratio">The allocation ratio.</param>
    /// <param name="totalSets">The number of sets, at least one.</param>
    /// <param name="drawDigits">Draws a number without its check digit, uniform among all there are or among those not yet drawn.</param>
    /// <param name="relabeling">Only in a twin trial.</param>
    internal KitCatalogue(AllocationRatio ratio, int totalSets, Func<string> drawDigits, ArmRelabeling? relabeling = null)
    {
        var labels = ArmRelabeling.OrIdentity(relabeling, ratio);
        int[] armsOfASet = [.. ratio.Arms.SelectMany((arm, index) => Enumerable.Repeat(labels.Apply(index), arm.Ratio))];
        _setSize = ratio.Sum;
        Sets = totalSets;
        _armByNumber = new Dictionary<string, int>(totalSets * _setSize, StringComparer.Ordinal);
        _kits = new CatalogueKit[totalSets * _setSize];
        for (var kit = 0; kit < _kits.Length; kit++)
        {
            _kits[kit] = Draw(drawDigits, armsOfASet[kit % _setSize]);
        }

        SortWithinSets();
#if LEAK_MUTANTS
        if (LeakMutant.Is(21))
        {
            NumberBeforeTheArms(armsOfASet);
        }
#endif
    }

    /// <summary>The number of sets.</summary>
    public int Sets { get; }

    /// <summary>Why there can be no such catalogue, or null.</summary>
    public static string? RefusalFor(AllocationRatio ratio, int numberDigits, int totalSets)
    {
        ArgumentNullException.ThrowIfNull(ratio);
        if (numberDigits is < FewestDigits or > MostDigits)
        {
            return $"kit numbers of {numberDigits} digits; possible are {FewestDigits} to {MostDigits}, and the check digit";
        }

        var most = NumbersOf(numberDigits) / NumbersPerKit / ratio.Sum;
        return totalSets < 1 || totalSets > most
            ? $"{totalSets} sets of {ratio.Sum} kits with numbers of {numberDigits} digits; possible are 1 to {most} sets, "
                + "so that at most one number in ten is a kit"
            : null;
    }

    /// <summary>Whether a text is digits of which the last is the check digit of the others.</summary>
    public static bool CheckDigitIsValid(string number) =>
        number is { Length: >= 2 } && number.All(char.IsAsciiDigit) && DammCheckDigit.Of(number) == '0';

    /// <summary>The kits of the set at <paramref name="index"/>, from 0, in ordinal order of their numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such set.</exception>
    public IReadOnlyList<CatalogueKit> Set(int index)
    {
        RequireSets(index, 1);
        return new ArraySegment<CatalogueKit>(_kits, index * _setSize, _setSize);
    }

    /// <summary>The arm of a kit, or null when the number is not in the catalogue.</summary>
    public int? ArmOf(string kitNumber) => _armByNumber.TryGetValue(kitNumber, out var arm) ? arm : null;

    /// <summary>The numbers of the kits of <paramref name="setCount"/> sets from <paramref name="firstSet"/>, from 0, in ordinal order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no such sets.</exception>
    public IReadOnlyList<string> KitsOf(int firstSet, int setCount)
    {
        RequireSets(firstSet, setCount);
        return [.. _kits.Skip(firstSet * _setSize).Take(setCount * _setSize).Select(kit => kit.Number).Order(StringComparer.Ordinal)];
    }

    private static int NumbersOf(int digits) => (int)BigInteger.Pow(10, digits);

    private static AllocationRatio Checked(AllocationRatio ratio, int numberDigits, int totalSets) =>
        RefusalFor(ratio, numberDigits, totalSets) is { } refusal ? throw new ArgumentException(refusal) : ratio;

    private static Func<string> Digits(TrialSecret secret, ReadOnlySpan<byte> specSha256, int numberDigits)
    {
        var bits = new TrialDraws(secret, specSha256).Bits(new Fields(Purpose.KitNumbers).Number(numberDigits));
        var space = NumbersOf(numberDigits);
        return () => UniformInteger.Below(bits, space).ToString($"D{numberDigits}", CultureInfo.InvariantCulture);
    }

    private CatalogueKit Draw(Func<string> drawDigits, int arm)
    {
        while (true)
        {
            var digits = drawDigits();
#if LEAK_MUTANTS
            digits = LeakMutant.Is(1) ? arm + digits[1..] : digits;
#endif
            var number = digits + DammCheckDigit.Of(digits);
            if (_armByNumber.TryAdd(number, arm))
            {
                return new CatalogueKit(number, arm);
            }
        }
    }

    // In the order of drawing a set would spell out its arms.
    private void SortWithinSets()
    {
        var byNumber = Comparer<CatalogueKit>.Create((left, right) => string.CompareOrdinal(left.Number, right.Number));
        for (var set = 0; set < Sets; set++)
        {
            Array.Sort(_kits, set * _setSize, _setSize, byNumber);
        }
    }

#if LEAK_MUTANTS
    private void NumberBeforeTheArms(int[] armsOfASet)
    {
        for (var kit = 0; kit < _kits.Length; kit++)
        {
            _kits[kit] = _kits[kit] with { Arm = armsOfASet[kit % _setSize] };
            _armByNumber[_kits[kit].Number] = _kits[kit].Arm;
        }
    }
#endif

    private void RequireSets(int firstSet, int setCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstSet);
        ArgumentOutOfRangeException.ThrowIfNegative(setCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(setCount, Sets - firstSet);
    }
}

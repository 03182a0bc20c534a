using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Numbers;

/// <summary>Fractions as numbers for charts, reports and simulation: this side of the line where nothing is allocated.</summary>
public static class RationalNumbers
{
    /// <summary>The nearest double but for its last digit, however long the fraction.</summary>
    public static double ToDouble(this Rational value)
    {
        const int digits = 80;
        var shift = digits - (int)(value.Numerator.GetBitLength() - value.Denominator.GetBitLength());
        var quotient = shift >= 0 ? (value.Numerator << shift) / value.Denominator : value.Numerator / (value.Denominator << -shift);
        return Math.ScaleB((double)quotient, -shift);
    }
}

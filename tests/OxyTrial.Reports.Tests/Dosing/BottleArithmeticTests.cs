using OxyTrial.Reports.Dosing;

namespace OxyTrial.Reports.Tests.Dosing;

public sealed class BottleArithmeticTests
{
    [Theory]
    [InlineData(24, 7)]
    [InlineData(40, 4)]
    public void A_primed_bottle_of_200_IU_holds_the_known_number_of_doses(int dose, int doses) =>
        Assert.Equal(doses, Samples.Bottle.DosesWhenPrimed(new NasalDose(dose, 4m)));

    [Theory]
    [InlineData("4", "6.7")]
    [InlineData("24", "40.2")]
    [InlineData("40", "67.0")]
    [InlineData("26", "43.6")]
    public void Micrograms_are_exact_to_one_decimal_place(string internationalUnits, string micrograms) =>
        Assert.Equal(Decimal(micrograms), new NasalDose(Decimal(internationalUnits), 4m).TotalMicrograms);

    [Theory]
    [InlineData("2026-02-16", "2026-09-30", "2026-03-16")]
    [InlineData("2026-01-31", "2026-09-30", "2026-02-28")]
    [InlineData("2026-09-10", "2026-09-30", "2026-09-30")]
    public void A_bottle_is_discarded_at_the_earlier_of_expiry_and_one_month_after_opening(string opened, string expiry, string discardBy) =>
        Assert.Equal(Day(discardBy), (Samples.Bottle with { OpenedOn = Day(opened), Expiry = Day(expiry) }).DiscardBy);

    [Fact]
    public void Ten_puffs_are_five_in_each_nostril()
    {
        var dose = new NasalDose(40m, 4m);
        Assert.Equal((5m, 5m), (dose.PuffsLeft, dose.PuffsRight));
    }

    [Fact]
    public void Doses_left_are_never_negative() =>
        Assert.Equal(0, (Samples.Bottle with { DosesTaken = 9 }).DosesLeft(new NasalDose(24m, 4m)));

    [Theory]
    [InlineData(0, 4)]
    [InlineData(24, 0)]
    [InlineData(-24, 4)]
    public void A_dose_that_is_not_positive_is_refused(int total, int perPuff) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new NasalDose(total, perPuff));

    [Fact]
    public void A_window_that_ends_before_it_starts_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new StartWindow(45, 30));

    private static decimal Decimal(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

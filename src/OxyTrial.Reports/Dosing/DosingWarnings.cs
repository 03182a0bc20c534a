using OxyTrial.Reports.Document;
using static OxyTrial.Reports.Dosing.DosingText;

namespace OxyTrial.Reports.Dosing;

/// <summary>What whoever gives the dose must know before giving it.</summary>
internal static class DosingWarnings
{
    public static IEnumerable<ReportBlock> For(DosingSheetInput input)
    {
        var lastDay = input.Bottle.DiscardBy ?? input.Bottle.Expiry;
        if (input.VisitDate > lastDay)
        {
            yield return new ReportBlock.Notice(NoticeKind.Critical, "Do not use this kit",
                [$"Its last day of use was {Day(lastDay)}; the visit is on {Day(input.VisitDate)}. Ask for another kit."]);
        }

        if (input.Bottle.DosesLeft(input.Dose) == 0)
        {
            yield return new ReportBlock.Notice(NoticeKind.Critical, "No full dose is left in this bottle", ["Ask for another kit."]);
        }

        if (PuffRemarks(input.Dose) is { Count: > 0 } remarks)
        {
            yield return new ReportBlock.Notice(NoticeKind.Warning, "The dose does not share evenly between the nostrils", remarks);
        }
    }

    private static List<string> PuffRemarks(NasalDose dose)
    {
        var remarks = new List<string>();
        if (dose.Puffs is { } puffs && !dose.HalvesEvenly)
        {
            remarks.Add($"{Stated(dose.TotalInternationalUnits, "IU")} at {Stated(dose.InternationalUnitsPerPuff, "IU")} per puff are {Number(puffs)} puffs"
                + (dose.IsWholePuffs ? ", an odd number." : ", not a whole number."));
            remarks.Add(dose.NostrilRule is { } rule
                ? $"Declared nostril rule: {rule.Sentence}"
                : "No nostril rule is declared. Ask the investigator before dosing and write the puffs given below.");
        }

        if (dose.DeliveredInternationalUnits != dose.TotalInternationalUnits)
        {
            remarks.Add($"The stated puffs deliver {Stated(dose.DeliveredInternationalUnits, "IU")}, not {Stated(dose.TotalInternationalUnits, "IU")}.");
        }

        return remarks;
    }
}

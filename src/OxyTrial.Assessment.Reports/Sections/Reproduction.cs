using OxyTrial.Randomization;
using OxyTrial.Reports.Document;

namespace OxyTrial.Assessment.Reports.Sections;

/// <summary>How to compute a report again, and what it rests on.</summary>
internal static class Reproduction
{
    public static IEnumerable<ReportBlock> Of(ReportOrigin origin, IEnumerable<ProcedureDefinition> procedures) =>
    [
        new ReportBlock.Heading(2, "Reproduction and references"),
        new ReportBlock.KeyValueList(
            [new("Command", origin.Command, $"OxyTrial {origin.Version}. The same command gives the same numbers whatever the number of threads.")], Columns: 1),
        .. References(procedures).Select((reference, index) => new ReportBlock.Paragraph($"{index + 1}. {reference}.")),
    ];

    private static IEnumerable<string> References(IEnumerable<ProcedureDefinition> procedures) =>
    [
        .. procedures.Select(ProcedureFacts.Source).Distinct().Order(StringComparer.Ordinal),
        "Blackwell D, Hodges JL. Design for the control of selection bias. Ann Math Stat 1957;28:449–460",
        "Hallstrom A, Davis K. Imbalance in treatment assignments in stratified blocked randomization. Control Clin Trials 1988;9:375–382",
        "Rosenberger WF, Lachin JM. Randomization in Clinical Trials: Theory and Practice. 2nd ed. Wiley, 2016",
        "International Council for Harmonisation. E9: Statistical principles for clinical trials, 2.3.2. 1998",
        "Herpertz SC, Bertsch K. A new perspective on the pathophysiology of borderline personality disorder: a model of the role of oxytocin. Am J Psychiatry 2015;172:840–851",
    ];
}

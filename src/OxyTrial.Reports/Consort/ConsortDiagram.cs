using OxyTrial.Reports.Document;

namespace OxyTrial.Reports.Consort;

/// <summary>The boxes and arrows of a participant flow.</summary>
internal static class ConsortDiagram
{
    // A branch is twelve units wide, so that halves, quarters and the side boxes' offset are whole units for any number of branches.
    private const int BranchUnits = 12;

    public static FlowDiagram Draw(ConsortInput input)
    {
        (string? Arm, BranchCounts Counts)[] branches = input switch
        {
            ConsortInput.Pooled pooled => [(null, pooled.Everyone)],
            ConsortInput.ByArm byArm => [.. byArm.Arms.Select(arm => ((string?)arm.Arm, arm.Counts))],
            _ => throw new InvalidOperationException($"Unknown kind of flow: {input}"),
        };
        return new FlowDiagram("Participant flow",
            Describe(input.Enrollment, branches.Length),
            BranchUnits * branches.Length,
            [new("Enrollment", 0, 2), new("Allocation", 3, 3), new("Follow-up", 4, 4), new("Analysis", 5, 5)],
            [.. Enrollment(input.Enrollment, branches.Length), .. branches.SelectMany((b, index) => Branch(index, branches.Length, b.Arm, b.Counts))],
            [new("assessed", "randomized"), new("assessed", "excluded"), .. Enumerable.Range(0, branches.Length).SelectMany(BranchArrows)]);
    }

    private static string Describe(EnrollmentCounts counts, int branches) =>
        $"Of {counts.Assessed} participants assessed for eligibility, {counts.Excluded} were excluded and {counts.Randomized} randomized, "
        + (branches == 1 ? "shown in one branch" : $"shown in {branches} branches")
        + " of allocation, follow-up and analysis. The table after the diagram holds the same numbers.";

    private static IEnumerable<FlowBox> Enrollment(EnrollmentCounts counts, int branches)
    {
        var unit = branches * BranchUnits / 12;
        var clearOfFlow = Math.Max(unit / 2, 1);
        List<FlowLine> screening = counts.InScreening > 0 ? [new($"Still in screening (n = {counts.InScreening})")] : [];
        yield return new("assessed", $"Assessed for eligibility (n = {counts.Assessed})", screening, 0, 3 * unit, 6 * unit);
        yield return new("excluded", $"Excluded (n = {counts.Excluded})",
            [
                .. Reasons("Not meeting criteria", counts.NotMeetingCriteria),
                new($"Declined to participate (n = {counts.Declined})"),
                .. Reasons("Other reasons", counts.OtherReasons),
            ],
            1, (6 * unit) + clearOfFlow, (6 * unit) - clearOfFlow, FlowBoxKind.Side);
        yield return new("randomized", $"Randomized (n = {counts.Randomized})", [], 2, 3 * unit, 6 * unit);
    }

    private static IEnumerable<FlowBox> Branch(int index, int branches, string? arm, BranchCounts counts)
    {
        // A single branch stays as narrow as the boxes above it; several share the whole width.
        var (column, span) = branches == 1 ? (2, 8) : (index * BranchUnits, BranchUnits);
        yield return new($"allocated-{index}",
            arm is null ? $"Allocated to study medication (n = {counts.Allocated})" : $"Allocated to {arm} (n = {counts.Allocated})",
            [
                new($"Received (n = {counts.Received})"),
                .. Reasons("Did not receive", counts.DidNotReceive),
                .. Pending("Awaiting treatment", counts.AwaitingTreatment),
            ],
            3, column, span);
        yield return new($"followed-{index}", "Follow-up" + (arm is null ? "" : $", {arm}"),
            [
                .. Reasons("Lost to follow-up", counts.LostToFollowUp),
                .. Reasons("Discontinued intervention", counts.Discontinued),
            ],
            4, column, span);
        yield return new($"analyzed-{index}", $"Analyzed{(arm is null ? "" : $", {arm}")} (n = {counts.Analyzed})",
            [
                .. Reasons("Not analyzed", counts.NotAnalyzed),
                .. Pending("Not yet due for analysis", counts.InFollowUp),
            ],
            5, column, span);
    }

    private static IEnumerable<FlowArrow> BranchArrows(int index) =>
    [
        new("randomized", $"allocated-{index}"),
        new($"allocated-{index}", $"followed-{index}"),
        new($"followed-{index}", $"analyzed-{index}"),
    ];

    private static IEnumerable<FlowLine> Reasons(string label, ReasonCounts counts) =>
    [
        new($"{label} (n = {counts.Total})"),
        .. counts.Reasons.Select(reason => new FlowLine($"{reason.Reason} (n = {reason.Count})", Depth: 1)),
    ];

    private static IEnumerable<FlowLine> Pending(string label, int count) => count > 0 ? [new($"{label} (n = {count})")] : [];
}

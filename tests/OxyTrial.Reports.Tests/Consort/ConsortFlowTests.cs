using OxyTrial.Reports.Consort;
using OxyTrial.Reports.Document;
using OxyTrial.Reports.Drawing;

namespace OxyTrial.Reports.Tests.Consort;

public sealed class ConsortFlowTests
{
    [Fact]
    public void A_pooled_flow_has_one_branch_and_names_no_treatment()
    {
        var document = ConsortFlow.Build(Samples.Pooled(), Samples.Stamp);
        var diagram = Diagram(document);
        Assert.Equal(["assessed", "excluded", "randomized", "allocated-0", "followed-0", "analyzed-0"], diagram.Boxes.Select(box => box.Id));
        Assert.DoesNotContain("Oxytocin", FlowDiagramSvg.Draw(diagram), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Blinded report", document.Blocks.OfType<ReportBlock.Notice>().Single().Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flow_by_arm_says_that_it_is_unblinded_and_who_unblinded_what()
    {
        var notice = ConsortFlow.Build(Samples.ByArm(), Samples.Stamp).Blocks.OfType<ReportBlock.Notice>().Single();
        Assert.Contains("Unblinded", notice.Title, StringComparison.Ordinal);
        Assert.Contains(notice.Lines, line => line.Contains("S. Brandt and T. Okafor", StringComparison.Ordinal));
        Assert.Contains(notice.Lines, line => line.Contains("4be1 92aa 0c7d 55f3", StringComparison.Ordinal));
    }

    [Fact]
    public void Exclusions_are_shown_by_kind_with_their_reasons()
    {
        var excluded = Diagram(ConsortFlow.Build(Samples.Pooled(), Samples.Stamp)).Boxes.Single(box => box.Id == "excluded");
        Assert.Equal("Excluded (n = 37)", excluded.Heading);
        Assert.Equal(
            ["Not meeting criteria (n = 19)", "Instrument not scorable (n = 4)", "Current psychosis (n = 9)", "Nasal disease (n = 6)",
             "Declined to participate (n = 14)", "Other reasons (n = 4)", "Moved away (n = 2)", "Site closed for recruitment (n = 2)"],
            excluded.Lines.Select(line => line.Text));
    }

    [Fact]
    public void Errors_and_emergency_unblindings_are_listed()
    {
        var together = ConsortFlow.Build(Samples.Pooled(), Samples.Stamp).Blocks.OfType<ReportBlock.Together>().Single();
        var rows = together.Blocks.OfType<ReportBlock.Table>().Single().Rows.Select(row => string.Join(' ', row));
        Assert.Equal(["Randomized in error 2", "Mis-stratified 3", "Emergency unblindings 1"], rows);
    }

    [Fact]
    public void A_running_trial_shows_those_still_on_their_way()
    {
        var enrollment = new EnrollmentCounts(20, ReasonCounts.None, 2, ReasonCounts.None, 15, inScreening: 3);
        var everyone = new BranchCounts(15, 14, ReasonCounts.None, ReasonCounts.None, ReasonCounts.None, 0, ReasonCounts.None, awaitingTreatment: 1, inFollowUp: 15);
        var text = FlowDiagramSvg.Draw(Diagram(ConsortFlow.Build(
            new ConsortInput.Pooled(enrollment, everyone, new ConductCounts(0, 0, 0)), Samples.Stamp)));
        Assert.Contains("Still in screening (n = 3)", text, StringComparison.Ordinal);
        Assert.Contains("Awaiting treatment (n = 1)", text, StringComparison.Ordinal);
        Assert.Contains("Not yet due for analysis (n = 15)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_that_do_not_add_up_are_refused()
    {
        Refused(() => new EnrollmentCounts(10, ReasonCounts.None, 2, ReasonCounts.None, 9));
        Refused(() => new EnrollmentCounts(10, ReasonCounts.None, -1, ReasonCounts.None, 11));
        Refused(() => new ReasonCounts([new("Reason", -1)]));
        Refused(() => Branch(received: 9, analyzed: 10));
        Refused(() => Branch(received: 10, analyzed: 11));
        Refused(() => new BranchCounts(1, 1, ReasonCounts.None, new ReasonCounts([new("Lost", 2)]), ReasonCounts.None, 1, ReasonCounts.None));
        Refused(() => new ConsortInput.Pooled(Samples.Enrollment(), Samples.Branch(112), new ConductCounts(0, 0, 0)));
        Refused(() => new ConsortInput.Pooled(Samples.Enrollment(), Samples.Branch(113), new ConductCounts(114, 0, 0)));
        Refused(() => new ConsortInput.ByArm(Samples.Enrollment(),
            [new("A", Samples.Branch(57)), new("B", Samples.Branch(57))], new ConductCounts(0, 0, 0), Samples.Unblinding));
    }

    [Fact]
    public void Unblinding_takes_two_different_persons() =>
        Assert.Throws<ArgumentException>(() => new PlannedUnblinding(Samples.Stamp.PrintedAt, "S. Brandt", "s. brandt", "4be1"));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Boxes_of_any_number_of_arms_lie_side_by_side_without_touching(int arms)
    {
        var enrollment = new EnrollmentCounts(10 * arms, ReasonCounts.None, 0, ReasonCounts.None, 10 * arms);
        var input = new ConsortInput.ByArm(enrollment,
            [.. Enumerable.Range(1, arms).Select(i => new ArmBranch($"Oxytocin {i} with a rather long description", Branch(10, 10)))],
            new ConductCounts(0, 0, 0), Samples.Unblinding);
        var layout = new FlowDiagramLayout(Diagram(ConsortFlow.Build(input, Samples.Stamp)));
        foreach (var row in layout.Boxes.GroupBy(placed => placed.Box.Row))
        {
            var placed = row.OrderBy(box => box.Left).ToArray();
            Assert.All(placed.Zip(placed.Skip(1)), pair => Assert.True(pair.First.Left + pair.First.Width < pair.Second.Left));
            Assert.True(placed[^1].Left + placed[^1].Width <= FlowDiagramLayout.Width);
        }

        Assert.All(layout.Boxes, placed => Assert.All(placed.Lines, line =>
            Assert.True(SvgText.Width(line.Text, FlowDiagramLayout.FontSize) + line.Indent <= placed.Width - FlowDiagramLayout.Padding)));
    }

    private static BranchCounts Branch(int received, int analyzed) =>
        new(10, received, ReasonCounts.None, ReasonCounts.None, ReasonCounts.None, analyzed, ReasonCounts.None);

    private static void Refused(Func<object> build) => Assert.Throws<CountsDoNotAddUpException>(build);

    private static FlowDiagram Diagram(ReportDocument document) => document.Blocks.OfType<ReportBlock.Flow>().Single().Diagram;
}

using OxyTrial.Assessment.Simulation;
using OxyTrial.Reports.Document;
using static OxyTrial.Assessment.Reports.ReportText;

namespace OxyTrial.Assessment.Reports.Sections;

/// <summary>How often the next arm can be guessed, by what the guesser knows.</summary>
internal static class PredictabilitySection
{
    public static IEnumerable<ReportBlock> Of(SimulationResult result)
    {
        var guesses = result.Predictability;
        yield return new ReportBlock.Heading(2, "Predictability");
        yield return new ReportBlock.Paragraph(
            "Every guesser here knows the arms of all earlier participants, as in an unblinded trial; in a blinded one they know less. "
            + "The convergence strategy guesses the arm that lags and tosses a coin at a tie (Blackwell and Hodges 1957).");
        yield return new ReportBlock.Figure(new Chart.Bars(
            "Allocations guessed right or known for certain",
            "Share of all allocations; error bars are 95 % intervals of the simulation.",
            "Guesser", new("Allocations", "%", 2),
            [
                Bar("Convergence strategy, whole trial", guesses.Convergence),
                .. result.Cells.Count == 0 ? Array.Empty<ChartBar>() : [Bar("Convergence strategy, own cell", guesses.OwnCell)],
                Bar("Procedure and parameters known", guesses.KnownProcedure),
                Bar("Certain to that guesser", guesses.Deterministic),
            ]));
    }

    private static ChartBar Bar(string label, Estimate share) => new(label, 100 * share.Mean, 100 * Z95 * share.StandardError);
}

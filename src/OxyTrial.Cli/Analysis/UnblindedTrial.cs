using OxyTrial.Assessment.Rerandomization;
using OxyTrial.Cli.Commands;
using OxyTrial.Randomization;
using OxyTrial.Verifier;

namespace OxyTrial.Cli.Analysis;

/// <summary>Reads a finished trial's folder for analysis. It is verified first: no arm is believed that does not follow from the secret.</summary>
internal static class UnblindedTrial
{
    /// <summary>The trial's allocations in their order, joined with a table of values by participant.</summary>
    /// <exception cref="CommandLineException">Not unblinded, not verified, or a value is of nobody who was randomized.</exception>
    public static async Task<AnalysisData> ReadAsync(string folder, string path, string valueColumn, CancellationToken cancellation)
    {
        string[] needed = [TrialFolder.Spec, TrialFolder.Journal, TrialFolder.Commitment, TrialFolder.RevealedSecret, TrialFolder.Allocations, TrialFolder.Kits];
        if (needed.FirstOrDefault(file => !File.Exists(Path.Combine(folder, file))) is { } missing)
        {
            throw new CommandLineException($"'{folder}' has no {missing}: arms are analyzed after the planned unblinding only, from a folder that 'oxytrial verify' can read.");
        }

        var values = AnalysisData.ReadValues(path, valueColumn);
        var question = ProcedureOptions.OfSpec(Path.Combine(folder, TrialFolder.Spec));
        var allocations = await VerifyCommand.VerifyAsync(folder, null, cancellation) switch
        {
            Verdict.Verified verified => verified.Allocations,
            var verdict => throw new CommandLineException($"'{folder}' is not verified, and was not analyzed: {verdict}"),
        };
        var randomized = allocations.Select(one => one.Participant).ToHashSet(StringComparer.Ordinal);
        if (values.FirstOrDefault(value => !randomized.Contains(value.Key)) is { Key: { } nobody } stranger)
        {
            throw new CommandLineException($"{stranger.Value.Where}: participant {nobody} was not randomized in this trial.");
        }

        return new AnalysisData(question, [.. allocations.Select(one => (ParticipantOf(question, one, values), $"{Path.Combine(folder, TrialFolder.Allocations)}, participant {one.Participant}"))]);
    }

    private static RandomizedParticipant ParticipantOf(
        ProcedureQuestion question, DerivedAllocation one, IReadOnlyDictionary<string, (Rational? Value, string Where)> values)
    {
        var levels = one.Stratum.Split('|').Select(level => level.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return new RandomizedParticipant(
            levels["cohort"],
            QuestionedParticipant.ProfileOf(question, levels, one.Participant),
            QuestionedParticipant.ArmOf(question.Ratio, one.Arm, one.Participant),
            values.TryGetValue(one.Participant, out var value) ? value.Value : null);
    }
}

using OxyTrial.Assessment.Rerandomization;
using OxyTrial.Cli.Commands;
using OxyTrial.Randomization;

namespace OxyTrial.Cli.Analysis;

/// <summary>The participants of a finished trial in the order of enrollment, each with its place for errors.</summary>
internal sealed record AnalysisData(ProcedureQuestion Question, IReadOnlyList<(RandomizedParticipant Participant, string Where)> Rows)
{
    private const string ParticipantColumn = "participant";
    private const string CohortColumn = "cohort";
    private const string ArmColumn = "arm";

    /// <summary>From a table with a column for the participant, each factor, the cohort if there are several, the arm and the value.</summary>
    /// <exception cref="CommandLineException">The table is not such a one; line and column are named.</exception>
    public static AnalysisData Read(ProcedureQuestion question, string path, string valueColumn)
    {
        var table = CsvTable.Read(path);
        var (id, arm, value) = (table.Column(ParticipantColumn), table.Column(ArmColumn), table.Column(valueColumn));
        var cohort = question.Cohorts.Count > 1 ? table.Column(CohortColumn) : question.Cohorts.Count == 0 ? table.Find(CohortColumn) : null;
        int[] factors = [.. question.Procedure.Factors.Factors.Select(factor => table.Column(factor.Name))];
        RequireDistinct(table, id);
        return new AnalysisData(question, [.. table.Rows.Select(row => (
            new RandomizedParticipant(
                CohortOf(question, row, cohort),
                question.Procedure.Factors.ProfileOf([.. factors.Select((column, factor) => LevelOf(question.Procedure.Factors.Factors[factor], row, column))]),
                QuestionedParticipant.ArmOf(question.Ratio, row[arm], row.Where(arm)),
                ValueOf(row, value)),
            row.Where(arm)))]);
    }

    /// <summary>Values by participant; empty and NA are missing.</summary>
    public static IReadOnlyDictionary<string, (Rational? Value, string Where)> ReadValues(string path, string valueColumn)
    {
        var table = CsvTable.Read(path);
        var (id, value) = (table.Column(ParticipantColumn), table.Column(valueColumn));
        RequireDistinct(table, id);
        return table.Rows.ToDictionary(row => row[id], row => (ValueOf(row, value), row.Where(id)), StringComparer.Ordinal);
    }

    private static void RequireDistinct(CsvTable table, int id)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (table.Rows.FirstOrDefault(row => row[id].Length == 0 || !seen.Add(row[id])) is { } row)
        {
            throw new CommandLineException($"{row.Where(id)}: every row names a participant once; '{row[id]}' is empty or there twice.");
        }
    }

    private static string CohortOf(ProcedureQuestion question, CsvRow row, int? column) =>
        column is not { } index ? string.Empty
        : question.Cohorts.Count == 0 || question.Cohorts.Contains(row[index]) ? row[index]
        : throw new CommandLineException($"{row.Where(index)}: cohort is '{row[index]}'; possible are {string.Join(", ", question.Cohorts)}.");

    private static string LevelOf(FactorDefinition factor, CsvRow row, int column) => factor.IndexOf(row[column]) >= 0
        ? row[column]
        : throw new CommandLineException($"{row.Where(column)}: {factor.Name} is '{row[column]}'; possible are {string.Join(", ", factor.Levels)}.");

    private static Rational? ValueOf(CsvRow row, int column) =>
        row[column] is "" or "NA" ? null
        : Rational.TryParse(row[column], out var value) ? value
        : throw new CommandLineException($"{row.Where(column)}: '{row[column]}' is no number such as 3, -0.25 or 1/3; leave a missing one empty.");
}

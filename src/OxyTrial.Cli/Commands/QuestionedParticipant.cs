using OxyTrial.Randomization;

namespace OxyTrial.Cli.Commands;

/// <summary>What a participant's named levels are to the procedure of a <see cref="ProcedureQuestion"/>. Errors begin with where.</summary>
internal static class QuestionedParticipant
{
    /// <summary>Each cohort has a list of its own, so it matters who was in which; with one cohort it goes without saying: null.</summary>
    public static string? CohortOf(ProcedureQuestion question, IReadOnlyDictionary<string, string> levels, string where) =>
        levels.TryGetValue("cohort", out var cohort) && question.Cohorts.Count > 0
            ? question.Cohorts.Contains(cohort) ? OnlyAmongSeveral(question, cohort) : throw new CommandLineException($"{where}: cohort is '{cohort}'; possible are {string.Join(", ", question.Cohorts)}.")
            : question.Cohorts.Count <= 1 ? null
            : throw new CommandLineException($"{where}: the spec has several cohorts; give cohort={string.Join(" or cohort=", question.Cohorts)}.");

    public static Profile ProfileOf(ProcedureQuestion question, IReadOnlyDictionary<string, string> levels, string where) =>
        question.Procedure.Factors.TryProfile(levels, out var profile, out var error) ? profile : throw new CommandLineException($"{where}: {error}.");

    /// <summary>The index of an arm.</summary>
    public static int ArmOf(AllocationRatio ratio, string name, string where)
    {
        for (var arm = 0; arm < ratio.Count; arm++)
        {
            if (ratio.Arms[arm].Name == name)
            {
                return arm;
            }
        }

        throw new CommandLineException($"{where}: arm is '{name}'; possible are {string.Join(", ", ratio.Arms.Select(arm => arm.Name))}.");
    }

    private static string? OnlyAmongSeveral(ProcedureQuestion question, string cohort) => question.Cohorts.Count > 1 ? cohort : null;
}

using System.Globalization;
using System.Text;
using OxyTrial.Web.Access;

namespace OxyTrial.Server.Tests.Matrix;

/// <summary>The matrix as a page of the documentation.</summary>
internal static class RoleMatrixDocument
{
    private static readonly StudyRole[] Roles = Enum.GetValues<StudyRole>();

    /// <param name="cells">Cells that <see cref="RoleMatrixTests"/> asserts.</param>
    public static string Write(int cells)
    {
        var text = new StringBuilder()
            .Append("# Role matrix\n\n")
            .Append("Every endpoint of the server, and every form of its pages, with the roles that may use it. Written from the table in\n")
            .Append("`tests/OxyTrial.Server.Tests/Matrix/RoleMatrix.cs`; a test keeps both the same (`OXYTRIAL_WRITE_GOLDEN=1` writes this page anew).\n\n")
            .Append("Each endpoint is asked as each of the accounts below, and has to answer as the table says. ")
            .Append(CultureInfo.InvariantCulture, $"That is **{cells} cells**: {RoleMatrix.Rows.Length} rows ×\n{MatrixAccounts.All.Length + 1} callers. An endpoint without a row fails, and so does a row without an endpoint.\n\n")
            .Append("| Caller | Number |\n|---|---|\n")
            .Append(CultureInfo.InvariantCulture, $"| each role: own site, another site, the study, all studies (at all sites, the own, another), another study | {7 * Roles.Length} |\n")
            .Append(CultureInfo.InvariantCulture, $"| each of the {MatrixAccounts.PermittedPairs.Length} pairs of roles that one account may hold: both in the study, or one at each of two sites | {3 * MatrixAccounts.PermittedPairs.Length} |\n")
            .Append(CultureInfo.InvariantCulture, $"| each role in the study, with all blinded roles, or all that may know arms, in another study | {2 * Roles.Length} |\n")
            .Append("| an account without a role; two disabled accounts that held everything; nobody signed in | 4 |\n\n")
            .Append("Whoever may is let through: a page or document is shown, a command is stopped by its form or key before it changes anything. The\n")
            .Append("journal is the same afterwards.\n\n")
            .Append("Whoever may not is answered 404. The answer is the same bytes as for a study, site, participant, kit or instrument that does not exist:\n")
            .Append("status, every header, body. Two things are left out of the comparison: the header `Date`, and the antiforgery token, which is drawn\n")
            .Append("anew for each page. Whoever is not signed in, or disabled, gets 401 from the API and the sign-in page from the pages, whatever is there.\n\n")
            .Append("## Two roles\n\n")
            .Append("An account with two roles may what either may, where it holds it, and nothing more: the cells of the pairs say so. That what it is told\n")
            .Append("depends on no arm is shown by the [twin trials](twin-trials.md), in which every permitted pair asks; a test holds their pairs against these.\n\n")
            .Append("| | ").AppendJoin(" | ", Roles.Select(Word)).Append(" |\n|---|").Append(string.Concat(Enumerable.Repeat("---|", Roles.Length))).Append('\n');
        foreach (var one in Roles)
        {
            text.Append("| ").Append(Word(one)).Append(" | ").AppendJoin(" | ", Roles.Select(other => Together(one, other))).Append(" |\n");
        }

        text.Append("\n`✓` permitted, `refused` never on one account in the same study: one of the two can know arms, the other stays blind.\n");
        Section(text, "For everybody", row => !row.Route.Contains("{study}", StringComparison.Ordinal));
        Section(text, "API", row => row.IsApi && row.Route.Contains("{study}", StringComparison.Ordinal));
        Section(text, "Pages", row => row.Route.StartsWith("/studies/", StringComparison.Ordinal));
        Section(text, "Unblinded side", row => row.Route.StartsWith("/unblinded/{study}", StringComparison.Ordinal));
        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, Func<MatrixRow, bool> holds)
    {
        text.Append("\n## ").Append(title).Append("\n\n| | Address | Form | Reach | ").AppendJoin(" | ", Roles.Select(Word)).Append(" |\n|---|---|---|---|")
            .Append(string.Concat(Enumerable.Repeat("---|", Roles.Length))).Append('\n');
        foreach (var row in RoleMatrix.Rows.Where(holds))
        {
            var form = row.Form?.Split('&')[0] is { Length: > 0 } field && field.StartsWith("form=", StringComparison.Ordinal) ? field["form=".Length..] : string.Empty;
            text.Append("| ").Append(row.Method == "*" ? "any" : row.Method).Append(" | `").Append(row.Route).Append("` | ").Append(form).Append(" | ").Append(WordsOf(row.Reach)).Append(" | ")
                .AppendJoin(" | ", Roles.Select(role => row.Reach is Reach.Everybody or Reach.SignedIn || row.Roles.Contains(role) ? "✓" : string.Empty)).Append(" |\n");
        }
    }

    private static string Together(StudyRole one, StudyRole other) => one == other ? "–"
        : RoleCombination.Refusal([new Grant(one, null, null), new Grant(other, null, null)]) is null ? "✓" : "refused";

    private static string Word(StudyRole role) => role == StudyRole.ThirdParty ? "third party" : role.ToString().ToLowerInvariant();

    private static string WordsOf(Reach reach) => reach switch
    {
        Reach.Everybody => "everybody",
        Reach.SignedIn => "signed in",
        Reach.EveryStudy => "every study",
        Reach.WholeStudy => "whole study",
        Reach.SomeSite => "some site",
        _ => "that site",
    };
}

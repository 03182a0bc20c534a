using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Access;

namespace OxyTrial.Server.Tests.Accounts;

[Collection(nameof(SharedServer))]
public sealed class RoleCombinationTests(SharedServer shared)
{
    private static readonly StudyId?[] Studies = [null, StudyId.FromTrusted("one"), StudyId.FromTrusted("two")];
    private static readonly SiteId?[] Sites = [null, SiteId.FromTrusted("HD")];

    private static readonly Grant[] All =
        [.. from role in Enum.GetValues<StudyRole>() from study in Studies from site in Sites select new Grant(role, study, site)];

    [Fact]
    public void Of_all_pairs_only_a_statistician_or_third_party_who_has_to_stay_blind_in_the_same_study_is_refused()
    {
        StudyRole[] blind = [StudyRole.Coordinator, StudyRole.Investigator, StudyRole.Pharmacist, StudyRole.Monitor];
        StudyRole[] knowing = [StudyRole.Statistician, StudyRole.ThirdParty];
        foreach (var (one, other) in All.SelectMany(one => All.Select(other => (one, other))))
        {
            var meet = one.Study is null || other.Study is null || one.Study == other.Study;
            var clash = (knowing.Contains(one.Role) && blind.Contains(other.Role)) || (knowing.Contains(other.Role) && blind.Contains(one.Role));
            (RoleCombination.Refusal([one, other]) is not null).ShouldBe(meet && clash, $"{one} {other}");
        }
    }

    [Fact]
    public void A_role_alone_is_never_refused() => All.ShouldAllBe(grant => RoleCombination.Refusal(new[] { grant }) == null);

    [Fact]
    public async Task An_account_is_neither_made_nor_changed_into_such_a_combination()
    {
        var stop = TestContext.Current.CancellationToken;
        var accounts = shared.Server.Services.GetRequiredService<AccountDirectory>();
        Grant[] clash = [new(StudyRole.Statistician, null, null), new(StudyRole.Pharmacist, StudyId.FromTrusted("one"), SiteId.FromTrusted("HD"))];

        (await accounts.CreateAsync("both", "Both", TestServer.Password, clash, "console", stop)).Errors.ShouldHaveSingleItem().ShouldContain("packaging list");
        (await accounts.CreateAsync("one-only", "One", TestServer.Password, clash[..1], "console", stop)).Errors.ShouldBeEmpty();
        (await accounts.SetGrantsAsync("one-only", clash, "console", stop)).Succeeded.ShouldBeFalse();

        var listed = await accounts.ListAsync(stop);
        listed.ShouldNotContain(account => account.Name == "both");
        listed.Single(account => account.Name == "one-only").Grants.ShouldBe(clash[..1]);
    }
}

using Microsoft.Playwright;
using OxyTrial.Vault.Custody;

namespace OxyTrial.Browser.Tests.Stage;

/// <summary>The steps of the small trial, as people take them on the pages.</summary>
public sealed class SmallTrial(TrialStage stage, string? spec = null)
{
    /// <summary>The study's address.</summary>
    public const string Study = "/studies/small-walk";

    /// <summary>The unblinded desk's address.</summary>
    public const string Desk = "/unblinded/small-walk";

    private static readonly CustodianKey[] Custodians = [CustodianKey.Create("Ethics committee"), CustodianKey.Create("Sponsor")];
    private readonly Dictionary<string, Person> signedIn = [];

    /// <summary>A person, signed in once.</summary>
    public async Task<Person> AsAsync(string name) => signedIn.TryGetValue(name, out var known) ? known : signedIn[name] = await stage.SignInAsync(name);

    /// <summary>Spec registered and sealed.</summary>
    public async Task<Person> SealAsync()
    {
        var statistician = await AsAsync("s.braun");
        await statistician.GoAsync("/unblinded/register");
        await statistician.FillAsync("or paste the spec", spec ?? TrialStage.Spec);
        await statistician.PressAsync("Register the study");
        await statistician.ReadsAsync("The study is registered.");
        await statistician.FillAsync("Custodians' public keys", string.Join('\n', Custodians.Select(custodian => custodian.Public.ToString())));
        await statistician.PressAsync("Seal the randomization");
        await statistician.ReadsAsync("The randomization is sealed.");
        return statistician;
    }

    /// <summary>Active, site HD open, one lot received.</summary>
    public async Task OpenAsync()
    {
        var statistician = await SealAsync();
        await statistician.GoAsync(Study + "/conduct");
        await statistician.FillAsync("Blinded lot name", "HD-01");
        await statistician.SelectAsync("Site", "Heidelberg");
        await statistician.FillAsync("Last day of use", DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(200).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await statistician.FillAsync("Number of kit sets", "6");
        await statistician.PressAsync("Release the lot");
        await statistician.ReadsAsync("The lot is released.");
        await statistician.PressAsync("Activate the study");
        await statistician.ReadsAsync("The study is active");

        var monitor = await AsAsync("o.maier");
        await monitor.GoAsync(Study + "/sites/HD");
        await monitor.PressAsync("Open the site");
        await monitor.ReadsAsync("The site is open.");

        var pharmacist = await AsAsync("p.vogt");
        await pharmacist.GoAsync(Study + "/sites/HD");
        await pharmacist.TickAsync("Every kit on the list arrived, sealed and undamaged.");
        await pharmacist.PressAsync("Receive the lot");
        await pharmacist.ReadsAsync("The lot is received");
    }

    /// <summary>A participant screened, with consent.</summary>
    public async Task<Person> ConsentAsync(string participant, string gender = "F")
    {
        var coordinator = await AsAsync("m.keller");
        await coordinator.GoAsync(Study + "/participants/new");
        await coordinator.FillAsync("Participant identifier", participant);
        await coordinator.SelectAsync("Site", "Heidelberg");
        await coordinator.ChooseAsync("Cohort", "Borderline personality disorder");
        await coordinator.ChooseAsync("Gender", gender);
        await coordinator.PressAsync("Screen");
        await coordinator.ReadsAsync("The participant is screened.");
        await coordinator.FillAsync("Version of the consent form signed", "2.1");
        await coordinator.PressAsync("Record consent");
        await coordinator.ReadsAsync("Informed consent is recorded.");
        return coordinator;
    }

    /// <summary>A participant up to confirmed eligibility.</summary>
    public async Task<Person> MakeEligibleAsync(string participant, string gender = "F")
    {
        var coordinator = await ConsentAsync(participant, gender);
        await coordinator.FollowAsync("Enter the 36 responses");
        foreach (var item in Enumerable.Range(1, 36).Where(item => item is not (3 or 21)))
        {
            await coordinator.Page.Locator($"input[name='ecr-r-{item:00}'][value='{(item % 7) + 1}']").CheckAsync();
        }

        await coordinator.PressAsync("Score the questionnaire");
        await coordinator.ReadsAsync("The questionnaire is scored.");
        await coordinator.TickAsync("The participant is an adult.");
        await coordinator.TickAsync("Both nostrils are free: no obstruction, no bleeding.");
        await coordinator.PressAsync("Confirm eligibility");
        await coordinator.ReadsAsync("the stratum is frozen");
        return coordinator;
    }

    /// <summary>A randomized participant.</summary>
    public async Task<Person> RandomizeAsync(string participant, string gender = "F")
    {
        var coordinator = await MakeEligibleAsync(participant, gender);
        await coordinator.FollowAsync("Go to randomization");
        await coordinator.TickAsync($"This is participant {participant}, and the stratum is right.");
        await coordinator.PressAsync("Randomize now");
        await coordinator.ReadsAsync("The participant is randomized.");
        return coordinator;
    }

    /// <summary>Recruitment closed and the database locked by two persons.</summary>
    public async Task LockAsync()
    {
        var statistician = await AsAsync("s.braun");
        await statistician.GoAsync(Study + "/conduct");
        await statistician.FillAsync("Reason", "the walk is over");
        await statistician.PressAsync("Close recruitment");
        await statistician.ReadsAsync("Recruitment is closed");
        await SignLockAsync("s.braun");
        await statistician.ReadsAsync("You have signed already.");
        await SignLockAsync("o.maier");
        await (await AsAsync("o.maier")).ReadsAsync("The database is locked");
    }

    /// <summary>Unblinded by two persons who read the labels back.</summary>
    public async Task UnblindAsync()
    {
        foreach (var name in new[] { "s.braun", "t.weiss" })
        {
            var signer = await AsAsync(name);
            await signer.GoAsync(Desk);
            await signer.FillAsync("Arm O is", "Oxytocin 24 IU");
            await signer.FillAsync("Arm P is", "Placebo, excipient-matched");
            await signer.FillAsync("Signature", name);
            await signer.FillInAsync("Sign the unblinding", "Your password", TrialStage.Password);
            await signer.PressAsync("Sign the unblinding");
            await signer.ReadsAsync("Your signature under the unblinding is recorded.");
        }

        foreach (var custodian in Custodians)
        {
            await ApproveAsync(custodian);
        }
    }

    // The custodian sits elsewhere: a request goes out as a file, an approval comes back.
    private async Task ApproveAsync(CustodianKey custodian)
    {
        var statistician = await AsAsync("s.braun");
        await statistician.GoAsync(Desk);
        var request = await statistician.Page.Context.APIRequest.GetAsync(new Uri(new Uri(statistician.Page.Url), Desk + "/unblinding-request.json").ToString());
        await statistician.FillAsync("or paste the approval", custodian.Approve(UnblindingRequest.Parse(await request.TextAsync())).ToFile());
        await statistician.PressAsync("Hand in the approval");
        await statistician.ReadsAsync("The custodian's approval is accepted and recorded.");
    }

    private async Task SignLockAsync(string name)
    {
        var signer = await AsAsync(name);
        await signer.GoAsync(Study + "/conduct");
        await signer.Page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await signer.FillAsync("Signature", name);
        await signer.FillAsync("Your password", TrialStage.Password);
        await signer.PressAsync("Sign the lock");
        await signer.ReadsAsync("Your signature under the database lock is recorded.");
    }
}

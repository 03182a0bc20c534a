using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Trial;
using OxyTrial.TwinTrials.Asking;
using OxyTrial.TwinTrials.Servers;
using OxyTrial.Vault;
using OxyTrial.Vault.Custody;
using OxyTrial.Views;
using OxyTrial.Web.Access;

namespace OxyTrial.TwinTrials.Histories;

/// <summary>How long a history is and how much is asked in it.</summary>
/// <param name="Steps">Fewest steps; up to half as many more are drawn.</param>
/// <param name="Checkpoints">How often in between everybody is asked, besides the end.</param>
/// <param name="Questions">Questions an endpoint at a checkpoint; 0 = every address by every account.</param>
internal sealed record HistorySize(int Steps, int Checkpoints, int Questions)
{
    /// <summary>Whether PDFs are printed by the browser, so that one question for each is enough.</summary>
    public bool Prints { get; init; }
}

/// <summary>
/// One whole trial, from registration to the planned unblinding where it gets there: what people would do next, mostly; and in
/// between what they may not, by whoever, at any page or command, right and wrong.
/// </summary>
internal sealed partial class History(Twins twins, Sessions sessions, World world, Catalogue catalogue, HistorySize size)
{
    private const int Present = 6;
    private const string SignOut = "/sign-out";

    private int commands;

    // Who is at the table at a checkpoint: signing everybody in each time would take longer than asking.
    private ImmutableArray<TwinAccount> present = world.Accounts;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var steps = size.Steps + world.Draws.Below((size.Steps / 2) + 1);
        var checkpoints = Enumerable.Range(0, size.Checkpoints).Select(_ => world.Draws.Below(steps)).ToHashSet();
        for (var step = 0; step < steps; step++)
        {
            await LookAsync(cancellation);
            world.Ending = step > steps * 3 / 4;
            await StepAsync(cancellation);
            twins.Advance(world.Draws.Chance(12) ? TimeSpan.FromDays(1 + world.Draws.Below(9)) : TimeSpan.FromMinutes(1 + world.Draws.Below(20)));
            if (checkpoints.Contains(step))
            {
                await AskAsync(cancellation);
            }
        }

        await AskAsync(cancellation);
    }

    private async Task LookAsync(CancellationToken cancellation) => world.View = await twins.First.Services.GetRequiredService<TrialViews>().StudyAsync(world.Spec.Id, cancellation);

    private async Task StepAsync(CancellationToken cancellation)
    {
        var kind = world.View is null ? 99 : world.Draws.Below(100);
        if (kind < 8)
        {
            var command = world.Draws.One([.. catalogue.Commands.Where(entry => entry.IsApi)]);
            await CommandAsync(command, Move.Of(command.Name, null, null), AnyAccount(), cancellation);
        }
        else if (kind < 16)
        {
            var page = world.Draws.One([.. catalogue.Questions.Where(entry => !entry.IsApi && !entry.IsPdf)]);
            await FillInAsync(page.Address(world, ImmutableDictionary<string, string>.Empty), _ => true, AnyAccount(), cancellation);
        }
        else
        {
            await MoveAsync(world.Draws.Weighted([.. NextMoves.Of(world).Where(move => move.Weight > 0)]), cancellation);
        }
    }

    private async Task MoveAsync(Move move, CancellationToken cancellation)
    {
        var entry = move.Command is { } command ? catalogue.Named(command) : null;
        var account = world.Draws.Chance(93) ? Entitled(entry, move) : AnyAccount();
        if (move.Form == Move.Restore)
        {
            await twins.LoseAsync(string.Create(CultureInfo.InvariantCulture, $"restore-{++commands}"), cancellation);
            return;
        }

        if (move.Form == "recover-lot")
        {
            world.NextSet = await twins.NextSetAsync(cancellation);
        }

        if (move.Form == Move.Approval)
        {
            await ApproveAsync(account, move.Page!, cancellation);
        }

        if (move.Form == Move.Opening)
        {
            await ReadPacksAsync(cancellation);
        }

        await (entry is not null && (move.Page is null || world.Draws.Chance(50))
            ? CommandAsync(entry, move, account, cancellation)
            : FillInAsync(move.Page!, form => Fits(form, move), account, cancellation));
    }

    // A custodian gets the request by way of the statistician, and signs at home.
    private async Task ApproveAsync(string? account, string desk, CancellationToken cancellation)
    {
        var request = await GetAsync(account, $"{desk}/unblinding-request.json", byCookie: false, cancellation);
        if (request.Status == 200)
        {
            try
            {
                world.Approval = world.Draws.One(world.Custodians).Approve(UnblindingRequest.Parse(request.Text)).ToFile();
            }
            catch (VaultException)
            {
                // This one has approved already; the last approval is handed in again.
            }
        }
    }

    // Whoever tries codes has read them in a pack: the true one of a participant, and the others.
    private async Task ReadPacksAsync(CancellationToken cancellation)
    {
        var codes = new List<string>();
        foreach (var site in world.Spec.Sites.Take(2))
        {
            var pack = await GetAsync("coordinator", $"/api/v1/studies/{world.Spec.Id}/sites/{site.Id}/emergency-pack", byCookie: false, cancellation);
            codes.AddRange(PackedCode().Matches(pack.Text).Select(code => code.Groups[1].Value));
        }

        world.Codes = [.. codes];
    }

    [GeneratedRegex(">([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})<")]
    private static partial Regex PackedCode();

    private async Task CommandAsync(CatalogueEntry entry, Move move, string? account, CancellationToken cancellation)
    {
        var body = ApiBodies.Of(entry.Name!, world, move);
        var request = new TwinRequest(account, HttpMethod.Parse(entry.Method), entry.Address(world, move.Values)) { Body = world.Draws.Chance(98) ? body : "{ \"participant\": }"u8.ToArray() };
        request = request with { MediaType = request.Body is null ? null : "application/json" };
        request = await sessions.SignedAsync(world.Draws.Chance(98) ? request.With("Idempotency-Key", string.Create(CultureInfo.InvariantCulture, $"key-{++commands}")) : request, byCookie: false, cancellation);
        await twins.SendAsync(request, cancellation);
        if (world.Draws.Chance(6))
        {
            await twins.SendAsync(request, cancellation);
        }
    }

    // As in a browser: the page, a form on it, and where it leads.
    private async Task FillInAsync(string address, Func<PageForm, bool> fits, string? account, CancellationToken cancellation)
    {
        var byCookie = world.Draws.Chance(25);
        var page = await GetAsync(account, address, byCookie, cancellation);
        PageForm[] forms = page.IsPage ? [.. PageForm.On(page.Text, address).Where(form => fits(form) && (form.Address != SignOut || world.Draws.Chance(4)))] : [];
        if (forms.Length == 0)
        {
            return;
        }

        var form = world.Draws.One(forms);
        var values = FieldValues.Fill(form, new FillingIn(world, account, address));
        if (world.Draws.Chance(6) && values.Count > 0)
        {
            FieldValues.Spoil(values, world.Draws);
        }

        if (form.Method == HttpMethod.Get)
        {
            await GetAsync(account, $"{form.Address.Split('?')[0]}?{PageForm.Query(values)}", byCookie, cancellation);
            return;
        }

        var request = await sessions.SignedAsync(new TwinRequest(account, HttpMethod.Post, form.Address) { Body = form.Encode(values), MediaType = form.MediaType }, byCookie, cancellation);
        var answer = await twins.SendAsync(request, cancellation);
        if (answer.Location is ['/', ..])
        {
            await GetAsync(account, answer.Location, byCookie, cancellation);
        }

        // A double click.
        if (world.Draws.Chance(4))
        {
            await twins.SendAsync(request, cancellation);
        }
    }

    private async Task<TwinAnswer> GetAsync(string? account, string address, bool byCookie, CancellationToken cancellation) =>
        await twins.SendAsync(await sessions.SignedAsync(new TwinRequest(account, HttpMethod.Get, address), byCookie, cancellation), cancellation);

    private async Task AskAsync(CancellationToken cancellation)
    {
        await LookAsync(cancellation);
        present = size.Questions == 0 ? world.Accounts : [.. Enumerable.Range(0, Present).Select(_ => world.Draws.One(world.Accounts)).DistinctBy(account => account.Name)];
        foreach (var entry in catalogue.Questions)
        {
            foreach (var (account, address) in Questions(entry))
            {
                await twins.SendAsync(await sessions.SignedAsync(new TwinRequest(account, HttpMethod.Get, address), byCookie: false, cancellation), cancellation);
            }
        }

        present = world.Accounts;
    }

    private IEnumerable<(string? Account, string Address)> Questions(CatalogueEntry entry)
    {
        if (entry.IsConstant && size.Questions > 0)
        {
            return world.Draws.Chance(5) ? [(AnyAccount(), entry.Address(world, ImmutableDictionary<string, string>.Empty))] : [];
        }

        if (size.Questions == 0)
        {
            return entry.Addresses(world).ToArray().SelectMany(address => world.Accounts.Select(account => ((string?)account.Name, address)).Append((null, address)));
        }

        return Enumerable.Range(0, size.Prints && entry.IsPdf ? 1 : size.Questions).Select(number => (number == 0 ? Entitled(entry, Move.Of(null, null, null)) : AnyAccount(), entry.Address(world, ImmutableDictionary<string, string>.Empty))).ToArray();
    }

    private string? AnyAccount() => world.Draws.Chance(96) ? world.Draws.One(present).Name : null;

    // Pages of the unblinded side are the statistician's; other pages find their reader among all.
    private string? Entitled(CatalogueEntry? entry, Move move)
    {
        var roles = entry?.Rule?.Roles ?? (entry is null || entry.Route.StartsWith("/unblinded", StringComparison.Ordinal) ? [StudyRole.Statistician] : [.. Enum.GetValues<StudyRole>()]);
        TwinAccount[] entitled = [.. present.Where(account => account.Holds(roles, SiteOf(move)))];
        return entitled.Length > 0 ? world.Draws.One(entitled).Name : AnyAccount();
    }

    private string? SiteOf(Move move) =>
        move.Values.GetValueOrDefault("site") ?? (move.Values.TryGetValue("participant", out var id) && world.View!.Participants.TryGetValue(id, out var line) ? line.State.Baseline.Site.Value : null);

    // Of several forms of one name on a page, the one about this visit or lot.
    private static bool Fits(PageForm form, Move move) =>
        (move.Form is null ? form.Name.Length > 0 : form.Name == move.Form)
        && form.Fields.All(field => field.Kind != FieldKind.Hidden || !move.Values.TryGetValue(field.Name, out var value) || field.Values[0] == value);
}

using System.Text.Json;

namespace OxyTrial.Verifier.Walking;

/// <content>Sites and their stock.</content>
internal sealed partial class TrialWalk
{
    private Difference? SiteOpened(JsonElement body) =>
        Must(Check.Order, SiteNamed(name).State == SiteState.NotOpened && spec.TimeZones.ContainsKey(name) && body.Text("site") == name, $"site {name} cannot open")
        ?? Now(() => SiteNamed(name).State = SiteState.Open);

    private Difference? SiteStep(SiteState to, params ReadOnlySpan<SiteState> from)
    {
        var site = SiteNamed(name);
        var difference = Must(Check.Order, from.Contains(site.State), $"site {name} is {site.State}");
        site.State = difference is null ? to : site.State;
        return difference;
    }

    private Difference? Received(JsonElement body)
    {
        var site = SiteNamed(name);
        if (Must(Check.Order, site.State is SiteState.Open or SiteState.Suspended, $"site {name} is {site.State}") is { } notOpen)
        {
            return notOpen;
        }

        var lot = released.GetValueOrDefault(body.Text("lot"));
        return Must(Check.Stock, lot?.Site == name, $"lot {body.Text("lot")} was not released to this site")
            ?? Must(Check.Stock, !site.Lots.ContainsKey(lot!.Name), $"lot {lot.Name} is received twice")
            ?? Must(
                Check.Stock,
                body.Date("expiry") == lot.Expiry & body.Number("sets") == lot.Sets & body.Texts("kits").SequenceEqual(lot.Kits),
                $"lot {lot.Name} was not released to this site as received")
            ?? Now(() => site.Receive(lot))
            ?? Counted(Check.Stock);
    }

    private Difference? Moved(JsonElement body, KitState to, params ReadOnlySpan<KitState> from)
    {
        var (site, kit) = (SiteNamed(name), body.Text("kit"));
        var state = site.StateOf(kit);
        var difference = Must(Check.Order, site.State != SiteState.NotOpened, $"site {name} was never opened")
            ?? Must(Check.Stock, state is { } known && from.Contains(known), $"kit {kit} becomes {to} but is {state?.ToString() ?? "not here"}");
        if (difference is null)
        {
            site.Kits[kit] = to;
            tally.Add(Check.Stock);
        }

        return difference;
    }
}

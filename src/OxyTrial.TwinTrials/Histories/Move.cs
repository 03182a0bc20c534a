using System.Collections.Immutable;

namespace OxyTrial.TwinTrials.Histories;

/// <summary>Something that could happen next: a command of the API, a form on a page, or either.</summary>
/// <param name="Command">The API's endpoint; null when there is a page only.</param>
/// <param name="Page">Address of the page; null when there is the API only.</param>
/// <param name="Form">Name of the form on it.</param>
/// <param name="Values">Values of the address, by parameter.</param>
internal sealed record Move(string? Command, string? Page, string? Form, ImmutableDictionary<string, string> Values)
{
    /// <summary>The form that hands in a custodian's approval; it is made from the unblinding request first.</summary>
    public const string Approval = "approve";

    /// <summary>The form that writes down an opening from a pack; codes are read in the packs first.</summary>
    public const string Opening = "offline-opening";

    /// <summary>No form: a checkpoint becomes known that the journal has not, as after the restore of an old backup.</summary>
    public const string Restore = "restore-found";

    /// <summary>A move that says nothing of its address.</summary>
    public static Move Of(string? command, string? page, string? form, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var named = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            named[name] = value;
        }

        return new Move(command, page, form, named.ToImmutable());
    }
}

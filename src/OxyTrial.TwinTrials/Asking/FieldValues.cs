using System.Globalization;
using OxyTrial.TwinTrials.Histories;

namespace OxyTrial.TwinTrials.Asking;

/// <summary>Who fills a form in, and where.</summary>
/// <param name="World">The trial.</param>
/// <param name="Account">Who.</param>
/// <param name="Address">The page.</param>
internal sealed record FillingIn(World World, string? Account, string Address)
{
    /// <summary>Whether it is the page of a restore, where participants are named who are there.</summary>
    public bool IsAboutRestore => Address.Split('?')[0].EndsWith("/restore", StringComparison.Ordinal);

    /// <summary>The participant in the page's address; null when there is none.</summary>
    public string? Participant => Address.Split('?')[0].Split('/') is [_, "studies", _, "participants", var participant, ..] && participant != "new" ? participant : null;
}

/// <summary>How the fields of forms are filled. Choices and boxes fill themselves from the page; what is typed stands here, by the field's name.</summary>
internal static class FieldValues
{
    private const string ArmLabel = "label-";
    private const string ReceiptCount = "receipts-";

    private static readonly Dictionary<string, Func<FillingIn, string>> Typed = new(StringComparer.Ordinal)
    {
        ["participant"] = static at => at.Participant ?? (at.IsAboutRestore ? at.World.SomeParticipant() : at.World.NewParticipant()),
        ["participant-again"] = static at => at.Participant ?? "NOBODY",
        ["form-version"] = static _ => "1.0",
        ["coder"] = static _ => "C-07",
        ["detail"] = static at => at.World.Words(),
        ["reason"] = static at => at.World.Words(),
        ["milliliters"] = static at => at.World.Draws.One(["", "1.5", "2"]),
        ["lot"] = static at => at.World.NewLot(),
        ["expiry"] = static at => at.World.Expiry(),
        ["sets"] = static at => at.World.Draws.One(["1", "2", "4"]),
        ["recipient"] = static _ => "The manufacturer",
        ["signer"] = static at => at.Account ?? "nobody",
        ["spec"] = static at => at.World.SpecText,
        ["custodians"] = static at => string.Join('\n', at.World.Custodians.Select(custodian => custodian.Public.ToString())),
        ["threshold"] = static _ => "2",
        ["approval"] = static at => at.World.Approval,
        ["user-name"] = static at => at.World.Draws.One(at.World.Accounts).Name,
        ["password"] = static at => at.World.Password(),
        ["value"] = static _ => World.BeaconValue,
        ["day"] = static at => at.World.Now.UtcDateTime.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["time"] = static _ => "03:15",
        ["opened-by"] = static _ => "night duty",
        ["code-read-by"] = static _ => "poison center",
        ["code"] = static at => at.World.Code(),
        ["kit"] = static at => at.World.SomeKit(),
        ["kits"] = static at => string.Join('\n', at.World.NextSet.DefaultIfEmpty(at.World.SomeKit())),
        ["position"] = static at => at.World.Draws.One(["1000000", "2", "999999:0123-4567-89ab-cdef"]),
        ["note"] = static _ => "as on paper",
    };

    /// <summary>Boxes that are not for every history; all others are ticked.</summary>
    private static readonly Dictionary<string, Func<World, bool>> Ticked = new(StringComparer.Ordinal)
    {
        ["without"] = static world => world.Custodians.IsEmpty,
    };

    /// <summary>The form filled in, rightly; as a browser would send it.</summary>
    /// <exception cref="TwinTrialException">A field has no row in the table.</exception>
    public static List<(string Name, string Value)> Fill(PageForm form, FillingIn at)
    {
        var draws = at.World.Draws;
        var values = new List<(string Name, string Value)>();
        foreach (var field in form.Fields)
        {
            switch (field.Kind)
            {
                case FieldKind.Hidden:
                    values.Add((field.Name, field.Values[0]));
                    break;
                case FieldKind.Choice when field.Values.Where(value => value.Length > 0).ToArray() is { Length: > 0 } filled:
                    values.Add((field.Name, draws.Chance(99) ? draws.One(filled) : field.Values[^1]));
                    break;
                case FieldKind.Tick when draws.Chance(98) && (!Ticked.TryGetValue(field.Name, out var ticked) || ticked(at.World)):
                    values.Add((field.Name, field.Values[0]));
                    break;
                case FieldKind.Text:
                    values.Add((field.Name, Text(field, form, at)));
                    break;
                default:
                    break;
            }
        }

        // Of several buttons the last named one does what the form is for, the others look first.
        if (form.Buttons.Length > 0 && Pressed(form, draws) is { } pressed)
        {
            values.Add(pressed);
        }

        return values;
    }

    /// <summary>Something wrong in one field.</summary>
    public static void Spoil(List<(string Name, string Value)> values, Draws draws)
    {
        var place = draws.Below(values.Count);
        values[place] = (values[place].Name, draws.One(["", "bell\u0007", "?", new string('a', 3000)]));
    }

    private static (string Name, string Value)? Pressed(PageForm form, Draws draws) =>
        form.Buttons.Length > 1 ? (draws.Chance(85) ? form.Buttons[^1] : form.Buttons[0])
        : draws.Chance(10) ? form.Buttons[0] : null;

    private static string Text(PageField field, PageForm form, FillingIn at)
    {
        if (field.Name.StartsWith(ArmLabel, StringComparison.Ordinal))
        {
            return at.World.Spec.Arms.FirstOrDefault(arm => arm.Key == field.Name[ArmLabel.Length..])?.Label ?? "no arm";
        }

        if (field.Name.StartsWith(ReceiptCount, StringComparison.Ordinal))
        {
            return at.World.Spec.Sites.FirstOrDefault(site => site.Id.Value == field.Name[ReceiptCount.Length..]) is { } site ? at.World.Counted(site.Id).ToString(CultureInfo.InvariantCulture) : "0";
        }

        return Typed.TryGetValue(field.Name, out var value)
            ? value(at)
            : throw new TwinTrialException($"The twin trial does not know what to type into field '{field.Name}' of form '{form.Name}' on {at.Address}: add a row to {nameof(FieldValues)}.");
    }
}

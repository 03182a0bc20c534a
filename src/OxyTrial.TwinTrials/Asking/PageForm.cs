using System.Collections.Immutable;
using System.Text;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace OxyTrial.TwinTrials.Asking;

/// <summary>What a field takes.</summary>
internal enum FieldKind
{
    /// <summary>Sent as it is.</summary>
    Hidden,

    /// <summary>Typed.</summary>
    Text,

    /// <summary>One of some values.</summary>
    Choice,

    /// <summary>Ticked or not.</summary>
    Tick,

    /// <summary>A file.</summary>
    File,
}

/// <summary>A field of a form on a page.</summary>
/// <param name="Name">Name.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Values">Its value, or those that may be chosen.</param>
internal sealed record PageField(string Name, FieldKind Kind, ImmutableArray<string> Values);

/// <summary>A form found on a page, so that a new form or field cannot be forgotten.</summary>
/// <param name="Name">Value of its hidden field <c>form</c>; empty when it has none.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Address">Where it is sent.</param>
/// <param name="IsMultipart">Whether it carries files.</param>
/// <param name="Fields">Fields in order.</param>
/// <param name="Buttons">Name and value of buttons that have a name.</param>
internal sealed record PageForm(string Name, HttpMethod Method, string Address, bool IsMultipart, ImmutableArray<PageField> Fields, ImmutableArray<(string Name, string Value)> Buttons)
{
    private const string Boundary = "boundary-of-the-twins";

    /// <summary>Media type in which it is sent.</summary>
    public string MediaType => IsMultipart ? $"multipart/form-data; boundary={Boundary}" : "application/x-www-form-urlencoded";

    /// <summary>The forms of a page.</summary>
    public static ImmutableArray<PageForm> On(string html, string pageAddress)
    {
        using var page = new HtmlParser().ParseDocument(html);
        return [.. page.Forms.Select(form => Read((IHtmlFormElement)form, pageAddress))];
    }

    /// <summary>The values as sent.</summary>
    public byte[] Encode(IEnumerable<(string Name, string Value)> values) => Encoding.UTF8.GetBytes(IsMultipart
        ? string.Concat(values.Select(value => $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{value.Name}\"\r\n\r\n{value.Value}\r\n")) + $"--{Boundary}--\r\n"
        : Query(values));

    /// <summary>The values as a query.</summary>
    public static string Query(IEnumerable<(string Name, string Value)> values) => string.Join('&', values.Select(value => $"{Uri.EscapeDataString(value.Name)}={Uri.EscapeDataString(value.Value)}"));

    private static PageForm Read(IHtmlFormElement form, string pageAddress)
    {
        var inputs = form.QuerySelectorAll("input[name]").OfType<IHtmlInputElement>().ToArray();
        PageField[] fields =
        [
            .. inputs.Where(input => input.Type is not ("radio" or "submit")).Select(input => new PageField(input.Name!, KindOf(input.Type), [input.GetAttribute("value") ?? string.Empty])),
            .. inputs.Where(input => input.Type == "radio").GroupBy(input => input.Name!).Select(group => new PageField(group.Key, FieldKind.Choice, [.. group.Select(input => input.GetAttribute("value") ?? string.Empty)])),
            .. form.QuerySelectorAll("select[name]").OfType<IHtmlSelectElement>().Select(select => new PageField(select.Name!, FieldKind.Choice, [.. select.Options.Select(option => option.Value)])),
            .. form.QuerySelectorAll("textarea[name]").OfType<IHtmlTextAreaElement>().Select(area => new PageField(area.Name!, FieldKind.Text, [area.TextContent])),
        ];
        var name = fields.FirstOrDefault(field => field is { Name: "form", Kind: FieldKind.Hidden })?.Values[0] ?? string.Empty;
        return new PageForm(
            name,
            form.Method == "get" ? HttpMethod.Get : HttpMethod.Post,
            form.GetAttribute("action") is { Length: > 0 } action ? action : pageAddress,
            form.GetAttribute("enctype") == "multipart/form-data",
            [.. fields],
            [.. form.QuerySelectorAll("button[name]").Select(button => (button.GetAttribute("name")!, button.GetAttribute("value") ?? string.Empty))]);
    }

    private static FieldKind KindOf(string type) => type switch
    {
        "hidden" => FieldKind.Hidden,
        "checkbox" => FieldKind.Tick,
        "file" => FieldKind.File,
        _ => FieldKind.Text,
    };
}

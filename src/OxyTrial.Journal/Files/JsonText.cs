using System.Globalization;
using System.Text;

namespace OxyTrial.Journal;

/// <summary>
/// Writes the one spelling of JSON that a journal file has: no blanks, and in strings only what must be escaped is
/// (<c>\" \\ \b \f \n \r \t</c>, other controls as <c>\u00xx</c>). The framework's writer may change its mind about
/// escapes between releases; a format that is compared byte by byte may not.
/// </summary>
internal sealed class JsonText
{
    private readonly StringBuilder _text = new();

    public JsonText Member(string name, string value)
    {
        Name(name);
        Quote(value);
        return this;
    }

    public JsonText Member(string name, long value)
    {
        Name(name);
        _text.Append(CultureInfo.InvariantCulture, $"{value}");
        return this;
    }

    public JsonText Member(string name, byte[] value) => Member(name, Convert.ToHexStringLower(value));

    /// <summary>The finished object and a line feed.</summary>
    public byte[] ToLine() => Encoding.UTF8.GetBytes(_text.Append("}\n").ToString());

    private void Name(string name)
    {
        _text.Append(_text.Length == 0 ? '{' : ',');
        Quote(name);
        _text.Append(':');
    }

    private void Quote(string value)
    {
        _text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => _text.Append("\\\""),
                '\\' => _text.Append(@"\\"),
                '\b' => _text.Append(@"\b"),
                '\f' => _text.Append(@"\f"),
                '\n' => _text.Append(@"\n"),
                '\r' => _text.Append(@"\r"),
                '\t' => _text.Append(@"\t"),
                < ' ' => _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => _text.Append(c),
            };
        }

        _text.Append('"');
    }
}

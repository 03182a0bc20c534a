using System.Text;

namespace OxyTrial.Specs.Yaml;

/// <summary>Bytes to text: size, encoding and emptiness are settled before any YAML is looked at.</summary>
internal static class SpecText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string? Decode(ReadOnlySpan<byte> bytes, Findings findings)
    {
        if (bytes.Length > SpecReader.MaximumBytes)
        {
            findings.Error(1, 1, "", $"the file is larger than {SpecReader.MaximumBytes / 1024} KiB; a spec is not");
            return null;
        }

        var body = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        try
        {
            return Strict.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            var valid = ValidPrefix(body);
            findings.Error(1 + valid.Count('\n'), valid.Length - valid.LastIndexOf('\n'), "", "the file is not UTF-8 from here on; save it as UTF-8");
            return null;
        }
    }

    private static ReadOnlySpan<char> ValidPrefix(ReadOnlySpan<byte> bytes)
    {
        var prefix = new StringBuilder();
        while (Rune.DecodeFromUtf8(bytes, out var rune, out var used) == System.Buffers.OperationStatus.Done)
        {
            prefix.Append(rune);
            bytes = bytes[used..];
        }

        return prefix.ToString();
    }
}

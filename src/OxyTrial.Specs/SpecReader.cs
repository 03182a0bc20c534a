using OxyTrial.Specs.Checks;
using OxyTrial.Specs.Format;
using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs;

/// <summary>Reads <c>spec.yaml</c>, format version 1 (docs/spec-format.md). Bad input gives errors with their places, never an exception.</summary>
public static class SpecReader
{
    /// <summary>Largest file read, in bytes: a protocol in words fits many times over.</summary>
    public const int MaximumBytes = 256 * 1024;

    /// <summary>Reads a spec from a file; a file that cannot be opened is an error like any other.</summary>
    public static SpecOutcome ReadFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var name = Path.GetFileName(path);
        try
        {
            using var stream = File.OpenRead(path);
            var buffer = new byte[MaximumBytes + 1];
            var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return Read(name, buffer.AsSpan(0, read));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new SpecRejected([new SpecError(name, 1, 1, "", $"cannot read the file: {e.Message}")], []);
        }
    }

    /// <summary>Reads a spec from its bytes.</summary>
    /// <param name="file">Name printed in errors.</param>
    /// <param name="utf8">The file: UTF-8, with or without a byte order mark, at most <see cref="MaximumBytes"/>.</param>
    public static SpecOutcome Read(string file, ReadOnlySpan<byte> utf8)
    {
        ArgumentNullException.ThrowIfNull(file);
        var findings = new Findings(file);
        if (SpecText.Decode(utf8, findings) is not { } text || YamlTree.Parse(text, findings) is not { } parsed)
        {
            return findings.Rejected();
        }

        var root = Fields.Locate(parsed, findings);
        SpecFormat.Root.Check(root, findings);
        CrossChecks.Run(root, findings);
        var procedure = ProcedureNode.Read(root, findings);
        return findings.HasErrors || procedure is null
            ? findings.Rejected()
            : findings.Accepted(SpecMapper.Map(root, procedure));
    }
}

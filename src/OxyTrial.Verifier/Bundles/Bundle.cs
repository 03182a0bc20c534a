using System.Text;
using System.Text.Json;

namespace OxyTrial.Verifier.Bundles;

/// <summary>A bundle, read but not verified.</summary>
/// <param name="Journal">The journal file.</param>
/// <param name="Spec">The spec's canonical JSON.</param>
/// <param name="Printed">The commitment as printed.</param>
/// <param name="Revealed">What was revealed.</param>
/// <param name="Checkpoints">Checkpoints known from outside.</param>
public sealed record Bundle(byte[] Journal, byte[] Spec, PublishedCommitment Printed, RevealedSecret Revealed, IReadOnlyList<Checkpoint> Checkpoints)
{
    private const int ShortestSaltDigits = 32;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads a zip or a folder.</summary>
    /// <exception cref="BadBundleException">It is none.</exception>
    public static Bundle Read(string path)
    {
        var files = BundleFiles.Read(path);
        return new Bundle(
            files[BundleFiles.Journal],
            files[BundleFiles.Spec],
            PublishedCommitment.FromText(Text(files, BundleFiles.Commitment)),
            Reveal(Text(files, BundleFiles.RevealedSecret)),
            files.ContainsKey(BundleFiles.Checkpoints) ? Checkpoint.Parse(Text(files, BundleFiles.Checkpoints)) : []);
    }

    private static RevealedSecret Reveal(string text)
    {
        try
        {
            Json.Parse(text);
            var reveal = RevealedSecret.FromJson(text);
            return !IsHex(reveal.Secret, 64, 64) ? throw new BadBundleException($"{BundleFiles.RevealedSecret}: the secret is not 64 hexadecimal digits")
                : !IsHex(reveal.Salt, ShortestSaltDigits, int.MaxValue) || !IsHex(reveal.ProcedureSalt, ShortestSaltDigits, int.MaxValue) ? throw new BadBundleException($"{BundleFiles.RevealedSecret}: a salt is not {ShortestSaltDigits} hexadecimal digits or more")
                : reveal;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw new BadBundleException($"{BundleFiles.RevealedSecret}: {wrong.Message}", wrong);
        }
    }

    private static bool IsHex(string text, int fewest, int most) => text.Length >= fewest && text.Length <= most && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigitLower);

    private static string Text(IReadOnlyDictionary<string, byte[]> files, string name)
    {
        try
        {
            return Strict.GetString(files[name]);
        }
        catch (DecoderFallbackException wrong)
        {
            throw new BadBundleException($"{name} is not UTF-8", wrong);
        }
    }
}

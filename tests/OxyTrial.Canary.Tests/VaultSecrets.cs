using System.Buffers.Binary;
using System.Text.Json;
using OxyTrial.Canary.Tests.Searching;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Vault;
using OxyTrial.Vault.Keys;
using OxyTrial.Vault.Sealing;

namespace OxyTrial.Canary.Tests;

/// <summary>What the vault's sealed files hold, opened with its key: the truth to search for.</summary>
internal static class VaultSecrets
{
    /// <summary>Every secret of the vault as needles: key, data keys, secret, salts, the procedure and its block sizes.</summary>
    public static IReadOnlyList<Needle> Of(string folder, byte[] key, StudyId study)
    {
        var (kek, needles) = (new LocalKey(key, VaultSeams.Production), new List<Needle>(Needles.OfBytes("key-encryption key", key)));
        foreach (var path in Directory.EnumerateFiles(folder, $"{study}.*").Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var label = Path.GetFileName(path).Split('.') switch
            {
                [var id, var use] => new BoxLabel(id, use, string.Empty),
                [var id, var row, var use] => new BoxLabel(id, use, row),
                _ => throw new InvalidOperationException($"{path} is not the vault's."),
            };
            var box = File.ReadAllBytes(path);
            needles.AddRange(Needles.OfBytes($"data key of {label.Use}", kek.Unwrap(WrappedKey(box), label.AssociatedData)));
            needles.AddRange(Content(label.Use, new SealedBox(kek, VaultSeams.Production).Open(box, label)));
        }

        return needles;
    }

    // As docs/keys.md has it: version; length and text of the key's name; length and bytes of the wrapped key; what is sealed.
    private static ReadOnlySpan<byte> WrappedKey(byte[] box)
    {
        var at = 2 + box[1];
        return box.AsSpan(at + sizeof(ushort), BinaryPrimitives.ReadUInt16BigEndian(box.AsSpan(at)));
    }

    private static IEnumerable<Needle> Content(string use, byte[] plain)
    {
        switch (use)
        {
            case "secret":
                var kept = JsonSerializer.Deserialize<KeptSecret>(plain)!;
                return [.. Needles.OfBytes("trial secret", kept.Secret), .. Needles.OfBytes("salt of the commitment", kept.Salt)];
            case "procedure-salt":
                return Needles.OfBytes("salt of the study's procedures", JsonSerializer.Deserialize<byte[]>(plain)!);
            case "procedure":
                var procedure = JsonSerializer.Deserialize<KeptProcedure>(plain)!;
                return
                [
                    .. Needles.OfBytes("salt of the procedure", procedure.Salt), .. Needles.OfText("procedure", "canonical JSON", procedure.Json),
                    .. Needles.OfNumbers("block sizes", [14, 22, 26, 34]),
                ];
            default:
                throw new InvalidOperationException($"Nobody has said what to search of {use}.");
        }
    }
}

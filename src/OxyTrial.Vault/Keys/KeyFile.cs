using OxyTrial.Vault.Sealing;

namespace OxyTrial.Vault.Keys;

/// <summary>The key-encryption key: 32 bytes, kept as 64 hex digits in a file only its owner may read.</summary>
internal static class KeyFile
{
    private const int KeyBytes = AuthenticatedBox.KeyBytes;

    /// <summary>Reads the key; makes one when the file is missing and nothing is sealed yet.</summary>
    /// <exception cref="VaultException">The file does not hold a key, or is missing although there are files sealed under it.</exception>
    public static byte[] ReadOrCreate(string path, string vault, VaultSeams seams)
    {
        if (!File.Exists(path))
        {
            // Looked for once more: another process may just have made the key, and sealed under it.
            if (VaultFiles.HoldsSealed(vault) && !File.Exists(path))
            {
                throw new VaultException($"The key file '{path}' is missing, but '{vault}' holds files sealed under it: bring the key back, or name where it lies; a new one would open none of them.");
            }

            PrivateFile.WriteOnce(path, System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(seams.SecretBytes("key-encryption-key", KeyBytes)) + "\n"));
        }

        return Parse(File.ReadAllText(path), $"key file '{path}'");
    }

    /// <exception cref="VaultException">The text is not a key; it is not repeated.</exception>
    public static byte[] Parse(string text, string where)
    {
        var digits = text.Trim();
        return digits.Length == KeyBytes * 2 && digits.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(digits)
            : throw new VaultException($"The {where} does not hold {KeyBytes * 2} hex digits.");
    }
}

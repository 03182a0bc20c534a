namespace OxyTrial.Vault.Sealing;

/// <summary>The key-encryption key: 32 bytes, kept as 64 hex digits in a file only its owner may read.</summary>
internal static class KeyFile
{
    public const int KeyBytes = 32;

    /// <summary>Reads the key; makes one when the file is missing.</summary>
    /// <exception cref="VaultException">The file does not hold a key.</exception>
    public static byte[] ReadOrCreate(string path, VaultSeams seams)
    {
        if (!File.Exists(path))
        {
            PrivateFile.WriteOnce(path, System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(seams.SecretBytes("key-encryption-key", KeyBytes)) + "\n"));
        }

        var text = File.ReadAllText(path).Trim();
        return text.Length == KeyBytes * 2 && text.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(text)
            : throw new VaultException($"The key file '{path}' does not hold {KeyBytes * 2} hex digits.");
    }
}

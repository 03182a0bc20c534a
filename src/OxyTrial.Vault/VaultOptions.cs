namespace OxyTrial.Vault;

/// <summary>Where the vault keeps its sealed files and the key that opens them.</summary>
/// <param name="Directory">Folder of the sealed files; made when missing, readable by its owner only.</param>
/// <param name="KeyFile">The key-encryption key, 64 hex digits; made when missing, unless the folder already holds sealed files. Keep it outside the backup of the folder.</param>
public sealed record VaultOptions(string Directory, string KeyFile);

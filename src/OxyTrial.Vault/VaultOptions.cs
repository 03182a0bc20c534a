using OxyTrial.Vault.Keys;

namespace OxyTrial.Vault;

/// <summary>Where the vault keeps its sealed files and the key that opens them.</summary>
/// <param name="Directory">Folder of the sealed files; made when missing, readable by its owner only.</param>
/// <param name="Key">The key-encryption key.</param>
public sealed record VaultOptions(string Directory, KeySource Key);

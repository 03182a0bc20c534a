using OxyTrial.Vault.Sealing;

namespace OxyTrial.Vault.Keys;

/// <summary>What a rotation did.</summary>
/// <param name="Rewrapped">Files put under the new key.</param>
/// <param name="Already">Files that were under it already.</param>
public sealed record RotationReport(int Rewrapped, int Already);

/// <summary>
/// Puts the vault under another key-encryption key. Only the data keys are wrapped anew; contents, secrets and commitments stay. To be run
/// while no vault is open over the folder. Cut short, it is begun again with the same two keys.
/// </summary>
public static class VaultRotation
{
    /// <summary>Runs it.</summary>
    /// <param name="from">The folder and its present key.</param>
    /// <param name="to">The new key; made where it is a file that is missing.</param>
    /// <exception cref="VaultException">A file opens under neither key; files before it are done, it and those after it are left.</exception>
    public static RotationReport Run(VaultOptions from, KeySource to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);

        // The folder holds sealed files, under another key than the one that is made here.
        var key = to.Open(vault: string.Empty, VaultSeams.Production);
        var (rewrapped, already) = VaultFiles.Rotate(from, key, VaultSeams.Production);
        return new RotationReport(rewrapped, already);
    }
}

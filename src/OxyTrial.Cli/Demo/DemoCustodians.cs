using OxyTrial.Trial;
using OxyTrial.Vault.Custody;

namespace OxyTrial.Cli.Demo;

/// <summary>The three custodians of a demo, of whom two must approve. In a trial each makes a key on a machine of their own.</summary>
internal sealed class DemoCustodians : IDisposable
{
    /// <summary>Opens the demo's key files.</summary>
    public const string Passphrase = "demo custodian only";

    private const int Threshold = 2;
    private readonly CustodianKey[] keys = [.. new[] { "Ethics committee", "Sponsor", "Data monitoring committee" }.Select(CustodianKey.Create)];

    public CustodianPanel Panel => new(Threshold, [.. keys.Select(key => key.Public.ToCustodian())]);

    /// <summary>Those who approve.</summary>
    public IEnumerable<CustodianKey> Approving => keys.Take(Threshold);

    /// <summary>Writes the key files, so that whoever tries the demo's server can unblind.</summary>
    public async Task WriteAsync(string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        foreach (var key in keys)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{key.Public.Name.ToLowerInvariant().Replace(' ', '-')}.key"), key.ToFile(Passphrase), cancellation);
        }
    }

    public void Dispose() => Array.ForEach(keys, key => key.Dispose());
}

using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OxyTrial.Randomization.Derivation;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Vault.Custody;
using OxyTrial.Vault.Keys;

namespace OxyTrial.Vault.Sealing;

/// <summary>A procedure's canonical JSON and the salt of its commitment.</summary>
internal sealed record KeptProcedure(string Json, byte[] Salt)
{
    /// <summary>A fixed text: block sizes must not reach a log by accident.</summary>
    public override string ToString() => "procedure (hidden)";
}

/// <summary>A study's secret, the salt of its commitment, and the procedure it was sealed with.</summary>
internal sealed record KeptSecret(byte[] Secret, byte[] Salt)
{
    /// <summary>A fixed text.</summary>
    public override string ToString() => "secret (hidden)";
}

/// <summary>
/// The vault's files. Sealed under the key-encryption key: one per procedure registered, named by its commitment; one per sealed study;
/// the approvals of its custodians. Sealed under the custodians' keys instead: the reveal copy.
/// </summary>
internal sealed class VaultFiles
{
    private const int SaltBytes = 32;
    private const int NameDigits = 16;
    private const string Procedure = "procedure";
    private const string Secret = "secret";
    private const string ProcedureSalt = "procedure-salt";
    private const string Approvals = "approvals";
    private const string Reveal = "reveal";
    private static readonly string[] Sealed = [Procedure, Secret, ProcedureSalt, Approvals];
    private readonly string directory;
    private readonly SealedBox box;
    private readonly VaultSeams seams;

    public VaultFiles(VaultOptions options, VaultSeams seams)
    {
        directory = options.Directory;
        this.seams = seams;
        box = new SealedBox(options.Key.Open(options.Directory, seams), seams);
    }

    /// <summary>Whether anything is sealed in the folder.</summary>
    public static bool HoldsSealed(string directory) => SealedIn(directory).Any();

    /// <summary>Puts every sealed file under another key; whole files, so that it may be cut short and begun again.</summary>
    /// <returns>Files re-wrapped, and files that were under the new key already.</returns>
    /// <exception cref="VaultException">A file opens under neither key; it is left, as are those after it.</exception>
    public static (int Rewrapped, int Already) Rotate(VaultOptions from, IKeyEncryptionKey to, VaultSeams seams)
    {
        var box = new SealedBox(from.Key.Open(from.Directory, seams), seams);
        var (rewrapped, already) = (0, 0);
        foreach (var path in SealedIn(from.Directory).Order(StringComparer.Ordinal))
        {
            if (box.Rewrapped(File.ReadAllBytes(path), LabelOf(path), to) is { } moved)
            {
                PrivateFile.Overwrite(path, moved);
                rewrapped++;
            }
            else
            {
                already++;
            }
        }

        return (rewrapped, already);
    }

    /// <summary>Keeps a procedure; its salt derives from the study's own, so that keeping it twice gives one commitment.</summary>
    public string Keep(StudyId study, string procedureJson)
    {
        var salt = HMACSHA256.HashData(ReadOrCreate(study, ProcedureSalt, () => seams.SecretBytes("procedure-salt", SaltBytes)), Encoding.UTF8.GetBytes($"oxytrial/procedure-salt/v2\n{study}\n{procedureJson}"));
        var commitment = Convert.ToHexStringLower(ProcedureCommitment.Compute(procedureJson, salt));
        Write(study, Procedure, commitment[..NameDigits], new KeptProcedure(procedureJson, salt));
        return commitment;
    }

    /// <exception cref="VaultException">No such procedure is kept, or it does not open.</exception>
    public KeptProcedure ReadProcedure(StudyId study, string commitment) => Read<KeptProcedure>(study, Procedure, commitment[..NameDigits]);

    /// <summary>The study's secret; made on first use.</summary>
    public KeptSecret ReadOrCreateSecret(StudyId study) =>
        ReadOrCreate(study, Secret, () => new KeptSecret(seams.SecretBytes("trial-secret", TrialSecret.Length), seams.SecretBytes("salt", SaltBytes)));

    /// <exception cref="VaultException">The study is not sealed here, or the file does not open.</exception>
    public KeptSecret ReadSecret(StudyId study) => Read<KeptSecret>(study, Secret);

    /// <summary>Keeps the copy for this panel; the first one made stays.</summary>
    public void KeepReveal(StudyId study, CustodianPanel panel, Func<RevealCopy> make)
    {
        if (!File.Exists(RevealPath(study, panel)))
        {
            PrivateFile.WriteOnce(RevealPath(study, panel), Encoding.UTF8.GetBytes(CustodyJson.Write(make())));
        }
    }

    /// <exception cref="VaultException">There is none for this panel.</exception>
    public RevealCopy ReadReveal(StudyId study, CustodianPanel panel) => File.Exists(RevealPath(study, panel))
        ? CustodyJson.Read<RevealCopy>(File.ReadAllText(RevealPath(study, panel)), "reveal copy")
        : throw new VaultException($"The vault holds no reveal copy of study {study} for its custodians.");

    /// <summary>Approvals accepted so far, in order.</summary>
    public ImmutableArray<UnblindingApproval> ReadApprovals(StudyId study) =>
        File.Exists(PathOf(study, Approvals, string.Empty)) ? Read<ImmutableArray<UnblindingApproval>>(study, Approvals) : [];

    public void WriteApprovals(StudyId study, ImmutableArray<UnblindingApproval> approvals) => Write(study, Approvals, string.Empty, approvals);

    private static IEnumerable<string> SealedIn(string directory) =>
        Directory.Exists(directory) ? Directory.EnumerateFiles(directory).Where(file => Sealed.Contains(Path.GetExtension(file).TrimStart('.'))) : [];

    // study.use, or study.row.use: a study's id has no dot.
    private static BoxLabel LabelOf(string path) => Path.GetFileName(path).Split('.') switch
    {
        [var study, var use] => new BoxLabel(study, use, string.Empty),
        [var study, var row, var use] => new BoxLabel(study, use, row),
        _ => throw new VaultException($"'{path}' is not named as the vault names its files."),
    };

    private string PathOf(StudyId study, string use, string row) => Path.Combine(directory, row.Length == 0 ? $"{study}.{use}" : $"{study}.{row}.{use}");

    private string RevealPath(StudyId study, CustodianPanel panel)
    {
        var named = string.Join('\n', panel.Custodians.Select(custodian => custodian.Fingerprint));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"oxytrial/panel/1\n{panel.Threshold}\n{named}"));
        return PathOf(study, Reveal, Convert.ToHexStringLower(hash)[..NameDigits]);
    }

    private void Write<T>(StudyId study, string use, string row, T content) => PrivateFile.Overwrite(PathOf(study, use, row), Seal(study, use, row, content));

    // Two who make it at once must have one: the first file stays, and both read it back.
    private T ReadOrCreate<T>(StudyId study, string use, Func<T> make)
    {
        if (!File.Exists(PathOf(study, use, string.Empty)))
        {
            PrivateFile.WriteOnce(PathOf(study, use, string.Empty), Seal(study, use, string.Empty, make()));
        }

        return Read<T>(study, use);
    }

    private byte[] Seal<T>(StudyId study, string use, string row, T content) => box.Seal(JsonSerializer.SerializeToUtf8Bytes(content), new BoxLabel(study.Value, use, row));

    private T Read<T>(StudyId study, string use, string row = "")
    {
        var path = PathOf(study, use, row);
        return File.Exists(path)
            ? JsonSerializer.Deserialize<T>(box.Open(File.ReadAllBytes(path), new BoxLabel(study.Value, use, row)))!
            : throw new VaultException($"The vault holds no {use} of study {study}.");
    }
}

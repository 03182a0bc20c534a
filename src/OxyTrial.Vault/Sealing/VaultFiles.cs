using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OxyTrial.Randomization.Derivation;
using OxyTrial.Trial.Identifiers;

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

/// <summary>The vault's sealed files: one per procedure registered, named by its commitment, and one per sealed study.</summary>
internal sealed class VaultFiles
{
    private const int SaltBytes = 32;
    private const string ProcedureExtension = ".procedure";
    private const string SecretExtension = ".secret";
    private readonly string directory;
    private readonly byte[] key;
    private readonly SealedBox box;
    private readonly VaultSeams seams;

    public VaultFiles(VaultOptions options, VaultSeams seams)
    {
        directory = options.Directory;
        this.seams = seams;
        key = KeyFile.ReadOrCreate(options.KeyFile, options.Directory, seams);
        box = new SealedBox(key, seams);
    }

    /// <summary>Whether anything is sealed in the folder.</summary>
    public static bool HoldsSealed(string directory) =>
        Directory.Exists(directory) && Directory.EnumerateFiles(directory).Any(file => Path.GetExtension(file) is ProcedureExtension or SecretExtension);

    /// <summary>Keeps a procedure; the salt derives from the key, so that keeping it twice gives one commitment.</summary>
    public string Keep(StudyId study, string procedureJson)
    {
        var salt = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"oxytrial/procedure-salt/v1\n{study}\n{procedureJson}"));
        var commitment = Convert.ToHexStringLower(ProcedureCommitment.Compute(procedureJson, salt));
        PrivateFile.Overwrite(ProcedurePath(study, commitment), Seal(study, "procedure", new KeptProcedure(procedureJson, salt)));
        return commitment;
    }

    /// <exception cref="VaultException">No such procedure is kept, or it does not open.</exception>
    public KeptProcedure ReadProcedure(StudyId study, string commitment) => Read<KeptProcedure>(ProcedurePath(study, commitment), study, "procedure");

    /// <summary>The study's secret; made on first use.</summary>
    public KeptSecret ReadOrCreateSecret(StudyId study)
    {
        if (!File.Exists(SecretPath(study)))
        {
            // Two who seal at once must commit to one secret: the first file stays, and both read it back.
            PrivateFile.WriteOnce(
                SecretPath(study), Seal(study, "secret", new KeptSecret(seams.SecretBytes("trial-secret", TrialSecret.Length), seams.SecretBytes("salt", SaltBytes))));
        }

        return ReadSecret(study);
    }

    /// <exception cref="VaultException">The study is not sealed here, or the file does not open.</exception>
    public KeptSecret ReadSecret(StudyId study) => Read<KeptSecret>(SecretPath(study), study, "secret");

    private string ProcedurePath(StudyId study, string commitment) => Path.Combine(directory, $"{study}.{commitment[..16]}{ProcedureExtension}");

    private string SecretPath(StudyId study) => Path.Combine(directory, $"{study}{SecretExtension}");

    private byte[] Seal<T>(StudyId study, string use, T content) => box.Seal(JsonSerializer.SerializeToUtf8Bytes(content), study.Value, use);

    private T Read<T>(string path, StudyId study, string use)
    {
        if (!File.Exists(path))
        {
            throw new VaultException($"The vault holds no {use} of study {study}.");
        }

        return JsonSerializer.Deserialize<T>(box.Open(File.ReadAllBytes(path), study.Value, use))!;
    }
}

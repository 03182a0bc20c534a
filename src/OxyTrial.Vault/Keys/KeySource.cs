namespace OxyTrial.Vault.Keys;

/// <summary>Where the vault's key-encryption key is kept.</summary>
public abstract record KeySource
{
    private const string FilePrefix = "file:";
    private const string EnvironmentPrefix = "env:";
    private const string ProgramPrefix = "program:";

    private KeySource()
    {
    }

    /// <summary>A file of 64 hex digits; made when missing, unless the vault already holds sealed files.</summary>
    /// <param name="Path">The file. Keep it outside the backup of the vault's folder.</param>
    public sealed record InFile(string Path) : KeySource
    {
        /// <inheritdoc/>
        public override string ToString() => $"{FilePrefix}{Path}";
    }

    /// <summary>An environment variable of 64 hex digits.</summary>
    /// <param name="Variable">Its name.</param>
    public sealed record InEnvironment(string Variable) : KeySource
    {
        /// <inheritdoc/>
        public override string ToString() => $"{EnvironmentPrefix}{Variable}";
    }

    /// <summary>A program that wraps and unwraps, for a key-management service or a PKCS#11 token; docs/keys.md has its protocol.</summary>
    /// <param name="Path">The program.</param>
    public sealed record BehindProgram(string Path) : KeySource
    {
        /// <inheritdoc/>
        public override string ToString() => $"{ProgramPrefix}{Path}";
    }

    /// <summary>Reads <c>file:PATH</c>, <c>env:NAME</c>, <c>program:PATH</c>, or a bare path of a file.</summary>
    /// <exception cref="VaultException">Nothing stands behind the colon.</exception>
    public static KeySource Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(EnvironmentPrefix, StringComparison.Ordinal) ? new InEnvironment(Rest(text, EnvironmentPrefix))
            : text.StartsWith(ProgramPrefix, StringComparison.Ordinal) ? new BehindProgram(Rest(text, ProgramPrefix))
            : new InFile(text.StartsWith(FilePrefix, StringComparison.Ordinal) ? Rest(text, FilePrefix) : Rest(text, string.Empty));
    }

    internal IKeyEncryptionKey Open(string vault, VaultSeams seams) => this switch
    {
        InFile file => new LocalKey(KeyFile.ReadOrCreate(file.Path, vault, seams), seams),
        InEnvironment { Variable: var name } => new LocalKey(
            KeyFile.Parse(Environment.GetEnvironmentVariable(name) ?? throw new VaultException($"The environment variable '{name}' with the vault's key is not set."), $"environment variable '{name}'"), seams),
        BehindProgram program => new ProgramKey(program.Path),
        _ => throw new InvalidOperationException("Unknown kind of key."),
    };

    private static string Rest(string text, string prefix) =>
        text.Length > prefix.Length ? text[prefix.Length..] : throw new VaultException($"'{text}' names no key: write file:PATH, env:NAME, program:PATH, or a path.");
}

using System.Text.Json;

namespace OxyTrial.Vault.Remote;

/// <summary>The vault's own log, a line of JSON an answer: what was asked about which study, and how it ended. Never an answer's content.</summary>
public sealed class VaultLog : IDisposable
{
    private readonly StreamWriter file;
    private readonly Lock turn = new();
    private readonly TimeProvider time;

    /// <summary>Appends to the file; made, readable by its owner only, when missing.</summary>
    public VaultLog(string path, TimeProvider time)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        (file, this.time) = (new StreamWriter(path, options) { AutoFlush = true }, time);
    }

    /// <summary>Writes a line.</summary>
    /// <param name="asked">The question's name.</param>
    /// <param name="about">Study, participant, slot; nothing secret.</param>
    /// <param name="outcome"><c>answered</c>, a refusal's number, or why the vault stopped.</param>
    public void Write(string asked, string about, string outcome)
    {
        lock (turn)
        {
            file.WriteLine(JsonSerializer.Serialize(new { utc = time.GetUtcNow().UtcDateTime, asked, about, outcome }));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}

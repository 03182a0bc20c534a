using System.Globalization;
using MimeKit;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Server.Alerts;

/// <summary>
/// Alerts on disk: <c>pickup</c> holds what is to be delivered, <c>sent</c> what a mail server took, <c>followed</c> how far each study's
/// journal was followed. A file is whole or not there.
/// </summary>
internal sealed class AlertFolder(string folder) : IAlertStore
{
    private string Pickup => Made("pickup");

    private string Sent => Made("sent");

    private string Followed => Made("followed");

    public string Place => "in the pickup folder";

    public Task<long> PositionOfAsync(StudyId study, CancellationToken cancellation) => Task.FromResult(PositionOf(study));

    public Task FollowAsync(StudyId study, long position, CancellationToken cancellation)
    {
        Write(Path.Combine(Followed, study.Value), stream => stream.Write(System.Text.Encoding.ASCII.GetBytes(position.ToString(CultureInfo.InvariantCulture))));
        return Task.CompletedTask;
    }

    public Task PutAsync(StudyId study, long position, MimeMessage message, CancellationToken cancellation)
    {
        if (!File.Exists(Path.Combine(Sent, NameOf(study, position))))
        {
            Write(Path.Combine(Pickup, NameOf(study, position)), stream => message.WriteTo(stream, cancellation));
        }

        return Task.CompletedTask;
    }

    public Task<bool> IsWaitingAsync(StudyId study, long position, CancellationToken cancellation) =>
        Task.FromResult(position > PositionOf(study) || File.Exists(Path.Combine(Pickup, NameOf(study, position))));

    public async Task<Exception?> DeliverAsync(Func<MimeMessage, CancellationToken, Task> send, CancellationToken cancellation)
    {
        Exception? failure = null;
        foreach (var file in Directory.GetFiles(Pickup, "*.eml").Order(StringComparer.Ordinal))
        {
            try
            {
                await send(await MimeMessage.LoadAsync(file, cancellation), cancellation);
                File.Move(file, Path.Combine(Sent, Path.GetFileName(file)), overwrite: true);
            }
            catch (Exception failed) when (failed is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                failure = failed;
            }
        }

        return failure;
    }

    private long PositionOf(StudyId study) =>
        Path.Combine(Followed, study.Value) is var file && File.Exists(file) && long.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : 0;

    private static string NameOf(StudyId study, long position) => string.Create(CultureInfo.InvariantCulture, $"{study}-{position:D9}.eml");

    /// <summary>Writes a file that is whole or not there.</summary>
    internal static void Write(string file, Action<Stream> content)
    {
        var half = file + ".half";
        using (var stream = new FileStream(half, FileMode.Create, FileAccess.Write))
        {
            content(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(half, file, overwrite: true);
    }

    private string Made(string name) => Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
}

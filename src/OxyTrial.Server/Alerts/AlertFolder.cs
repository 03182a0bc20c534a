using System.Globalization;
using MimeKit;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Server.Alerts;

/// <summary>
/// Alerts on disk: <c>pickup</c> holds what is to be delivered, <c>sent</c> what a mail server took, <c>followed</c> how far each study's
/// journal was followed. A file is whole or not there; a crash at any point repeats a step and loses none.
/// </summary>
internal sealed class AlertFolder(string folder)
{
    private string Pickup => Made("pickup");

    private string Sent => Made("sent");

    private string Followed => Made("followed");

    /// <summary>Position up to which a study's alerts are written; 0 at first.</summary>
    public long PositionOf(StudyId study) =>
        Path.Combine(Followed, study.Value) is var file && File.Exists(file) && long.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : 0;

    public void Follow(StudyId study, long position) =>
        Write(Path.Combine(Followed, study.Value), stream => stream.Write(System.Text.Encoding.ASCII.GetBytes(position.ToString(CultureInfo.InvariantCulture))));

    /// <summary>Puts an alert into the pickup folder, unless it was sent before.</summary>
    public void Put(StudyId study, long position, MimeMessage message)
    {
        if (!File.Exists(Path.Combine(Sent, NameOf(study, position))))
        {
            Write(Path.Combine(Pickup, NameOf(study, position)), stream => message.WriteTo(stream));
        }
    }

    /// <summary>Whether the alert is still to be delivered, written already or not.</summary>
    public bool IsWaiting(StudyId study, long position) => position > PositionOf(study) || File.Exists(Path.Combine(Pickup, NameOf(study, position)));

    /// <summary>Files to be delivered, in order of name.</summary>
    public IReadOnlyList<string> Waiting() => [.. Directory.GetFiles(Pickup, "*.eml").Order(StringComparer.Ordinal)];

    public void MoveToSent(string file) => File.Move(file, Path.Combine(Sent, Path.GetFileName(file)), overwrite: true);

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

using System.Globalization;
using MimeKit;
using OxyTrial.Server.Alerts;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Server.Notices;

/// <summary>
/// Daily notices as files: <c>pickup</c> holds them for whatever delivers mail, <c>told</c> the last day on which each study was told. A file
/// is whole or not there; a crash at any point writes a message again under its own name and Message-ID, and loses none.
/// </summary>
internal sealed class NoticeFolder(string folder)
{
    private const string DayFormat = "yyyy-MM-dd";

    private string Pickup => Made("pickup");

    private string Told => Made("told");

    /// <summary>Whether the study was told that day, or later: a clock set back tells nobody twice.</summary>
    public bool IsTold(StudyId study, string notice, DateOnly day) =>
        Path.Combine(Told, NameOf(study, notice)) is var file && File.Exists(file)
        && DateOnly.TryParseExact(File.ReadAllText(file), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var last) && last >= day;

    /// <summary>Puts a message into the pickup folder and remembers it.</summary>
    public void Put(StudyId study, string notice, DateOnly day, MimeMessage message)
    {
        var on = day.ToString(DayFormat, CultureInfo.InvariantCulture);
        AlertFolder.Write(Path.Combine(Pickup, $"{NameOf(study, notice)}-{on}.eml"), stream => message.WriteTo(stream));
        AlertFolder.Write(Path.Combine(Told, NameOf(study, notice)), stream => stream.Write(System.Text.Encoding.ASCII.GetBytes(on)));
    }

    private static string NameOf(StudyId study, string notice) => $"{study}-{notice}";

    private string Made(string name) => Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
}

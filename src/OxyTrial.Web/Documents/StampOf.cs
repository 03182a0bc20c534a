using System.Security.Claims;
using OxyTrial.Reports.Document;
using OxyTrial.Trial.Specification;
using OxyTrial.Views;
using OxyTrial.Web.Access;

namespace OxyTrial.Web.Documents;

/// <summary>What every page of every report carries, from the study's view and the person who prints.</summary>
public static class StampOf
{
    /// <summary>The stamp of a report printed now.</summary>
    /// <param name="view">The study as the report shows it.</param>
    /// <param name="report">Name of the report.</param>
    /// <param name="version">Version of the report's definition.</param>
    /// <param name="person">Who prints.</param>
    /// <param name="utc">When.</param>
    public static ReportStamp Print(StudyView view, string report, string version, ClaimsPrincipal person, DateTimeOffset utc)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new ReportStamp(NameOf(view.Spec), report, version, utc, PersonName.Of(person), new ReportBasis.Journal(view.Head.Position, view.Head.Fingerprint.ToString()));
    }

    /// <summary>The study as named on paper: identifier, and the registry's number when it has one.</summary>
    public static string NameOf(StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Registration is { } number ? $"{spec.Id} ({number})" : spec.Id.Value;
    }
}

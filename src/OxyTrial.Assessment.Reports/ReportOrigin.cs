using OxyTrial.Reports.Document;

namespace OxyTrial.Assessment.Reports;

/// <summary>Where a design comes from.</summary>
/// <param name="Name">The study's name, or words for a design without one.</param>
/// <param name="File">The spec file, without folders; <c>null</c> without one.</param>
/// <param name="SpecHash">The study spec's SHA-256 in hexadecimal digits; <c>null</c> without a spec.</param>
/// <param name="Registration">Registry number; <c>null</c> if none is known.</param>
public sealed record DesignSource(string Name, string? File = null, string? SpecHash = null, string? Registration = null);

/// <summary>How a report of a computation came about.</summary>
/// <param name="Command">The command that makes the same report again.</param>
/// <param name="Version">The software's version.</param>
/// <param name="At">The time it states.</param>
/// <param name="By">Who or what made it.</param>
public sealed record ReportOrigin(string Command, string Version, DateTimeOffset At, string By)
{
    /// <summary>Block sizes and weights let sites guess: every page says who may read them (ICH E9, 2.3.2).</summary>
    public const string Circulation = "For the unblinded statistician and the sealed annex of the protocol. Not for sites: it states the procedure's parameters.";

    /// <summary>The stamp of every page.</summary>
    internal ReportStamp Stamp(string study, string name, string reportVersion, string inputs) =>
        new(study, name, reportVersion, At, By, new ReportBasis.Computation($"OxyTrial {Version}; {inputs}")) { Circulation = Circulation };
}

using System.CommandLine;
using System.Globalization;
using OxyTrial.Assessment.Reports;
using OxyTrial.Reports.Document;
using OxyTrial.Reports.Html;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Cli.Commands.Simulation;

/// <summary>What commands share that write a report of a computation.</summary>
internal sealed class ReportOptions
{
    private static readonly string[] OfNoConsequence = ["--html", "--threads", "--date"];
    private static readonly string[] Switches = ["--json", "--progress"];

    private readonly Option<string?> _html = new("--html") { Description = "Write the report as one self-contained HTML file. It states the procedure's parameters: not for sites." };
    private readonly Option<string?> _date = new("--date") { Description = "The date the report states, e.g. 2026-03-01; now if left out. The same date gives the same file." };

    public void AddTo(Command command)
    {
        command.Add(_html);
        command.Add(_date);
    }

    /// <summary>Looks at the options before anything is computed.</summary>
    /// <exception cref="CommandLineException">The date is none, or the file cannot be there.</exception>
    public void Check(ParseResult parsed)
    {
        _ = TimeOf(parsed);
        if (parsed.GetValue(_html) is { } file && Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && !Directory.Exists(folder))
        {
            throw new CommandLineException($"--html: the folder {folder} does not exist; make it first.");
        }
    }

    /// <summary>Writes the report, if one is asked for.</summary>
    public async Task WriteAsync(ParseResult parsed, Func<ReportOrigin, ReportDocument> build, CancellationToken cancellation)
    {
        if (parsed.GetValue(_html) is not { } file)
        {
            return;
        }

        var version = typeof(ReportOptions).Assembly.GetName().Version!.ToString(3);
        var origin = new ReportOrigin(CommandOf(parsed), version, TimeOf(parsed), $"oxytrial spec {parsed.CommandResult.Command.Name}");
        await File.WriteAllTextAsync(file, await HtmlReportRenderer.RenderAsync(build(origin), cancellationToken: cancellation), cancellation);
        Console.Error.WriteLine($"report written to {file}");
    }

    /// <summary>Where the design comes from, for the report.</summary>
    public static DesignSource SourceOf(ProcedureQuestion question, string? file) => question.Spec?.Study is { } study
        ? new DesignSource($"{study.Id}: {study.Title}", file is null ? null : Path.GetFileName(file), Convert.ToHexStringLower(StudySpecJson.Hash(study)), study.Registration)
        : new DesignSource("A design without a study");

    /// <summary>The command that gives the same numbers, without what changes none of them, quoted for a shell.</summary>
    internal static string CommandOf(ParseResult parsed)
    {
        var tokens = parsed.Tokens.Select(token => token.Value).ToArray();
        var kept = tokens.Where((token, index) =>
            !Switches.Contains(token) && !OfNoConsequence.Contains(token) && !(index > 0 && OfNoConsequence.Contains(tokens[index - 1])));
        return $"oxytrial {string.Join(' ', kept.Select(Quoted))}";
    }

    private static string Quoted(string token) => token.All(character => char.IsAsciiLetterOrDigit(character) || "-_./:=,+".Contains(character, StringComparison.Ordinal)) && token.Length > 0
        ? token
        : $"'{token.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private DateTimeOffset TimeOf(ParseResult parsed)
    {
        if (parsed.GetValue(_date) is not { } text)
        {
            return TimeProvider.System.GetUtcNow();
        }

        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero)
            : throw new CommandLineException($"--date: '{text}' is no date; possible are dates such as 2026-03-01.");
    }
}

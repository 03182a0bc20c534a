using System.CommandLine;
using OxyTrial.Instruments;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial instrument list</c>, <c>score</c> and <c>form</c>.</summary>
internal static class InstrumentCommands
{
    private static string Known => string.Join(", ", InstrumentCatalogue.All.Select(instrument => instrument.Id));

    public static Command Create() => new("instrument", "Attachment instruments: list them, score filled-in ones, print blank forms.")
    {
        List(), Score(), Form(),
    };

    private static Command List()
    {
        var list = new Command("list", "List the instruments a spec may name, with their keys.");
        list.SetAction(_ => InstrumentListing.Print());
        return list;
    }

    private static Command Score()
    {
        var id = Named();
        var responses = new Option<string>("--responses") { Description = "CSV without header: one participant a row, one item a column, empty = missing; for prototypes one column more, the one chosen as the best.", Required = true };
        var targets = Targets();
        var json = new Option<bool>("--json") { Description = "Print one JSON object a row." };
        var score = new Command("score", "Score filled-in questionnaires. Exit code 1 when a row cannot be scored: it is printed with the reason.") { id, responses, targets, json };
        score.SetAction(parsed => InstrumentScoring.Score(Find(parsed.GetValue(id)!, parsed.GetValue(targets)), parsed.GetValue(responses)!, parsed.GetValue(json)));
        return score;
    }

    private static Command Form()
    {
        var id = Named();
        var file = new Option<string?>("--out") { Description = "File to write, .html or .pdf; HTML to standard output when left out." };
        var targets = Targets();
        var form = new Command("form", "Write an instrument's blank paper form: items by number, room for the licensed wording, boxes.") { id, file, targets };
        form.SetAction((parsed, cancellation) => InstrumentForm.WriteAsync(Find(parsed.GetValue(id)!, parsed.GetValue(targets)), parsed.GetValue(file), cancellation));
        return form;
    }

    private static Argument<string> Named() => new("instrument") { Description = $"One of: {Known}." };

    private static Option<string?> Targets() => new("--targets") { Description = $"For {InstrumentCatalogue.EcrRs.Id}: persons asked about, e.g. mother,father; all when left out." };

    private static Instrument Find(string id, string? targets)
    {
        if (!InstrumentCatalogue.TryGet(id, out var instrument))
        {
            throw new CommandLineException($"unknown instrument '{id}'; known: {Known}.");
        }

        return targets is null ? instrument : About(instrument, targets.Split(',', StringSplitOptions.TrimEntries));
    }

    private static Questionnaire About(Instrument instrument, string[] targets)
    {
        var known = (instrument as Questionnaire)?.Targets.ToArray() ?? [];
        return known.Length == 0 ? throw new CommandLineException($"{instrument.Id} is not asked about persons; leave --targets out.")
            : targets.FirstOrDefault(target => !known.Contains(target)) is { } stranger ? throw new CommandLineException($"{instrument.Id} is not asked about '{stranger}'; known: {string.Join(", ", known)}.")
            : ((Questionnaire)instrument).About(targets);
    }
}

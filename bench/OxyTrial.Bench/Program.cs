using System.CommandLine;
using OxyTrial.Bench;

var rounds = new Option<int>("--rounds") { Description = "Interleaved rounds; the lower median is quoted.", DefaultValueFactory = _ => 10 };
var markdown = new Option<string?>("--markdown") { Description = "Also write the table to this file." };
var server = new Option<string?>("--server") { Description = "Path of oxytrial.dll: measures its start with a demo study, too." };
var events = new Option<int?>("--events") { Description = "With --server: also measures its start with a journal of that many events." };
var scale = new Option<int?>("--scale") { Description = "Measure instead what a randomization costs in a study of so many participants, against one of 100." };
var simulation = new Option<bool>("--simulation") { Description = "Measure the simulation instead: nanoseconds an assignment, memory, linearity, two threads." };
var postgreSql = new Option<string?>("--postgresql") { Description = "Measure the PostgreSQL store instead, in this empty database: keywords and values, with an account that may create roles." };
var nodes = new Option<bool>("--nodes") { Description = "With --postgresql and --server: measure three server processes against one instead." };
var root = new RootCommand("First figures: raw SQLite, the journal, whole HTTP randomizations; every figure also as a ratio within its round.") { rounds, markdown, server, events, scale, simulation, postgreSql, nodes };
root.Validators.Add(given =>
{
    if (given.GetValue(nodes) && (given.GetValue(postgreSql) is null || given.GetValue(server) is null))
    {
        given.AddError("--nodes needs --postgresql and --server.");
    }
});
root.SetAction(async (parsed, cancellation) =>
{
    var text = parsed.GetValue(scale) is { } participants ? await Scale.MeasureAsync(participants, parsed.GetValue(rounds), cancellation)
        : parsed.GetValue(simulation) ? SimulationSpeed.Measure(parsed.GetValue(rounds), cancellation)
        : parsed.GetValue(nodes) ? await Nodes.MeasureAsync(
            parsed.GetValue(postgreSql)!, parsed.GetValue(server)!, parsed.GetValue(rounds), cancellation)
        : parsed.GetValue(postgreSql) is { } database ? PostgreSqlAppends.ToMarkdown(await PostgreSqlAppends.MeasureAsync(database, parsed.GetValue(rounds), cancellation))
        : (await Interleaved.RunAsync(parsed.GetValue(rounds), cancellation)).ToMarkdown();
    if (parsed.GetValue(server) is { } dll && !parsed.GetValue(nodes))
    {
        text += await ServerStart.MeasureDemoAsync(dll, parsed.GetValue(rounds), cancellation);
        if (parsed.GetValue(events) is { } many)
        {
            text += await ServerStart.MeasureLargeAsync(dll, many, parsed.GetValue(rounds), cancellation);
        }
    }

    Console.WriteLine(text);
    if (parsed.GetValue(markdown) is { } file)
    {
        await File.WriteAllTextAsync(file, text, cancellation);
    }
});
return await root.Parse(args).InvokeAsync();

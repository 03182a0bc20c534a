using System.CommandLine;
using System.Text;
using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Trial.StoredFormat;
using OxyTrial.Verifier;
using OxyTrial.Verifier.Bundles;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial bundle PATH STUDY --out FILE</c>: what anybody needs to verify a finished study, in one file.</summary>
internal static class BundleCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("path") { Description = "A data folder, a journal's file, or the address of its PostgreSQL database." };
        var study = new Argument<string>("study") { Description = "The study, unblinded." };
        var output = new Option<string>("--out") { Description = "The file to write, e.g. bundle.zip.", Required = true };
        var commitment = new Option<string?>("--commitment") { Description = "The commitment as it was printed when the secret was sealed; left out, it is taken from the journal." };
        var checkpoints = new Option<string[]>("--checkpoint") { Description = "A fingerprint from a printed report, e.g. 963:93d6-4c75-d481-872d; may be repeated.", DefaultValueFactory = _ => [] };
        var command = new Command("bundle", "Write what anybody needs to verify an unblinded study: spec, journal, commitment, secret. For oxytrial-verify.") { path, study, output, commitment, checkpoints };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var journal = await JournalCommands.StoreOf(parsed.GetValue(path)!).OpenSnapshotAsync(cancellation);
            var files = await FilesAsync(journal, parsed.GetValue(study)!, parsed.GetValue(commitment), parsed.GetValue(checkpoints)!, cancellation);
            await using (var file = File.Create(parsed.GetValue(output)!))
            {
                BundleFiles.Write(file, files);
            }

            var head = await journal.HeadAsync(parsed.GetValue(study)!, cancellation);
            Console.WriteLine($"{parsed.GetValue(output)}: study {parsed.GetValue(study)}, journal {head.Fingerprint}");
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<Dictionary<string, byte[]>> FilesAsync(IJournalReader journal, string study, string? printed, string[] checkpoints, CancellationToken cancellation)
    {
        var state = await StudyAsync(journal, study, cancellation);
        if (state is not StudyState.Unblinded { Facts: var facts, Reveal: var reveal })
        {
            throw new CommandLineException(state is StudyState.Unregistered ? $"the journal holds no study '{study}'." : $"study '{study}' is not unblinded; nothing is revealed before.");
        }

        if (checkpoints.FirstOrDefault(line => !Checkpoint.IsCheckpoint(line)) is { } wrong)
        {
            throw new CommandLineException($"'{wrong}' is not a fingerprint such as 963:93d6-4c75-d481-872d.");
        }

        if (printed is null)
        {
            Console.Error.WriteLine("oxytrial: the commitment is taken from the journal; give the printed one with --commitment, which proves more.");
        }

        using var export = new MemoryStream();
        await JournalFile.WriteAsync(journal, study, export, cancellation);
        var files = new Dictionary<string, string>
        {
            [BundleFiles.Spec] = await RegisteredSpecAsync(journal, study, cancellation),
            [BundleFiles.Commitment] = printed is null ? new PublishedCommitment(study, facts.SpecSha256, facts.ProcedureCommitment, facts.Commitment!).ToText() : Printed(printed),
            [BundleFiles.RevealedSecret] = new RevealedSecret(study, reveal.Secret, reveal.Salt, reveal.Procedure, reveal.ProcedureSalt).ToJson(),
        };
        if (checkpoints.Length > 0)
        {
            files[BundleFiles.Checkpoints] = string.Concat(checkpoints.Select(line => line + "\n"));
        }

        return new Dictionary<string, byte[]>(files.Select(file => KeyValuePair.Create(file.Key, Encoding.UTF8.GetBytes(file.Value)))) { [BundleFiles.Journal] = export.ToArray() };
    }

    private static string Printed(string file)
    {
        try
        {
            var text = File.ReadAllText(file);
            PublishedCommitment.FromText(text);
            return text;
        }
        catch (BadBundleException wrong)
        {
            throw new CommandLineException($"{file}: {wrong.Message}");
        }
    }

    private static async Task<StudyState> StudyAsync(IJournalReader journal, string study, CancellationToken cancellation) =>
        (await journal.ReadStreamAsync(study, Study.Stream, 0, cancellation)).Select(Event).OfType<StudyEvent>().Aggregate(Study.Initial, Study.Evolve);

    private static async Task<string> RegisteredSpecAsync(IJournalReader journal, string study, CancellationToken cancellation) =>
        (await journal.ReadStreamAsync(study, Study.Stream, 0, cancellation)).Select(Event).OfType<StudyRegistered>().Single().SpecJson;

    private static TrialEvent Event(JournalEntry entry) => EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body);
}

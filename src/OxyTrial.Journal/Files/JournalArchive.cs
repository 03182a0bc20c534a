namespace OxyTrial.Journal;

/// <summary>
/// A study's whole journal as a text file: that of <see cref="JournalFile"/>, with each command's request digest, claims and stored answer
/// before its events. A journal made from it answers every retry that the first one would have answered. Any byte changed, added or cut off
/// is found, as there. The exact form is in docs/journal-format.md.
/// </summary>
public static class JournalArchive
{
    /// <summary>Writes the study up to the head it has now, and answers that head. What is stored is written as it is.</summary>
    /// <exception cref="JournalDamagedException">An event or a command is missing.</exception>
    public static async Task<JournalHead> WriteAsync(
        IJournalReader journal, string study, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(output);
        var head = await journal.HeadAsync(study, cancellationToken).ConfigureAwait(false);
        await output.WriteAsync(JournalLine.ArchiveHeader(study), cancellationToken).ConfigureAwait(false);
        string? open = null;
        await foreach (var entry in JournalFile.EntriesAsync(journal, head, cancellationToken).ConfigureAwait(false))
        {
            if (entry.CommandId != open)
            {
                await WriteCommandAsync(journal, entry, output, cancellationToken).ConfigureAwait(false);
                open = entry.CommandId;
            }

            await output.WriteAsync(JournalLine.Entry(entry), cancellationToken).ConfigureAwait(false);
        }

        await output.WriteAsync(JournalLine.Trailer(head), cancellationToken).ConfigureAwait(false);
        return head;
    }

    /// <summary>Whether a file begins as an archive does, whatever follows.</summary>
    public static async Task<bool> IsArchiveAsync(Stream input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return JournalLine.ReadArchiveHeader(await new LineReader(input).NextAsync(cancellationToken).ConfigureAwait(false)) is not null;
    }

    /// <summary>Reads an archive to its end and recomputes its chain and every command's digest. Bad input is an answer, not an exception.</summary>
    public static async Task<JournalFileCheck> CheckAsync(Stream input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        var lines = new LineReader(input);
        return JournalLine.ReadArchiveHeader(await lines.NextAsync(cancellationToken).ConfigureAwait(false)) is { } study
            ? await new Walk(lines, study).ToEndAsync(cancellationToken).ConfigureAwait(false)
            : JournalFile.Differs(1, null, "header", "is not the header line of an archive of an OxyTrial journal of version 1");
    }

    private static async Task WriteCommandAsync(IJournalReader journal, JournalEntry first, Stream output, CancellationToken cancellationToken)
    {
        var command = await journal.FindCommandAsync(first.Study, first.CommandId, cancellationToken).ConfigureAwait(false)
            ?? throw new JournalDamagedException(new JournalDifference(first.Study, first.Position, "command", $"command {first.CommandId} is missing"));
        await output.WriteAsync(JournalLine.Command(command), cancellationToken).ConfigureAwait(false);
        foreach (var claim in command.Claims)
        {
            await output.WriteAsync(JournalLine.Claim(claim), cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class Walk(LineReader lines, string study)
    {
        private readonly ChainWalker _chain = new(study);
        private readonly List<JournalEntry> _entries = [];
        private readonly List<StoredCommand> _commands = [];
        private readonly HashSet<Claim> _claims = [];
        private long _number = 1;

        public async Task<JournalFileCheck> ToEndAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                var line = await NextAsync(cancellationToken).ConfigureAwait(false);
                if (JournalLine.IsTrailer(line.Span))
                {
                    return await JournalFile.EndAsync(lines, line, _chain.Head, _number, cancellationToken).ConfigureAwait(false)
                        ?? new JournalFileCheck.Intact(_chain.Head, _entries) { Commands = _commands };
                }

                if (line.IsEmpty)
                {
                    return Differs("trailer", "the file ends without its trailer line");
                }

                if (JournalLine.ReadCommand(line, study) is not var (command, claims))
                {
                    return Differs("line", "is not a command in the form this format has");
                }

                if (await CommandAsync(command, claims, cancellationToken).ConfigureAwait(false) is { } wrong)
                {
                    return wrong;
                }
            }
        }

        private async Task<JournalFileCheck?> CommandAsync(StoredCommand bare, int count, CancellationToken cancellationToken)
        {
            var claims = new List<Claim>();
            while (claims.Count < count)
            {
                if (JournalLine.ReadClaim(await NextAsync(cancellationToken).ConfigureAwait(false)) is not { } claim || !_claims.Add(claim))
                {
                    return Differs("claim", "is not a claim in the form this format has, or one made before");
                }

                claims.Add(claim);
            }

            var command = bare with { Claims = claims };
            if (!ClaimOrder.Sort(claims).SequenceEqual(claims) || command.FirstPosition != _chain.Head.Position + 1 || command.EventCount < 1)
            {
                return Differs("command", "its claims are out of order, or it does not begin where the one before ends");
            }

            _commands.Add(command);
            return await EventsAsync(command, JournalHash.OfCommand(command), cancellationToken).ConfigureAwait(false);
        }

        private async Task<JournalFileCheck?> EventsAsync(StoredCommand command, byte[] digest, CancellationToken cancellationToken)
        {
            for (var i = 0; i < command.EventCount; i++)
            {
                if (JournalLine.ReadEntry(await NextAsync(cancellationToken).ConfigureAwait(false)) is not { } entry)
                {
                    return Differs("line", $"is not an event of command {command.CommandId} in the form this format has");
                }

                if (entry.CommandId != command.CommandId || !digest.AsSpan().SequenceEqual(entry.CommandDigest))
                {
                    return Differs("commandDigest", "is not the digest of the command before it");
                }

                if (_chain.Accept(entry) is { } difference)
                {
                    return new JournalFileCheck.Differs(_number, difference);
                }

                _entries.Add(entry);
            }

            return null;
        }

        private async Task<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
        {
            _number++;
            return await lines.NextAsync(cancellationToken).ConfigureAwait(false);
        }

        private JournalFileCheck.Differs Differs(string field, string message) => JournalFile.Differs(_number, study, field, message);
    }
}

namespace OxyTrial.Journal;

/// <summary>
/// Recomputes a journal: that positions and versions are gapless, that every hash follows from what is stored, that the
/// head is the last event's, and that command and claim rows are exactly those which the events' digests cover.
/// </summary>
public static class JournalCheck
{
    private const int Page = 512;

    /// <summary>Checks the store, and every study that any of its rows names.</summary>
    public static async Task<JournalCheckReport> RunAsync(IJournalAudit journal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var store = await journal.CheckStoreAsync(cancellationToken).ConfigureAwait(false);
        var studies = new List<StudyCheck>();
        try
        {
            foreach (var study in await journal.StudiesInAnyTableAsync(cancellationToken).ConfigureAwait(false))
            {
                studies.Add(await CheckStudyAsync(journal, study, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (JournalDamagedException damaged)
        {
            // Which studies there are can not be read any more.
            store = [.. store, new StoreCheck("studies", false, damaged.Message)];
        }

        return new JournalCheckReport(store, studies);
    }

    private static async Task<StudyCheck> CheckStudyAsync(IJournalAudit journal, string study, CancellationToken cancellationToken)
    {
        try
        {
            var walk = new StudyWalk(journal, study);
            while (await journal.ReadAllAsync(study, walk.Chain.Head.Position, Page, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
            {
                foreach (var entry in page)
                {
                    await walk.VisitAsync(entry, cancellationToken).ConfigureAwait(false);
                }
            }

            return await walk.FinishAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (JournalDamagedException damaged)
        {
            return new StudyCheck.Differs(study, damaged.Difference);
        }
    }

    private sealed class StudyWalk(IJournalAudit journal, string study)
    {
        private readonly HashSet<Claim> _claims = [];
        private StoredCommand? _command;

        public ChainWalker Chain { get; } = new(study);

        public async Task VisitAsync(JournalEntry entry, CancellationToken cancellationToken)
        {
            var begins = _command?.CommandId != entry.CommandId;
            if (begins)
            {
                EnsureCommandEnded();
            }

            if (Chain.Accept(entry) is { } difference)
            {
                throw new JournalDamagedException(difference);
            }

            if (begins)
            {
                _command = await journal.FindCommandAsync(study, entry.CommandId, cancellationToken).ConfigureAwait(false)
                    ?? throw At("command", $"command {entry.CommandId} is not in the command table");
                EnsureCommandAgrees(entry, _command);
            }
        }

        public async Task<StudyCheck> FinishAsync(CancellationToken cancellationToken)
        {
            EnsureCommandEnded();
            var head = await journal.HeadAsync(study, cancellationToken).ConfigureAwait(false);
            EnsureHead(head);
            var rows = await journal.CountAsync(study, cancellationToken).ConfigureAwait(false);
            EnsureCount("event", rows.Events, Chain.Head.Position);
            EnsureCount("command", rows.Commands, Chain.Commands);
            EnsureCount("claim", rows.Claims, _claims.Count);
            return new StudyCheck.Intact(head, rows);
        }

        private void EnsureCommandAgrees(JournalEntry first, StoredCommand command)
        {
            Ensure(command.FirstPosition == first.Position, "command.firstPosition", $"command {command.CommandId} names first position {command.FirstPosition}");
            Ensure(
                JournalHash.OfCommand(command).AsSpan().SequenceEqual(first.CommandDigest), "command",
                $"request digest, event count, claims or result of command {command.CommandId} are not what its events' digest covers");
            foreach (var claim in command.Claims)
            {
                Ensure(_claims.Add(claim), "claim", $"{claim.Kind} {claim.Key} is claimed twice");
            }
        }

        private void EnsureCommandEnded()
        {
            if (_command is { } command)
            {
                Ensure(
                    Chain.Head.Position == command.FirstPosition + command.EventCount - 1, "command.eventCount",
                    $"command {command.CommandId} wrote {command.EventCount} events, the newest of them is here");
            }
        }

        private void EnsureHead(JournalHead head)
        {
            Ensure(head.Position == Chain.Head.Position, "head.position", $"head says {head.Position}, the newest event is {Chain.Head.Position}");
            Ensure(head.Hash.AsSpan().SequenceEqual(Chain.Head.Hash), "head.hash", "differs from the newest event's hash");
            Ensure(head.Epoch == Chain.Head.Epoch, "head.epoch", $"head says {head.Epoch}, the newest event {Chain.Head.Epoch}");
            Ensure(head.LastUtc == Chain.Head.LastUtc, "head.lastUtc", "differs from the newest event's time");
        }

        private void EnsureCount(string table, long rows, long covered) =>
            Ensure(rows == covered, table, $"{rows} rows, but the chain covers {covered}");

        private void Ensure(bool holds, string field, string message)
        {
            if (!holds)
            {
                throw At(field, message);
            }
        }

        private JournalDamagedException At(string field, string message) =>
            new(new JournalDifference(study, Chain.Head.Position, field, message));
    }
}

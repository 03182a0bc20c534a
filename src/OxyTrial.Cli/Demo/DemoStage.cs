using OxyTrial.Grains;
using OxyTrial.Grains.Commands;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Vault;
using OxyTrial.Views;
using OxyTrial.Web.Unblinded.Lifecycle;

namespace OxyTrial.Cli.Demo;

/// <summary>The rooms a demo plays in: the very ones a server is made of.</summary>
internal sealed record DemoRooms(ITrialHost Host, StudyLifecycle Lifecycle, IVault Vault, TrialViews Views);

/// <summary>Gives commands as the people of a trial would: each under its own id, by its role's account, at the demo's time.</summary>
internal sealed class DemoStage(DemoRooms rooms, StudyId study, DemoClock clock)
{
    private int commands;

    /// <summary>Refusals met on the way, by code; they are part of the picture.</summary>
    public Dictionary<RefusalCode, int> Refusals { get; } = [];

    public DemoRooms Rooms => rooms;

    public StudyId Study => study;

    public CommandContext As(string actor) => new($"demo-{++commands:000000}", actor, clock.Tick());

    public Task<bool> TryAsync(string actor, StudyCommand command, CancellationToken cancellation) => SucceedsAsync(rooms.Host.ExecuteAsync(study, command, As(actor), cancellation));

    public Task<bool> TryAsync(string actor, SiteCommand command, CancellationToken cancellation) => SucceedsAsync(rooms.Host.ExecuteAsync(study, command, As(actor), cancellation));

    public Task<bool> TryAsync(string actor, ParticipantCommand command, CancellationToken cancellation) => SucceedsAsync(rooms.Host.ExecuteAsync(study, command, As(actor), cancellation));

    public Task<bool> TryAsync(string actor, RandomizeParticipant command, CancellationToken cancellation) => SucceedsAsync(rooms.Host.ExecuteAsync(study, command, As(actor), cancellation));

    /// <summary>As TryAsync, for a step that nothing may refuse.</summary>
    /// <exception cref="CommandLineException">It was refused.</exception>
    public async Task MustAsync(string actor, StudyCommand command, CancellationToken cancellation) => Must(await rooms.Host.ExecuteAsync(study, command, As(actor), cancellation));

    /// <inheritdoc cref="MustAsync(string, StudyCommand, CancellationToken)"/>
    public async Task MustAsync(string actor, SiteCommand command, CancellationToken cancellation) => Must(await rooms.Host.ExecuteAsync(study, command, As(actor), cancellation));

    /// <inheritdoc cref="MustAsync(string, StudyCommand, CancellationToken)"/>
    public async Task MustAsync(string actor, ParticipantCommand command, CancellationToken cancellation) => Must(await rooms.Host.ExecuteAsync(study, command, As(actor), cancellation));

    /// <summary>The outcome of a step that nothing may refuse.</summary>
    /// <exception cref="CommandLineException">It was refused.</exception>
    public static void Must(CommandOutcome outcome) => outcome.Match(_ => true, refusal => throw new CommandLineException($"refused ({refusal.Code.Number} {refusal.Code.Name}): {refusal.Message}"));

    public async Task<StudyView> ViewAsync(CancellationToken cancellation) =>
        await rooms.Views.StudyAsync(study, cancellation) ?? throw new CommandLineException($"study {study} is not registered.");

    private async Task<bool> SucceedsAsync(Task<CommandOutcome> command) => (await command).Match(_ => true, refusal =>
    {
        Refusals[refusal.Code] = Refusals.GetValueOrDefault(refusal.Code) + 1;
        return false;
    });
}

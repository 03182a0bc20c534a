using System.Collections.Immutable;
using OxyTrial.Simulation.Trials;

namespace OxyTrial.Simulation.Tests;

/// <summary>The trials that seeds begin with, set up once.</summary>
public sealed class Prepared : IAsyncLifetime
{
    internal ImmutableArray<Template> Templates { get; private set; }

    public async ValueTask InitializeAsync() => Templates = await Template.SetUpAllAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

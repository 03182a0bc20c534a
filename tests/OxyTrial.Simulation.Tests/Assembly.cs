using OxyTrial.Simulation.Tests;

// One simulation at a time takes all processors; the set-up is shared.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(Prepared))]

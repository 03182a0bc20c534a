namespace OxyTrial.Simulation.Store;

/// <summary>What is left out of the simulated store on purpose, to see the simulation find it.</summary>
[Flags]
internal enum Weakness
{
    /// <summary>Nothing: the store keeps its promises.</summary>
    None = 0,

    /// <summary>Appends do not wait for each other.</summary>
    NoLock = 1,

    /// <summary>The tables have no unique keys.</summary>
    NoUniqueKey = 2,

    /// <summary>An append does not look whether its command was done before.</summary>
    NoCommandLookup = 4,

    /// <summary>Versions of the streams an append writes are not compared.</summary>
    NoExpectedVersion = 8,

    /// <summary>Versions of the streams that were only read are not compared.</summary>
    NoReadDependency = 16,

    /// <summary>Answered first, committed afterwards.</summary>
    AcknowledgeBeforeCommit = 32,

    /// <summary>Whether a command was done is looked up as it was a while ago, as in a replica.</summary>
    StaleCommandLookup = 64,
}

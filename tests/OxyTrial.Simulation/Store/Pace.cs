using OxyTrial.Simulation.Scheduling;

namespace OxyTrial.Simulation.Store;

/// <summary>How long things take, in microseconds. Only their order matters, so that they are short beside the faults.</summary>
internal static class Pace
{
    /// <summary>After so long nothing that was delayed is on its way any more.</summary>
    public const long Settling = 400_000;

    public static long Network(Chance chance) => chance.Between(50, 1_500);

    public static long Statement(Chance chance) => chance.Between(5, 250);

    public static long Commit(Chance chance) => chance.Between(50, 800);

    public static long LockTimeout(Chance chance) => chance.Between(100, 1_500);

    public static long Delay(Chance chance) => chance.Between(5_000, 120_000);

    public static long ClientTimeout(Chance chance) => chance.Between(3_000, 40_000);

    public static long Down(Chance chance) => chance.Between(500, 12_000);

    public static long Thinking(Chance chance) => chance.Between(0, 3_000);
}

using System.Globalization;

namespace OxyTrial.Simulation.Scheduling;

/// <summary>What happened, in order; its hash is the same whenever the seed is.</summary>
internal sealed class Trace(Scheduler scheduler, bool kept)
{
    private const ulong Prime = 0x100000001B3;
    private readonly List<string> lines = [];

    /// <summary>FNV-1a over everything noted.</summary>
    public ulong Hash { get; private set; } = 0xCBF29CE484222325;

    /// <summary>The lines, when they are kept.</summary>
    public IReadOnlyList<string> Lines => lines;

    /// <summary>Notes one thing.</summary>
    /// <param name="who">Client, node, or store.</param>
    /// <param name="what">What it did.</param>
    /// <param name="about">Which command, stream, or position.</param>
    public void Note(string who, string what, string about = "")
    {
        Add((ulong)scheduler.Now);
        Add(who);
        Add(what);
        Add(about);
        if (kept)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{scheduler.Now / 1000.0,11:0.000} ms  {who,-10} {what} {about}"));
        }
    }

    private void Add(string text)
    {
        foreach (var letter in text)
        {
            Add(letter);
        }

        Add(0UL);
    }

    private void Add(ulong value) => Hash = unchecked((Hash ^ value) * Prime);
}

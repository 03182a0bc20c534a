using System.Globalization;

namespace OxyTrial.SmallWorlds.Tape;

/// <summary>
/// Kit numbers without their check digit: of each lot the same numbers in every world, in a random order. Which numbers there are is known
/// to everybody and independent of everything else, so one set of them stands for all.
/// </summary>
internal sealed class TapeNumbers(ChoiceTape tape, IEnumerable<int> kitsOfLots)
{
    private readonly Queue<int> lots = new(kitsOfLots);
    private readonly List<string> left = [];
    private int next;

    /// <summary>A number of the lot that is being numbered, uniform among those not yet drawn.</summary>
    public string Draw()
    {
        if (left.Count == 0)
        {
            left.AddRange(Enumerable.Range(next, lots.Dequeue()).Select(number => number.ToString("D4", CultureInfo.InvariantCulture)));
            next += left.Count;
        }

        var place = tape.Below(left.Count);
        var number = left[place];
        left.RemoveAt(place);
        return number;
    }
}

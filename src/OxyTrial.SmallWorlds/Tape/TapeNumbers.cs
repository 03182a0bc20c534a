using System.Globalization;
using OxyTrial.Randomization;

namespace OxyTrial.SmallWorlds.Tape;

/// <summary>
/// Kit numbers without their check digit, of each lot the same in every world: which numbers there are is known to everybody and
/// independent of everything else, so one set of them stands for all. What is drawn is the arrangement, every one equally likely: which
/// number has which content. Kits of one lot and content differ in nothing that anybody but the packager sees, and have their numbers in order.
/// </summary>
/// <param name="tape">Draws.</param>
/// <param name="lots">Of each lot the contents of its kits, in the order in which their numbers are asked for.</param>
internal sealed class TapeNumbers(ChoiceTape tape, IEnumerable<IReadOnlyList<int>> lots)
{
    private readonly Queue<IReadOnlyList<int>> lots = new(lots);
    private readonly Queue<string> numbers = new();
    private int first;

    /// <summary>The next kit's number.</summary>
    public string Draw()
    {
        if (numbers.Count == 0)
        {
            var contents = lots.Dequeue();
            var places = Arrangement(contents).Index().GroupBy(place => place.Item, place => place.Index).ToDictionary(content => content.Key, content => new Queue<int>(content));
            foreach (var content in contents)
            {
                numbers.Enqueue((first + places[content].Dequeue()).ToString("D4", CultureInfo.InvariantCulture));
            }

            first += contents.Count;
        }

        return numbers.Dequeue();
    }

    // Place by place, each content with its share of the kits that are left.
    private int[] Arrangement(IReadOnlyList<int> contents)
    {
        int[] kinds = [.. contents.Distinct().Order()];
        int[] left = [.. kinds.Select(kind => contents.Count(content => content == kind))];
        var arrangement = new int[contents.Count];
        for (var place = 0; place < arrangement.Length; place++)
        {
            var kind = tape.Choose([.. left.Select(count => new Rational(count, arrangement.Length - place))]);
            left[kind]--;
            arrangement[place] = kinds[kind];
        }

        return arrangement;
    }
}

using System.Runtime.CompilerServices;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// Walker's alias method (1977) with Vose's construction (1991): one draw and one look-up whatever the number of outcomes. The high part
/// of draw × outcomes is the place, the low part decides between the place and its alias; the bias is below outcomes/2⁶³.
/// </summary>
internal sealed class AliasTable
{
    private readonly (ulong Keep, int Alias)[] _places;

    public AliasTable(IReadOnlyList<double> shares)
    {
        var count = shares.Count;
        var sum = shares.Sum();
        double[] scaled = [.. shares.Select(share => share / sum * count)];
        _places = [.. Enumerable.Range(0, count).Select(place => (Probability63.One, place))];
        var small = new Stack<int>(Enumerable.Range(0, count).Where(place => scaled[place] < 1));
        var large = new Stack<int>(Enumerable.Range(0, count).Where(place => scaled[place] >= 1));
        while (small.Count > 0 && large.Count > 0)
        {
            var (less, more) = (small.Pop(), large.Pop());
            _places[less] = ((ulong)Math.ScaleB(scaled[less], 63), more);
            scaled[more] -= 1 - scaled[less];
            (scaled[more] < 1 ? small : large).Push(more);
        }

        // What is left over by rounding alone is 1 but for that; a share of 0 must stay impossible all the same.
        var certain = Enumerable.Range(0, count).MaxBy(place => shares[place]);
        foreach (var place in small.Where(place => shares[place] == 0))
        {
            _places[place] = (0, certain);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Draw(ref Generator generator)
    {
        var places = _places;
        var index = (int)Math.BigMul(generator.Next(), (ulong)places.Length, out var low);
        ref readonly var place = ref places[index];
        // A coin as this one cannot be predicted, so there is no branch on it.
        var keep = (int)(unchecked((long)((low >> 1) - place.Keep)) >> 63);
        return place.Alias ^ ((place.Alias ^ index) & keep);
    }
}

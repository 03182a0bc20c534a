using OxyTrial.Simulation.Scheduling;

namespace OxyTrial.Simulation.Faults;

/// <summary>Which faults may strike in one simulated trial, how often, and how often they did.</summary>
internal sealed class FaultPlan
{
    private static readonly int Points = Enum.GetValues<FaultPoint>().Length;
    private static readonly int[] Odds = [15, 40, 100, 250];
    private static readonly int[] OddsOfReads = [3, 10, 30];
    private readonly Chance chance;
    private readonly Trace trace;
    private readonly int[] inThousand = new int[Points];
    private readonly int[] hits = new int[Points];

    /// <summary>
    /// Draws the plan: of ten trials one is calm, three have one sort of fault, and the others a mixture. All faults at once, all the time,
    /// would let no trial come far enough for the rare ones.
    /// </summary>
    public FaultPlan(Chance chance, Trace trace)
    {
        (this.chance, this.trace) = (chance, trace);
        var mood = chance.Below(10);
        if (mood is >= 1 and <= 3)
        {
            Threaten(chance.Below(Points));
        }
        else if (mood > 3)
        {
            for (var point = 0; point < Points; point++)
            {
                if (chance.Happens(400))
                {
                    Threaten(point);
                }
            }
        }
    }

    /// <summary>Whether anything strikes still; people's own doings go on.</summary>
    public bool Active { get; set; } = true;

    /// <summary>How often each point was hit, in the order of <see cref="FaultPoint"/>.</summary>
    public IReadOnlyList<int> Hits => hits;

    /// <summary>Whether the fault may strike in this trial, now.</summary>
    public bool Threatens(FaultPoint point) => Active && inThousand[(int)point] > 0;

    /// <summary>Draws whether the fault strikes here and now, for who brings it about and counts it himself.</summary>
    public bool Draws(FaultPoint point) => Active && chance.Happens(inThousand[(int)point]);

    /// <summary>Whether the fault strikes here and now.</summary>
    public bool Strikes(FaultPoint point, string about)
    {
        if (!Draws(point))
        {
            return false;
        }

        Hit(point, about);
        return true;
    }

    /// <summary>Counts a point that is reached otherwise.</summary>
    public void Hit(FaultPoint point, string about)
    {
        hits[(int)point]++;
        trace.Note("fault", NameOf(point), about);
    }

    // A command reads ten times as often as it appends.
    private void Threaten(int point) =>
        inThousand[point] = (FaultPoint)point is FaultPoint.LostRead or FaultPoint.DelayedRead ? chance.Of(OddsOfReads) : chance.Of(Odds);

    private static string NameOf(FaultPoint point) => Names[(int)point];

    private static readonly string[] Names = Enum.GetNames<FaultPoint>();
}

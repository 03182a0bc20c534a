using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>A request made ready to run: what threads share, all of it read only.</summary>
internal sealed class Design
{
    private const int MostCheckpoints = 20;
    private readonly ListRule? _rule;

    public Design(SimulationRequest request)
        : this(request, request.Procedure.CountRuleFor(request.Ratio) is { } rule ? new ListRule(request.Procedure, rule) : null)
    {
    }

    private Design(SimulationRequest request, ListRule? rule)
    {
        (Request, _rule) = (request, rule);
        Unit = ImbalanceUnit.Of(request.Ratio) ?? throw new ArgumentException("The ratio's numbers have too large a common multiple.", nameof(request));
        Cells = new CellTable(request.Population, request.Procedure);
        Checkpoints = [.. Enumerable.Range(1, MostCheckpoints).Select(part => (int)((long)request.Patients * part / MostCheckpoints)).Where(point => point > 0).Distinct()];
        Terms = BalanceTerms.Of(request.Procedure, Cells);
    }

    public SimulationRequest Request { get; }

    public AllocationRatio Ratio => Request.Ratio;

    public int Patients => Request.Patients;

    public ImbalanceUnit Unit { get; }

    public CellTable Cells { get; }

    /// <summary>After how many patients the imbalance is noted, ascending; the last is the end.</summary>
    public int[] Checkpoints { get; }

    public BalanceTerms? Terms { get; }

    /// <summary>The same procedure for other patients.</summary>
    public Design With(SimulationRequest request) => new(request, _rule);

    /// <summary>A new engine for one thread: the fastest that this procedure, ratio and population allow.</summary>
    public ITrials NewTrials() => Ratio is { Count: 2, IsEqual: true } ? TwoArms() ?? ManyArms() : ManyArms();

    private ITrials? TwoArms() => Request.Procedure switch
    {
        _ when _rule is not null && Request.Population.Count == 0 && Patients <= ListTrials.MostPatients => new ListTrials(new TwoArmTable(_rule), Patients, Checkpoints),
        _ when _rule is not null => TwoArms(new ListSteps(new TwoArmTable(_rule), Cells)),
        PermutedBlock blocks => TwoArms(new BlockSteps(Ratio, blocks, Cells)),
        DynamicHierarchical hierarchical => TwoArms(new HierarchySteps(hierarchical, Cells)),
        _ when Terms is not null && SignSteps.Of(Terms, Patients) is { } signs => TwoArms(signs),
        _ => null,
    };

    private ITrials ManyArms() => Request.Procedure switch
    {
        _ when _rule is not null => ManyArms(new ManyArmListSteps(new ManyArmTable(_rule), Cells)),
        PermutedBlock blocks => ManyArms(new ManyArmBlockSteps(Ratio, blocks, Cells)),
        _ when Terms is not null && ScoreSteps<long>.Of(Terms, Ratio, Patients, long.MaxValue) is { } narrow => ManyArms(narrow),
        _ when Terms is not null && ScoreSteps<Int128>.Of(Terms, Ratio, Patients, Int128.MaxValue) is { } wide => ManyArms(wide),
        _ => ManyArms(new ExactSteps(new ExactStates(Request.Procedure, Ratio, Cells))),
    };

    private TwoArmTrials<TSteps> TwoArms<TSteps>(TSteps steps)
        where TSteps : struct, ITwoArmSteps => new(steps, Cells, new Groups(Cells, Ratio, Unit), Patients, Checkpoints);

    private ManyArmTrials<TSteps> ManyArms<TSteps>(TSteps steps)
        where TSteps : struct, IManyArmSteps => new(steps, Ratio, Unit, Cells, new Groups(Cells, Ratio, Unit), Checkpoints);
}

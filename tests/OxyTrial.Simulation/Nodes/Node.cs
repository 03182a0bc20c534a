using System.Globalization;
using OxyTrial.Grains;
using OxyTrial.Grains.Commands;
using OxyTrial.Grains.InProcess;
using OxyTrial.Grains.Pipeline;
using OxyTrial.Journal;
using OxyTrial.Simulation.Faults;
using OxyTrial.Simulation.Scheduling;
using OxyTrial.Simulation.Store;
using OxyTrial.Simulation.Trials;

namespace OxyTrial.Simulation.Nodes;

/// <summary>What nodes are made of.</summary>
internal sealed record Surroundings(Scheduler Scheduler, Chance Chance, FaultPlan Faults, Trace Trace, SimulatedStore Store, Template Template, Doings Doings)
{
    /// <summary>A connection to the store.</summary>
    public SimulatedLink Connect(string name, FaultPoint staleness, Action crash) => new(Scheduler, Chance, Faults, Trace, Store, name, staleness, crash);
}

/// <summary>
/// A server: one or two activations of every grain, each with caches of its own, and a vault. It crashes and starts again with nothing but what
/// the store has.
/// </summary>
internal sealed class Node(string name, int activations, Surroundings around)
{
    private Life? life;

    public string Name => name;

    public int Activations => activations;

    public bool IsUp => life is not null;

    public void Start() => life ??= new Life(name, activations, around, Crash);

    /// <summary>Whatever it was doing stops here; whoever waits for it is told that the connection is lost. After a while it starts again.</summary>
    public void Crash()
    {
        around.Trace.Note(name, "crashes");
        life?.End();
        life = null;
        around.Scheduler.After(Pace.Down(around.Chance), () =>
        {
            around.Faults.Hit(FaultPoint.NodeRestarted, name);
            Start();
        });
    }

    /// <summary>Hands a command to one of its activations.</summary>
    public Task<Answer> AskAsync(int activation, Ask ask)
    {
        var answer = new TaskCompletionSource<Answer>();
        around.Scheduler.After(Pace.Network(around.Chance), () =>
        {
            if (life is { } up)
            {
                up.Serve(activation, ask, answer);
            }
            else
            {
                around.Faults.Hit(FaultPoint.NodeDown, name);
                answer.SetResult(new Answer.Unknown(new ConnectionLostException()));
            }
        });
        return answer.Task;
    }

    /// <summary>From a start to a crash.</summary>
    private sealed class Life
    {
        private readonly Surroundings around;
        private readonly SimulatedLink ofVault;
        private readonly Activation[] activations;
        private readonly List<TaskCompletionSource<Answer>> waiting = [];
        private bool ended;

        public Life(string name, int count, Surroundings around, Action crash)
        {
            this.around = around;
            ofVault = around.Connect($"{name}/vault", FaultPoint.StaleReadOfTheVault, crash);
            var vault = around.Template.OpenVault(ofVault);
            var seams = new HostSeams(new SimulatedClock(around.Scheduler, Template.Start), AreSpread: false);
            activations = new Activation[count];
            for (var number = 0; number < count; number++)
            {
                var link = around.Connect(string.Create(CultureInfo.InvariantCulture, $"{name}/{(char)('a' + number)}"), FaultPoint.StaleRead, crash);
                activations[number] = new Activation(new InProcessTrialHost(link, vault, seams), link);
            }
        }

        public void End()
        {
            ended = true;
            ofVault.Cut();
            foreach (var activation in activations)
            {
                activation.Link.Cut();
                around.Doings.Forget(activation);
            }

            foreach (var one in waiting)
            {
                around.Scheduler.After(Pace.Network(around.Chance), () => one.TrySetResult(new Answer.Unknown(new ConnectionLostException())));
            }
        }

        public void Serve(int number, Ask ask, TaskCompletionSource<Answer> answer)
        {
            var activation = activations[number % activations.Length];
            waiting.Add(answer);
            around.Scheduler.Begin(async () =>
            {
                around.Doings.Begun(activation, ask.Intent);
                var given = await AnsweredAsync(activation.Host, ask);
                if (!ended)
                {
                    around.Doings.Ended(activation, ask.Intent);
                    ask.WasStale = activation.Link.WasStaleSince(ask.Asked) || ofVault.WasStaleSince(ask.Asked);
                    around.Scheduler.After(Pace.Network(around.Chance), () => Return(answer, given));
                }
            });
        }

        private void Return(TaskCompletionSource<Answer> answer, Answer given)
        {
            if (!ended)
            {
                waiting.Remove(answer);
                answer.TrySetResult(given);
            }
        }

        private async Task<Answer> AnsweredAsync(ITrialHost host, Ask ask)
        {
            try
            {
                var outcome = await new CommandMessage(around.Template.Study, ask.Intent.Command, ask.Context).ExecuteAsync(host);
                around.Scheduler.EnsureHere();
                return outcome switch
                {
                    CommandOutcome.Completed done => new Answer.Done(done.Reply, done.Repeated),
                    CommandOutcome.Refused refused => new Answer.Refused(refused.Refusal.Code),
                    _ => throw new InvalidOperationException("A command is completed or refused."),
                };
            }
            catch (JournalUnavailableException)
            {
                return new Answer.NotDone();
            }
#pragma warning disable CA1031 // Whatever is thrown is judged by the model.
            catch (Exception cause)
#pragma warning restore CA1031
            {
                return new Answer.Unknown(cause);
            }
        }
    }
}

/// <summary>One activation of every grain.</summary>
internal sealed record Activation(ITrialHost Host, SimulatedLink Link);

/// <summary>Who is at work for which grain: counts when two activations are.</summary>
internal sealed class Doings(FaultPlan faults)
{
    private readonly List<(Activation By, string Grain, string Command)> under = [];

    public void Begun(Activation by, Intent intent)
    {
        if (under.Any(one => one.By != by && one.Grain == intent.Grain))
        {
            faults.Hit(FaultPoint.TwoActivations, intent.Grain);
        }

        if (under.Any(one => one.By != by && one.Command == intent.Id))
        {
            faults.Hit(FaultPoint.DoubleClick, intent.Id);
        }

        under.Add((by, intent.Grain, intent.Id));
    }

    public void Ended(Activation by, Intent intent) => under.Remove((by, intent.Grain, intent.Id));

    public void Forget(Activation by) => under.RemoveAll(one => one.By == by);
}

namespace OxyTrial.Cli.Demo;

/// <summary>Progress on stderr: a moving line on a terminal, a line each tenth elsewhere.</summary>
internal sealed class ConsoleProgress(string what) : IProgress<(int Done, int Target)>
{
    private readonly Lock turn = new();
    private int lastTenth = -1;

    public void Report((int Done, int Target) value)
    {
        lock (turn)
        {
            var tenth = value.Target == 0 ? 10 : value.Done * 10 / value.Target;
            if (!Console.IsErrorRedirected)
            {
                Console.Error.Write($"\r{what}: {value.Done} of {value.Target}{(value.Done >= value.Target ? Environment.NewLine : string.Empty)}");
            }
            else if (tenth > lastTenth)
            {
                Console.Error.WriteLine($"{what}: {value.Done} of {value.Target}");
            }

            lastTenth = Math.Max(lastTenth, tenth);
        }
    }
}

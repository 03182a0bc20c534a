namespace OxyTrial.Reports.Consort;

/// <summary>Counts of a flow contradict each other: participants were lost or invented on the way to the report.</summary>
public sealed class CountsDoNotAddUpException : Exception
{
    public CountsDoNotAddUpException()
    {
    }

    public CountsDoNotAddUpException(string message)
        : base(message)
    {
    }

    public CountsDoNotAddUpException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal static void RequireEqual(string whole, int wholeCount, string parts, int partsCount)
    {
        if (wholeCount != partsCount)
        {
            throw new CountsDoNotAddUpException($"{whole} are {wholeCount}, but {parts} are {partsCount}.");
        }
    }

    internal static void RequireAtMost(string part, int partCount, string whole, int wholeCount)
    {
        if (partCount > wholeCount)
        {
            throw new CountsDoNotAddUpException($"{part} are {partCount}, more than {whole}, {wholeCount}.");
        }
    }

    internal static void RequireNoneNegative(params ReadOnlySpan<int> counts)
    {
        foreach (var count in counts)
        {
            if (count < 0)
            {
                throw new CountsDoNotAddUpException($"A count is {count}.");
            }
        }
    }
}

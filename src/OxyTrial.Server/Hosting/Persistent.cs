using Polly;
using Polly.Retry;

namespace OxyTrial.Server.Hosting;

/// <summary>Steps that are taken for as long as the server runs: there is nobody to give up to.</summary>
/// <param name="time">Time of the pauses.</param>
/// <param name="longest">Longest pause after failures; it grows from one second.</param>
/// <param name="failed">Told of every failure.</param>
internal sealed class Persistent(TimeProvider time, TimeSpan longest, Action<Exception> failed)
{
    private readonly ResiliencePipeline retried = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(thrown => thrown is not OperationCanceledException),
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromSeconds(1),
            MaxDelay = longest,
            BackoffType = DelayBackoffType.Exponential,
            OnRetry = retry =>
            {
                if (retry.Outcome.Exception is { } thrown)
                {
                    failed(thrown);
                }

                return ValueTask.CompletedTask;
            },
        })
        .Build();

    /// <summary>Takes the step again and again, with a pause between.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> step, TimeSpan between, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await retried.ExecuteAsync(async token => await step(token), stopping);
                await Task.Delay(between, time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }
}

using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Grains.Duties;
using OxyTrial.Server.Tests.Trial;

namespace OxyTrial.Server.Tests.Notices;

public sealed class CheckpointDutyTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_duty_writes_a_checkpoint_of_a_study_that_has_moved_on_and_none_of_one_that_has_not()
    {
        var folder = Directory.CreateTempSubdirectory("oxytrial-checkpoints-");
        await using (var server = await TestServer.StartAsync(checkpoints: folder.FullName))
        {
            var trial = await TrialScenario.RecruitingAsync(server, "marked");
            var duty = server.Services.GetServices<IStudyDuty>().Single(duty => duty.Name == "checkpoints");

            await duty.RunAsync(trial.Study, server.Clock.GetUtcNow(), Stop);
            await duty.RunAsync(trial.Study, server.Clock.GetUtcNow(), Stop);

            var lines = await File.ReadAllLinesAsync(folder.GetFiles().ShouldHaveSingleItem().FullName, Stop);
            lines.Where(line => line.EndsWith(" marked", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain($" {(await trial.HeadAsync()).Position}:");
        }

        folder.Delete(recursive: true);
    }
}

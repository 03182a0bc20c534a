#if LEAK_MUTANTS
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Vault;

/// <content>What a planted leak tells: no ordinary build has it.</content>
public sealed partial class TrialVault
{
    /// <summary>The arm of a participant or kit, the "secret" or the "procedure"; empty where there is none.</summary>
    public string Leak(string study, string about) => LeakAsync(StudyId.FromTrusted(study), about).GetAwaiter().GetResult();

    private async Task<string> LeakAsync(StudyId study, string about)
    {
        try
        {
            var opened = await OpenAsync(study, CancellationToken.None);
            if (about is "secret" or "procedure")
            {
                var facts = await FactsAsync(study, CancellationToken.None);
                return about is "secret" ? Convert.ToHexStringLower(files.ReadSecret(study).Secret) : files.ReadProcedure(study, facts.ProcedureCommitment).Json;
            }

            if (opened.Catalogue.ArmOf(about) is { } content)
            {
                return opened.Contents[content].Key;
            }

            var events = await ParticipantEventsAsync(study, ParticipantId.FromTrusted(about), CancellationToken.None);
            return events.Select(one => one.Event).OfType<ParticipantRandomized>().FirstOrDefault() is { } randomized
                ? opened.Spec.Arms[await opened.Allocator.ArmOfAsync(randomized.Slot, randomized.Stratum, CancellationToken.None)].Key
                : string.Empty;
        }
        catch (VaultException)
        {
            return string.Empty;
        }
    }
}
#endif

using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Vault.Custody;

namespace OxyTrial.Vault.Remote;

/// <summary>The vault of another process. This one then holds no key and no secret.</summary>
public sealed class RemoteVault : IVault, IDisposable
{
    private readonly HttpClient client;
    private readonly VaultAddress address;

    /// <summary>A client of the vault at this address; connects when first asked.</summary>
    /// <exception cref="VaultException">Its certificates cannot be read.</exception>
    public RemoteVault(VaultAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        (this.address, client) = (address, address.Connect());
    }

    /// <inheritdoc/>
    public async ValueTask<Decision<ChosenKit>> ChooseKitAsync(KitRequest request, CancellationToken cancellation) =>
        (await AskAsync<KitRequest, WireDecision<ChosenKit>>(Wire.ChooseKit, request, cancellation)).ToDecision();

    /// <inheritdoc/>
    public async ValueTask<Decision<string>> DrawLevelAsync(LevelRequest request, CancellationToken cancellation) =>
        (await AskAsync<LevelRequest, WireDecision<string>>(Wire.DrawLevel, request, cancellation)).ToDecision();

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<KitNumber>> KitNumbersAsync(StudyId study, int firstSet, int sets, CancellationToken cancellation) =>
        (await AskAsync<Wire.OfSets, Wire.Numbers>(Wire.KitNumbers, new(study, firstSet, sets), cancellation)).Kits;

    /// <inheritdoc/>
    public async ValueTask<string> DiscloseAsync(StudyId study, ParticipantId participant, string commandId, CancellationToken cancellation) =>
        (await AskAsync<Wire.OfBreak, Wire.Text>(Wire.Disclose, new(study, participant, commandId), cancellation)).Value;

    /// <inheritdoc/>
    public async Task<string> KeepProcedureAsync(StudyId study, string procedureJson, CancellationToken cancellation = default) =>
        (await AskAsync<Wire.OfProcedure, Wire.Text>(Wire.KeepProcedure, new(study, procedureJson), cancellation)).Value;

    /// <inheritdoc/>
    public async Task<string> SealAsync(StudyId study, CustodianPanel? custodians, CancellationToken cancellation = default) =>
        (await AskAsync<Wire.OfSealing, Wire.Text>(Wire.Seal, new(study, custodians), cancellation)).Value;

    /// <inheritdoc/>
    public Task<UnblindingRequest> UnblindingRequestAsync(StudyId study, CancellationToken cancellation = default) =>
        AskAsync<Wire.OfStudy, UnblindingRequest>(Wire.UnblindingRequest, new(study), cancellation);

    /// <inheritdoc/>
    public async Task<Decision<RecordCustodianApproval>> AcceptApprovalAsync(StudyId study, UnblindingApproval approval, CancellationToken cancellation = default) =>
        (await AskAsync<Wire.OfApproval, WireDecision<RecordCustodianApproval>>(Wire.AcceptApproval, new(study, approval), cancellation)).ToDecision();

    /// <inheritdoc/>
    public Task<RecordReveal> RevealAsync(StudyId study, CancellationToken cancellation = default) =>
        AskAsync<Wire.OfStudy, RecordReveal>(Wire.Reveal, new(study), cancellation);

    /// <inheritdoc/>
    public Task<UnblindedTables> UnblindedTablesAsync(StudyId study, CancellationToken cancellation = default) =>
        AskAsync<Wire.OfStudy, UnblindedTables>(Wire.UnblindedTables, new(study), cancellation);

    /// <inheritdoc/>
    public async Task<ImmutableArray<PackagedKit>> PackagingListAsync(StudyId study, string commandId, CancellationToken cancellation = default) =>
        (await AskAsync<Wire.OfIssue, Wire.Packages>(Wire.PackagingList, new(study, commandId), cancellation)).Kits;

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<TAnswer> AskAsync<TQuestion, TAnswer>(string path, TQuestion question, CancellationToken cancellation)
    {
        try
        {
            using var answer = await client.PostAsJsonAsync(path, question, Wire.Json, cancellation);
            return answer.StatusCode == HttpStatusCode.OK
                ? await answer.Content.ReadFromJsonAsync<TAnswer>(Wire.Json, cancellation) ?? throw new VaultException("The vault's answer is empty.")
                : throw new VaultException((await answer.Content.ReadFromJsonAsync<Wire.Problem>(Wire.Json, cancellation))?.Message ?? "The vault refused.");
        }
        catch (HttpRequestException cause)
        {
            throw new VaultException($"The vault at {address} cannot be reached: {cause.Message}", cause);
        }
        catch (JsonException cause)
        {
            throw new VaultException("The vault's answer cannot be read: it is of another version.", cause);
        }
    }
}

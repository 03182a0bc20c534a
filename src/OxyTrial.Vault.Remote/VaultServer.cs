using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Vault.Custody;

namespace OxyTrial.Vault.Remote;

/// <summary>How a vault of its own process runs.</summary>
/// <param name="Vault">Sealed files and key.</param>
/// <param name="Address">Where it listens: a socket of its owner, or a loopback port with mutual TLS.</param>
/// <param name="LogFile">Its own log.</param>
/// <param name="RequestsPerMinute">Questions answered a minute and study; at least 1.</param>
public sealed record VaultServerOptions(VaultOptions Vault, VaultAddress Address, string LogFile, int RequestsPerMinute = VaultServerOptions.UsualRequestsPerMinute)
{
    /// <summary>A few a second: a trial randomizes a few participants a day.</summary>
    public const int UsualRequestsPerMinute = 240;
}

/// <summary>
/// The vault as a process of its own. Its web nodes hold no key; they ask, and it answers what its own reading of the journal bears out, at a
/// limited rate. Whatever does not fit it refuses, logs, and does not guess.
/// </summary>
public static class VaultServer
{
    /// <summary>Builds it; the caller runs it.</summary>
    /// <exception cref="VaultException">Key or certificates cannot be read.</exception>
    public static WebApplication Build(VaultServerOptions options, IJournalReader journal, TimeProvider time) => Build(options, new TrialVault(options.Vault, journal), time);

    internal static WebApplication Build(VaultServerOptions options, IVault vault, TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(VaultServer).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            Listen(kestrel, options.Address);
        });
        builder.Services.AddSingleton(_ => new VaultLog(options.LogFile, time));
        builder.Services.AddSingleton(_ => new RequestGuard(options.RequestsPerMinute, time));
        var app = builder.Build();
        if (options.Address is VaultAddress.LocalSocket socket)
        {
            app.Lifetime.ApplicationStarted.Register(() => KeepToOwner(socket.Path));
        }

        new Desk(vault, app.Services.GetRequiredService<RequestGuard>(), app.Services.GetRequiredService<VaultLog>()).Map(app);
        return app;
    }

    // Who may write to the socket may ask.
    private static void KeepToOwner(string socket)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static void Listen(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel, VaultAddress address)
    {
        switch (address)
        {
            case VaultAddress.LocalSocket socket:
                // One that a killed vault left behind would keep the next from listening.
                File.Delete(socket.Path);
                kestrel.ListenUnixSocket(socket.Path);
                break;
            case VaultAddress.Loopback loopback:
                var known = VaultCertificates.Open(loopback.Certificates, VaultCertificates.Server);
                kestrel.ListenLocalhost(loopback.Port, listen => listen.UseHttps(https =>
                {
                    https.ServerCertificate = known.Own;
                    https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                    https.ClientCertificateValidation = (shown, _, _) => known.IsOther(shown);
                }));
                break;
            default:
                throw new InvalidOperationException("Unknown kind of address.");
        }
    }

    /// <summary>Takes the questions.</summary>
    private sealed class Desk(IVault vault, RequestGuard guard, VaultLog log)
    {
        public void Map(WebApplication app)
        {
            Answer<KitRequest, WireDecision<ChosenKit>>(app, Wire.ChooseKit, request => request.Study, request => $"{request.Study} {request.Participant} {request.Slot} {request.Visit}", async (request, cancellation) =>
            {
                guard.Ensure(request);
                return WireDecision<ChosenKit>.Of(await vault.ChooseKitAsync(request, cancellation));
            });
            Answer<LevelRequest, WireDecision<string>>(app, Wire.DrawLevel, request => request.Study, request => $"{request.Study} {request.Participant} {request.Slot}", async (request, cancellation) =>
            {
                guard.Ensure(request);
                return WireDecision<string>.Of(await vault.DrawLevelAsync(request, cancellation));
            });
            Answer<Wire.OfSets, Wire.Numbers>(app, Wire.KitNumbers, sets => sets.Study, sets => $"{sets.Study} sets {sets.FirstSet}+{sets.Sets}", async (sets, cancellation) =>
                new(await vault.KitNumbersAsync(sets.Study, sets.FirstSet, sets.Sets, cancellation)));
            Answer<Wire.OfBreak, Wire.Text>(app, Wire.Disclose, of => of.Study, of => $"{of.Study} {of.Participant} {of.CommandId}", async (of, cancellation) =>
                new(await vault.DiscloseAsync(of.Study, of.Participant, of.CommandId, cancellation)));
            Answer<Wire.OfProcedure, Wire.Text>(app, Wire.KeepProcedure, of => of.Study, of => $"{of.Study}", async (of, cancellation) =>
                new(await vault.KeepProcedureAsync(of.Study, of.ProcedureJson, cancellation)));
            Answer<Wire.OfSealing, Wire.Text>(app, Wire.Seal, of => of.Study, of => $"{of.Study}", async (of, cancellation) => new(await vault.SealAsync(of.Study, of.Custodians, cancellation)));
            Answer<Wire.OfStudy, UnblindingRequest>(app, Wire.UnblindingRequest, of => of.Study, of => $"{of.Study}", (of, cancellation) => vault.UnblindingRequestAsync(of.Study, cancellation));
            Answer<Wire.OfApproval, WireDecision<RecordCustodianApproval>>(app, Wire.AcceptApproval, of => of.Study, of => $"{of.Study} {of.Approval.Fingerprint}", async (of, cancellation) =>
                WireDecision<RecordCustodianApproval>.Of(await vault.AcceptApprovalAsync(of.Study, of.Approval, cancellation)));
            Answer<Wire.OfStudy, RecordReveal>(app, Wire.Reveal, of => of.Study, of => $"{of.Study}", (of, cancellation) => vault.RevealAsync(of.Study, cancellation));
            Answer<Wire.OfStudy, UnblindedTables>(app, Wire.UnblindedTables, of => of.Study, of => $"{of.Study}", (of, cancellation) => vault.UnblindedTablesAsync(of.Study, cancellation));
            Answer<Wire.OfIssue, Wire.Packages>(app, Wire.PackagingList, of => of.Study, of => $"{of.Study} {of.CommandId}", async (of, cancellation) =>
                new(await vault.PackagingListAsync(of.Study, of.CommandId, cancellation)));
        }

        private void Answer<TQuestion, TAnswer>(
            WebApplication app, string path, Func<TQuestion, StudyId> study, Func<TQuestion, string> about, Func<TQuestion, CancellationToken, Task<TAnswer>> answer) =>
            app.MapPost($"/{path}", async context =>
            {
                var question = await context.Request.ReadFromJsonAsync<TQuestion>(Wire.Json, context.RequestAborted) ?? throw new BadHttpRequestException("An empty question.");
                try
                {
                    guard.Count(study(question));
                    var given = await answer(question, context.RequestAborted);
                    log.Write(path, about(question), OutcomeOf(given));
                    await context.Response.WriteAsJsonAsync(given, Wire.Json, context.RequestAborted);
                }
                catch (Exception stopped) when (stopped is VaultException or JournalUnavailableException or JournalDamagedException or UnexpectedEventException)
                {
                    log.Write(path, about(question), stopped.Message);
                    context.Response.StatusCode = StatusCodes.Status409Conflict;
                    await context.Response.WriteAsJsonAsync(new Wire.Problem(stopped.Message), Wire.Json, context.RequestAborted);
                }
            });

        private static string OutcomeOf<T>(T given) => given switch
        {
            WireDecision<ChosenKit> { Refusal: { } number } => $"refused {number}",
            WireDecision<string> { Refusal: { } number } => $"refused {number}",
            WireDecision<RecordCustodianApproval> { Refusal: { } number } => $"refused {number}",
            _ => "answered",
        };
    }
}

using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Journal;
using OxyTrial.Reports.Pdf;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Vault;
using OxyTrial.Web.Forms;

namespace OxyTrial.Server.Tests.TwinTrials;

/// <summary>
/// One of two trials that differ in nothing but the arms: the same secret, clock, ids and kit numbers, and arms exchanged together
/// with the contents of the kits. Whoever can tell the twins apart can tell arms.
/// </summary>
internal static class Twin
{
    /// <param name="exchanged">Whether the arms are exchanged.</param>
    /// <param name="printer">Prints for both twins, so that the browser starts once.</param>
    /// <param name="endpoints">Endpoints that the product does not have.</param>
    public static Task<TestServer> StartAsync(bool exchanged, IPdfRenderer printer, Action<WebApplication>? endpoints = null) => TestServer.StartAsync(
        services =>
        {
            services.AddSingleton(printer);
            services.AddSingleton<IFormIds, CountedFormIds>();
            services.AddSingleton<IAntiforgery, FixedAntiforgery>();
            services.AddSingleton(provider => new TrialVault(
                provider.GetRequiredService<VaultOptions>(), provider.GetRequiredService<IJournalReader>(), new VaultSeams(SameSecret, exchanged ? [1, 0] : null)));
        },
        endpoints);

    // Anything fixed will do; it must only be the same in both.
    private static byte[] SameSecret(string purpose, int count) => HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes("twin trial"), count, info: Encoding.UTF8.GetBytes(purpose));
}

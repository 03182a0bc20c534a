using MailKit.Net.Smtp;
using MimeKit;

namespace OxyTrial.Server.Alerts;

/// <summary>Gives a message to a mail server.</summary>
internal interface IAlertSender
{
    Task SendAsync(MimeMessage message, CancellationToken cancellation);
}

/// <summary>By SMTP; encrypted whenever the server offers it.</summary>
internal sealed class SmtpAlertSender(AlertOptions options) : IAlertSender
{
    public async Task SendAsync(MimeMessage message, CancellationToken cancellation)
    {
        var (host, port) = options.HostAndPort() ?? throw new InvalidOperationException("No mail server is configured.");
        using var client = new SmtpClient();
        await client.ConnectAsync(host, port, MailKit.Security.SecureSocketOptions.Auto, cancellation);
        if (options.User is { } user)
        {
            await client.AuthenticateAsync(user, options.Password ?? string.Empty, cancellation);
        }

        await client.SendAsync(message, MailboxAddress.Parse(options.From), options.To.Select(MailboxAddress.Parse), cancellation);
        await client.DisconnectAsync(quit: true, cancellation);
    }
}

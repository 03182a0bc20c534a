namespace OxyTrial.Server.Alerts;

/// <summary>Whom the server tells of code breaks, and how.</summary>
public sealed record AlertOptions
{
    /// <summary>Address of a mail server as <c>host:port</c>; null = alerts are left as files.</summary>
    public string? Smtp { get; init; }

    /// <summary>Recipients; needed with a mail server.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Sender.</summary>
    public string From { get; init; } = "oxytrial@localhost";

    /// <summary>Account at the mail server; null = none is asked for.</summary>
    public string? User { get; init; }

    /// <summary>Its password.</summary>
    public string? Password { get; init; }

    /// <summary>What is wrong with the options, as a sentence; null when nothing is.</summary>
    public string? Fault() =>
        Smtp is not null && To.Count == 0 ? "A mail server needs a recipient: name one with --alert-to."
        : Smtp is not null && HostAndPort() is null ? $"'{Smtp}' is not host:port, e.g. mail.example.org:587."
        : To.Append(From).FirstOrDefault(address => !MimeKit.MailboxAddress.TryParse(address, out _)) is { } wrong ? $"'{wrong}' is not an e-mail address."
        : null;

    internal (string Host, int Port)? HostAndPort() =>
        Smtp?.LastIndexOf(':') is > 0 and var colon && int.TryParse(Smtp.AsSpan(colon + 1), System.Globalization.NumberStyles.None, null, out var port) && port is > 0 and < 65536
            ? (Smtp[..colon], port)
            : null;
}

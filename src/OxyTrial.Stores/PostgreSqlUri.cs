using System.Data.Common;
using OxyTrial.Journal;

namespace OxyTrial.Stores;

/// <summary>
/// Addresses as libpq writes them (PostgreSQL's documentation, "Connection URIs"), with one host: put into the keywords that Npgsql takes.
/// </summary>
internal static class PostgreSqlUri
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    // Those that go by another name, or whose values do.
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.Ordinal)
    {
        ["host"] = "Host", ["port"] = "Port", ["user"] = "Username", ["password"] = "Password", ["dbname"] = "Database", ["passfile"] = "Passfile",
        ["sslmode"] = "SSL Mode", ["sslrootcert"] = "Root Certificate", ["sslcert"] = "SSL Certificate", ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password", ["application_name"] = "Application Name", ["connect_timeout"] = "Timeout", ["options"] = "Options",
        ["target_session_attrs"] = "Target Session Attributes", ["channel_binding"] = "Channel Binding", ["keepalives_idle"] = "Tcp Keepalive Time",
    };

    public static bool Is(string text) => Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="JournalUnavailableException">The address is not one, or has a parameter that is not known here.</exception>
    public static string ToConnectionString(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            throw new JournalUnavailableException("The address of the PostgreSQL database is not of the form postgresql://account@host:port/database.");
        }

        var settings = new DbConnectionStringBuilder();
        Set(settings, "Host", uri.Host);
        Set(settings, "Port", uri.Port > 0 ? uri.Port.ToString(System.Globalization.CultureInfo.InvariantCulture) : "");
        Set(settings, "Database", Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')));
        var account = uri.UserInfo.Split(':', 2);
        Set(settings, "Username", Uri.UnescapeDataString(account[0]));
        Set(settings, "Password", account.Length > 1 ? Uri.UnescapeDataString(account[1]) : "");
        foreach (var parameter in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = parameter.Split('=', 2);
            if (parts.Length < 2 || !Keywords.TryGetValue(parts[0], out var keyword))
            {
                throw new JournalUnavailableException($"The address of the PostgreSQL database has a parameter '{parts[0]}' that is not known.");
            }

            Set(settings, keyword, Value(keyword, Uri.UnescapeDataString(parts[1])));
        }

        return settings.ConnectionString;
    }

    private static void Set(DbConnectionStringBuilder settings, string keyword, string value)
    {
        if (value.Length > 0)
        {
            settings[keyword] = value;
        }
    }

    // verify-full is VerifyFull there.
    private static string Value(string keyword, string value) =>
        keyword == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
}

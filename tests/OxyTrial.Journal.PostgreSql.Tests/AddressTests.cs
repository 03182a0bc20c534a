using Npgsql;
using OxyTrial.Stores;
using Shouldly;

namespace OxyTrial.Journal.Tests;

public sealed class AddressTests
{
    [Theory]
    [InlineData("data/journal.db")]
    [InlineData("/srv/oxy=trial/journal.db")]
    [InlineData("C:\\trial\\journal.db")]
    public void A_path_is_a_SQLite_file(string text) => JournalAddress.Parse(text).ShouldBeOfType<JournalAddress.File>().Path.ShouldBe(text);

    [Theory]
    [InlineData("postgresql://server:p%40ss%3Aw@db.example:6543/trial?sslmode=verify-full&application_name=node%201")]
    [InlineData("Host=db.example;Port=6543;Database=trial;Username=server;Password=p@ss:w;SSL Mode=VerifyFull;Application Name=node 1")]
    [InlineData(" server = db.example; Port=6543; DB=trial; User Id=server; PSW=p@ss:w; SslMode=VerifyFull; Application Name=node 1")]
    public void A_uri_and_keywords_are_a_PostgreSQL_database_and_the_password_is_not_shown(string text)
    {
        var address = JournalAddress.Parse(text).ShouldBeOfType<JournalAddress.PostgreSql>();

        var settings = new NpgsqlConnectionStringBuilder(address.ConnectionString);
        (settings.Host, settings.Port, settings.Database, settings.Username, settings.Password, settings.SslMode, settings.ApplicationName)
            .ShouldBe(("db.example", 6543, "trial", "server", "p@ss:w", SslMode.VerifyFull, "node 1"));
        address.ToString().ShouldBe("db.example:6543/trial");
    }

    [Theory]
    [InlineData("postgresql://a:secret@h/trial?elephants=3", "elephants")]
    [InlineData("postgresql://a:secret@h:port/trial", "postgresql://account@host:port/database")]
    [InlineData("postgresql://a:secret@h/trial?sslmode=maybe", "can not be understood")]
    [InlineData("Host=h;Elephants=3;Password=secret", "can not be understood")]
    public void An_address_that_can_not_be_understood_is_refused_without_showing_it(string text, string words)
    {
        var refused = Should.Throw<JournalUnavailableException>(() => JournalAddress.Parse(text));

        refused.Message.ShouldContain(words);
        refused.Message.ShouldNotContain("secret");
    }
}

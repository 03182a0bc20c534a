using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Samples;
using OxyTrial.Web.Access;

namespace OxyTrial.Server.Tests.Matrix;

/// <summary>Every endpoint, asked by everybody.</summary>
public sealed class RoleMatrixTests(MatrixWorld world) : IClassFixture<MatrixWorld>
{
    private static readonly int Cells = RoleMatrix.Rows.Length * (MatrixAccounts.All.Length + 1);

    [Fact]
    public void Every_endpoint_of_the_running_server_has_a_row_and_every_row_an_endpoint()
    {
        RoleMatrix.Rows.Select(row => row.Endpoint).Distinct().ShouldBe(world.Endpoints, ignoreOrder: true);
        RoleMatrix.Rows.Select(row => row.ToString()).ShouldBeUnique();
    }

    [Fact]
    public void The_rows_of_the_API_say_what_the_products_own_table_says()
    {
        var rules = world.Routes
            .Where(endpoint => endpoint.Metadata.GetMetadata<EndpointRule>() is { Scope: not AccessScope.Own })
            .Select(endpoint => (endpoint.RoutePattern.RawText!, endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single(), endpoint.Metadata.GetMetadata<EndpointRule>()!)).ToArray();

        rules.Length.ShouldBeGreaterThan(40);
        foreach (var (route, method, rule) in rules)
        {
            RoleMatrix.Rows.Single(row => row.Endpoint == $"{method} {route}").Roles.ShouldBe(rule.Roles, ignoreOrder: true, rule.Name);
        }
    }

    [Fact]
    public async Task Every_cell_answers_as_declared_and_what_is_forbidden_looks_exactly_like_what_is_absent()
    {
        var before = await world.HeadsAsync();
        var (cells, absent, allowed) = (0, 0, 0);
        var wrong = new ConcurrentBag<(MatrixRow Row, string Text)>();

        await Parallel.ForEachAsync(world.Callers.Add(world.Nobody), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken }, async (caller, _) =>
        {
            var nothing = new NotThere(caller);
            foreach (var row in RoleMatrix.Rows)
            {
                var may = row.Reach == Reach.Everybody || (caller.IsSignedIn && row.Allows(caller.Account!.Grants, MatrixWorld.StudyOf(row)));
                var answer = await caller.AskAsync(row, world.AddressOf(row), row.Form, row.Json);
                var mistake = may ? Allowed(row, answer) : await nothing.DifferenceAsync(row, world.AddressOf(row), answer);
                Note(mistake, row, $"{caller.Name} {row}");
                Interlocked.Increment(ref cells);
                if (may)
                {
                    Interlocked.Increment(ref allowed);
                }

                foreach (var (address, form, json) in caller.Account is null or { AsksForAbsent: true } ? world.AbsentOf(row) : [])
                {
                    Note(await nothing.DifferenceAsync(row, address, await caller.AskAsync(row, address, form, json)), row, $"{caller.Name} {row} at {address}");
                    Interlocked.Increment(ref absent);
                }
            }
        });

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{cells} cells: {RoleMatrix.Rows.Length} rows by {world.Callers.Length + 1} callers; {allowed} allowed, {cells - allowed} not; {absent} questions about what does not exist"));

        // One of each endpoint, so that a mistake made everywhere hides no other.
        string.Join('\n', wrong.GroupBy(one => one.Row).Select(row => $"{row.Count()} times, such as {row.MinBy(one => one.Text, StringComparer.Ordinal).Text}")).ShouldBeEmpty();
        cells.ShouldBe(Cells);
        (await world.HeadsAsync()).ShouldBe(before);

        void Note(string? mistake, MatrixRow row, string where)
        {
            if (mistake is not null)
            {
                wrong.Add((row, $"{where}: {mistake}"));
            }
        }
    }

    [Fact]
    public void The_permitted_pairs_are_all_but_those_of_a_statistician_or_third_party_with_who_has_to_stay_blind()
    {
        StudyRole[] knowing = [StudyRole.Statistician, StudyRole.ThirdParty];
        StudyRole[] blind = [StudyRole.Coordinator, StudyRole.Investigator, StudyRole.Pharmacist, StudyRole.Monitor];

        MatrixAccounts.PermittedPairs.Length.ShouldBe((7 * 6 / 2) - (knowing.Length * blind.Length));
        MatrixAccounts.PermittedPairs.ShouldAllBe(pair => !((knowing.Contains(pair.One) && blind.Contains(pair.Other)) || (knowing.Contains(pair.Other) && blind.Contains(pair.One))));
    }

    // What the unblinded side tells is for the statistician alone: then no pair of other roles reaches it.
    [Fact]
    public void Nothing_of_the_unblinded_side_is_for_a_blinded_role() =>
        RoleMatrix.Rows.Where(row => row.Route.StartsWith("/unblinded", StringComparison.Ordinal)).ShouldAllBe(row => row.Roles.Length == 1 && row.Roles[0] == StudyRole.Statistician);

    [Fact]
    public void The_documentation_is_the_table()
    {
        var path = Repository.PathOf("docs", "role-matrix.md");
        if (Environment.GetEnvironmentVariable("OXYTRIAL_WRITE_GOLDEN") == "1")
        {
            File.WriteAllText(path, RoleMatrixDocument.Write(Cells));
        }

        File.ReadAllText(path).ShouldBe(RoleMatrixDocument.Write(Cells), "OXYTRIAL_WRITE_GOLDEN=1 writes it anew");
    }

    private static string? Allowed(MatrixRow row, MatrixAnswer answer) =>
        row.Answers.Contains(answer.Status) ? null : $"may, but was answered {answer.Status} instead of {string.Join(" or ", row.Answers)}";

    /// <summary>What a caller is told of something that does not exist: asked for once a kind of address, and compared with ever after.</summary>
    private sealed class NotThere(MatrixCaller caller)
    {
        private readonly Dictionary<bool, MatrixAnswer> told = [];

        public async Task<string?> DifferenceAsync(MatrixRow row, string address, MatrixAnswer answer)
        {
            if (!told.TryGetValue(row.IsApi, out var absent))
            {
                var nothing = new MatrixRow("GET", row.IsApi ? "/api/v1/studies/no-such-study" : "/studies/no-such-study", Reach.SomeSite, []);
                absent = told[row.IsApi] = await caller.AskAsync(nothing, nothing.Route, null, null);
            }

            var status = caller.IsSignedIn ? 404 : row.IsApi ? 401 : 302;
            return absent.Status != status ? $"what does not exist is answered {absent.Status} instead of {status}"
                : answer.Text.Replace(Returning(address), Returning("/studies/no-such-study"), StringComparison.Ordinal) == absent.Text ? null
                : $"answered\n{Cut(answer.Text)}\ninstead of\n{Cut(absent.Text)}";
        }

        // Where to come back to after the sign-in is what was asked for.
        private static string Returning(string address) => $"return-url={Uri.EscapeDataString(address)}";

        private static string Cut(string text) => text.Length <= 600 ? text : text[..600];
    }
}

using OxyTrial.Assessment.Numbers;
using OxyTrial.Assessment.Simulation;
using OxyTrial.Randomization;
using Shouldly;

namespace OxyTrial.Assessment.Tests.Simulation;

/// <summary>
/// Small trials played through completely, every patient who may come and every arm, with the exact states and nothing of the simulator:
/// what the exact characteristics do not know, cells, margins and who knows the procedure.
/// </summary>
public class EnumerationTests
{
    private const int Trials = 20_000;
    private const int Patients = 5;
    private static readonly (string Level, double Share)[] Genders = [("F", 0.75), ("M", 0.25)];
    private static readonly (string Level, double Share)[] Wards = [("HD", 0.5), ("MA", 0.5)];

    public static TheoryData<string, int[]> Designs => new(
        from factors in new[] { "\"factors\":{\"gender\":[\"F\",\"M\"],\"ward\":[\"HD\",\"MA\"]}" }
        from procedure in new[]
        {
            $$"""{"method":"minimization",{{factors}},"metric":"range","probability":"4/5"}""",
            $$$"""{"method":"hu-hu",{{{factors}}},"probability":0.85,"weights":{"overall":0.2,"stratum":0.3,"margins":{"gender":0.3,"ward":0.2} } }""",
            $$"""{"method":"permuted-block",{{factors}},"sizes":[SUM]}""",
            $$"""{"method":"permuted-block",{{factors}},"sizes":[SUM,TWICE]}""",
            $$"""{"method":"dynamic-hierarchical",{{factors}},"levels":[{"within":"stratum","threshold":1,"probability":"3/4"},{"within":"overall","threshold":2}]}""",
            """{"method":"complete"}""",
        }
        from ratio in new int[][] { [1, 1], [2, 1], [1, 1, 1] }
        where ratio.Length == 2 || !procedure.Contains("TWICE", StringComparison.Ordinal)
        select (procedure.Replace("SUM", $"{ratio.Sum() * (ratio.Length == 2 && ratio[0] == 1 ? 2 : 1)}", StringComparison.Ordinal)
            .Replace("TWICE", $"{ratio.Sum() * 3}", StringComparison.Ordinal), ratio));

    [Theory]
    [MemberData(nameof(Designs))]
    public void A_small_trial_has_the_figures_of_its_complete_enumeration(string json, int[] numbers)
    {
        var ratio = Given.Ratio(numbers);
        var expected = new Expected(Given.Procedure(json, ratio), ratio);
        expected.Play([], 1);
        var result = Given.Simulated(json, ratio, Patients, Trials, "gender=F:3,M:1", "ward=HD:1,MA:1");
        var where = $"{json} {ratio}";
        Within(result.Predictability.Convergence, expected.Guesses / Patients, where);
        Within(result.Predictability.OwnCell, expected.CellGuesses / Patients, where);
        Within(result.Predictability.KnownProcedure, expected.Known / Patients, where);
        Within(result.Predictability.Deterministic, expected.Certain / Patients, where);
        Within(result.Imbalance.Final.MeanAbsolute, expected.Final, where);
        foreach (var group in result.Margins.Concat(result.Cells))
        {
            var (empty, imbalance) = expected.Groups[group.Name];
            group.ShareEmpty.ShouldBe(empty, 4 * Math.Sqrt(0.25 / Trials), $"{where}, {group.Name}");
            group.MeanAbsolute.ShouldBe(imbalance, 4 * Patients / Math.Sqrt(Trials) / 2, $"{where}, {group.Name}");
        }
    }

    private static void Within(Estimate estimate, double exact, string where) =>
        estimate.Mean.ShouldBe(exact, (4 * estimate.StandardError) + 2e-7, where);

    /// <summary>A patient with his arm.</summary>
    private sealed record Came(string Gender, string Ward, int Arm);

    private sealed class Expected(ProcedureDefinition procedure, AllocationRatio ratio)
    {
        public double Guesses { get; private set; }

        public double CellGuesses { get; private set; }

        public double Known { get; private set; }

        public double Certain { get; private set; }

        public double Final { get; private set; }

        public Dictionary<string, (double Empty, double Imbalance)> Groups { get; } = [];

        public void Play(Came[] past, double probability)
        {
            if (past.Length == Patients)
            {
                Finish(past, probability);
                return;
            }

            foreach (var (gender, genderShare) in Genders)
            {
                foreach (var (ward, wardShare) in Wards)
                {
                    Next(past, gender, ward, probability * genderShare * wardShare);
                }
            }
        }

        private void Next(Came[] past, string gender, string ward, double probability)
        {
            var arms = Probabilities(past, gender, ward);
            Known += probability * arms.Max();
            Certain += arms.Contains(1.0) ? probability : 0;
            for (var arm = 0; arm < arms.Length; arm++)
            {
                if (arms[arm] > 0)
                {
                    var came = probability * arms[arm];
                    Guesses += came * Guess(past, arm);
                    CellGuesses += came * Guess([.. past.Where(other => other.Gender == gender && other.Ward == ward)], arm);
                    Play([.. past, new Came(gender, ward, arm)], came);
                }
            }
        }

        private double[] Probabilities(Came[] past, string gender, string ward)
        {
            Profile Of(string sex, string place) => procedure.Factors.Count == 0 ? Profile.Empty : procedure.Factors.ProfileOf(sex, place);
            var history = past.Select(came => new Allocated(Of(came.Gender, came.Ward), came.Arm));
            NextAllocation.TryAnswer(procedure, ratio, history, Of(gender, ward), out var answer, out var error).ShouldBeTrue(error);
            return [.. answer!.Arms.Select(arm => arm.Probability.ToDouble())];
        }

        private double Guess(Came[] past, int arm)
        {
            var least = Enumerable.Range(0, ratio.Count).Min(other => Scaled(past, other));
            var tied = Enumerable.Range(0, ratio.Count).Where(other => Scaled(past, other) == least).ToArray();
            return tied.Contains(arm) ? (double)ratio[arm] / tied.Sum(other => ratio[other]) : 0;
        }

        private void Finish(Came[] past, double probability)
        {
            Final += probability * Imbalance(past);
            foreach (var (gender, _) in Genders)
            {
                Group($"gender={gender}", [.. past.Where(came => came.Gender == gender)], probability);
                foreach (var (ward, _) in Wards)
                {
                    Group($"gender={gender}, ward={ward}", [.. past.Where(came => came.Gender == gender && came.Ward == ward)], probability);
                }
            }

            foreach (var (ward, _) in Wards)
            {
                Group($"ward={ward}", [.. past.Where(came => came.Ward == ward)], probability);
            }
        }

        private void Group(string name, Came[] members, double probability)
        {
            var (empty, imbalance) = Groups.GetValueOrDefault(name);
            Groups[name] = (empty + (members.Length == 0 ? probability : 0), imbalance + (probability * Imbalance(members)));
        }

        private double Imbalance(Came[] members) => (double)(Enumerable.Range(0, ratio.Count).Max(arm => Scaled(members, arm))
            - Enumerable.Range(0, ratio.Count).Min(arm => Scaled(members, arm)));

        private decimal Scaled(Came[] members, int arm) => members.Count(came => came.Arm == arm) / (decimal)ratio[arm];
    }
}

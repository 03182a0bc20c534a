using OxyTrial.Samples;
using Shouldly;

namespace OxyTrial.Studies.Tests;

public class CitationTests
{
    // The studies that the two reviews name; each is expressed as a file.
    private static readonly string[] s_reviewed =
    [
        "bartz-2011", "bertsch-2013", "bruene-2013", "buchheim-2009", "domes-2007", "ebert-2013", "evans-2010", "gamer-2010", "hurlemann-2010", "kanat-2015",
        "kis-2013", "kosfeld-2005", "nct01243658", "simeon-2011", "theodoridou-2009", "weisman-2012",
    ];

    public static TheoryData<string> Studies => [.. StudyFiles.Names];

    public static TheoryData<string> Reviewed => [.. s_reviewed];

    [Fact]
    public void Every_study_of_the_reviews_has_a_file() => s_reviewed.Except(StudyFiles.Names).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Studies))]
    public void What_is_unknown_says_where_it_was_looked_for(string study)
    {
        var spec = StudyFiles.Read(study).Study;
        spec.Unknowns.Where(path => !spec.Citations.ContainsKey(path)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Reviewed))]
    public void The_facts_of_a_published_study_are_cited(string study)
    {
        var spec = StudyFiles.Read(study).Study;
        var facts = new[] { "study.title", "study.masked", "study.planned-participants", "study.sexes", "dose.total-iu", "cohorts[0].label", "visits[0].day", "visits[0].task-earliest-minutes", "kits.sets", "sites[0].name" };
        facts.Where(path => !spec.Citations.ContainsKey(path)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Studies))]
    public void The_list_of_studies_has_a_row_for_each(string study) =>
        File.ReadAllText(Repository.PathOf("randomization-specs", "README.md")).ShouldContain($"[`{study}`]({study}/spec.yaml)");

    [Theory]
    [MemberData(nameof(Studies))]
    public void Nobody_answers_an_emergency_number_of_an_example(string study) =>
        StudyFiles.Read(study).Study.EmergencyContact.Telephone.ShouldStartWith("+49 30 23125 0");
}

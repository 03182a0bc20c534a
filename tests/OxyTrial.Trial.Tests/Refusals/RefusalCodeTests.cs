using System.Globalization;
using System.Text;
using OxyTrial.Samples;
using OxyTrial.Trial.Refusals;
using Shouldly;

namespace OxyTrial.Trial.Tests.Refusals;

public sealed class RefusalCodeTests
{
    [Fact]
    public void Numbers_and_names_are_given_once()
    {
        RefusalCode.All.Select(code => code.Number).ShouldBeUnique();
        RefusalCode.All.Select(code => code.Name).ShouldBeUnique();
        RefusalCode.All.Select(code => code.Number).ShouldBeInOrder();
    }

    [Fact]
    public void A_code_is_named_as_its_field()
    {
        foreach (var field in typeof(RefusalCode).GetFields(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static))
        {
            ((RefusalCode)field.GetValue(null)!).Name.ShouldBe(field.Name);
        }
    }

    [Fact]
    public void Numbers_names_and_sentences_are_those_of_the_published_list()
    {
        var path = Repository.PathOf("docs", "refusals.md");
        if (Environment.GetEnvironmentVariable("OXYTRIAL_WRITE_GOLDEN") == "1")
        {
            File.WriteAllText(path, Published());
        }

        File.ReadAllText(path).ShouldBe(Published(), "Numbers are permanent: a refusal is added to docs/refusals.md, never changed or removed");
    }

    [Fact]
    public void No_sentence_names_an_arm() =>
        RefusalCode.All.Where(code => code.Sentence.Split(' ', '.', ',', ';').Any(word => word is "arm" or "arms" or "oxytocin" or "placebo")).ShouldBeEmpty();

    [Fact]
    public void A_refusals_message_adds_the_detail_to_the_sentence()
    {
        new Refusal(RefusalCode.ReasonMissing).Message.ShouldBe("A reason is required.");
        new Refusal(RefusalCode.ReasonMissing, "Write one.").Message.ShouldBe("A reason is required. Write one.");
    }

    private static string Published()
    {
        var text = new StringBuilder()
            .Append("# Refusals\n\n")
            .Append("Every refusal has a permanent number and a permanent name; neither is ever changed or used again. When several\n")
            .Append("refusals apply to one command, the one with the smallest number is given. A refused command changes nothing.\n")
            .Append("No refusal depends on anyone's arm.\n\n")
            .Append("One refusal comes after all others whatever its number: 405 is the vault's, which alone knows how long a list is (the length is\n")
            .Append("a block length, ICH E9, 2.3.2) and is asked last.\n\n")
            .Append("| Number | Name | Sentence |\n|---|---|---|\n");
        foreach (var code in RefusalCode.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {code.Number} | {code.Name} | {code.Sentence} |\n");
        }

        return text.ToString();
    }
}

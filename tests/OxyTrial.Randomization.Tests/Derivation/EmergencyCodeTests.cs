using OxyTrial.Randomization.Derivation;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Derivation;

public sealed class EmergencyCodeTests
{
    private static readonly TrialSecret Secret = TrialSecret.Create(Enumerable.Range(0, 32).Select(value => (byte)value).ToArray());
    private static readonly byte[] Spec = new byte[32];

    [Fact]
    public void Codes_are_eight_characters_of_the_alphabet_and_read_back()
    {
        foreach (var code in Codes(200))
        {
            code.Length.ShouldBe(EmergencyCode.Length);
            code.ShouldAllBe(character => EmergencyCode.Alphabet.Contains(character));
            EmergencyCode.TryRead(code, out var read).ShouldBeTrue();
            read.ShouldBe(code);
        }
    }

    [Fact]
    public void Every_single_wrong_character_and_every_exchange_of_two_is_found()
    {
        foreach (var code in Codes(20))
        {
            for (var place = 0; place < code.Length; place++)
            {
                foreach (var other in EmergencyCode.Alphabet.Where(other => other != code[place]))
                {
                    EmergencyCode.TryRead(code[..place] + other + code[(place + 1)..], out _).ShouldBeFalse();
                }

                for (var second = place + 1; second < code.Length; second++)
                {
                    var exchanged = code.ToCharArray();
                    (exchanged[place], exchanged[second]) = (code[second], code[place]);
                    EmergencyCode.TryRead(new string(exchanged), out _).ShouldBe(code[place] == code[second]);
                }
            }
        }
    }

    [Fact]
    public void What_is_heard_by_telephone_is_read_with_letters_that_look_like_digits()
    {
        var code = Codes(400).First(code => code.Contains('0', StringComparison.Ordinal) && code.Contains('1', StringComparison.Ordinal));
        var heard = $" {EmergencyCode.Printed(code).ToLowerInvariant().Replace('0', 'o').Replace('1', 'l')} ";
        EmergencyCode.TryRead(heard, out var read).ShouldBeTrue();
        read.ShouldBe(code);
        EmergencyCode.TryRead(null, out _).ShouldBeFalse();
        EmergencyCode.TryRead(code + code[0], out _).ShouldBeFalse();
        EmergencyCode.TryRead("U" + code[1..], out _).ShouldBeFalse();
    }

    [Fact]
    public void No_two_participants_and_no_two_arms_share_a_code()
    {
        var book = new EmergencyCodeBook(Secret, Spec, 3, Enumerable.Range(1, 1000).Select(number => $"P-{number}"));
        Enumerable.Range(1, 1000).SelectMany(number => book.LinesOf($"P-{number}")).Select(line => line.Code).ShouldBeUnique();
    }

    [Fact]
    public void A_later_participant_changes_no_earlier_code_even_when_codes_meet()
    {
        // Two codes only at the first attempt, so that everybody after the first meets one that is taken.
        static string Narrow(string participant, int arm, int attempt) => attempt == 0 ? $"SAME{arm}" : $"{participant}{arm}{attempt}";
        var early = new EmergencyCodeBook(Narrow, 2, ["A", "B"]);
        var late = new EmergencyCodeBook(Narrow, 2, ["A", "B", "C"]);

        foreach (var participant in new[] { "A", "B" })
        {
            late.LinesOf(participant).ShouldBe(early.LinesOf(participant));
        }

        new[] { "A", "B", "C" }.SelectMany(late.LinesOf).Select(line => line.Code).ShouldBeUnique();
    }

    [Fact]
    public void The_order_of_a_participants_codes_says_nothing_of_the_arms()
    {
        var book = new EmergencyCodeBook(Secret, Spec, 2, Enumerable.Range(1, 1000).Select(number => $"P-{number}"));
        var firstIsArmZero = Enumerable.Range(1, 1000).Count(number => book.LinesOf($"P-{number}")[0].Arm == 0);

        // 3.29 standard deviations of a fair coin: level .001, for a fixed secret.
        ((double)firstIsArmZero).ShouldBe(500, 52);
    }

    [Fact]
    public void The_bytes_are_those_of_the_documentation()
    {
        // Computed by the Python program of docs/derivation.md.
        var secret = TrialSecret.Create(Enumerable.Repeat((byte)42, 32).ToArray());
        var book = new EmergencyCodeBook(secret, [.. Enumerable.Range(0, 32).Select(value => (byte)value)], 2, ["HD-001", "HD-002"]);
        string.Join(' ', book.CodeOf("HD-001", 0), book.CodeOf("HD-001", 1), book.CodeOf("HD-002", 0), book.CodeOf("HD-002", 1)).ShouldBe("94T31YV1 3SNGG7CV 6QSKVJMM XYF1E02H");
    }

    private static IEnumerable<string> Codes(int count) =>
        new EmergencyCodeBook(Secret, Spec, 2, Enumerable.Range(1, count).Select(number => $"HD-{number:000}")) is var book
            ? Enumerable.Range(1, count).Select(number => book.CodeOf($"HD-{number:000}", number % 2))
            : [];
}

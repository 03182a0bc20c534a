using System.Security.Cryptography;
using System.Text;
using Microsoft.Playwright;
using OxyTrial.Randomization.Bits;

namespace OxyTrial.Browser.Tests.Stage;

/// <summary>The small trial with a factor for every kind of instrument, and random answers entered into its pages.</summary>
internal static class ScoringStage
{
    private const string Factor = "  - { name: anxiety, instrument: ecr-r, scale: anxiety, cut-off: 4, at-cut-off: high }";

    // Sets the answers as a person's clicks do, reads what the script made of them, sends the same form to the server and reads what it made.
    private const string Compare = """
        async answers => {
          const form = document.querySelector("form.measure");
          for (const [name, value] of Object.entries(answers))
            for (const radio of form.elements[name]) radio.checked = radio.value === value;
          form.dispatchEvent(new Event("change", { bubbles: true }));
          const read = page => [...page.querySelectorAll("[data-cell]")].map(cell =>
            `${cell.closest("[data-scale],[data-factor]")?.querySelector("th,dt").textContent ?? ""}/${cell.dataset.cell}: ${cell.textContent}`);
          const live = read(document);
          const data = new FormData(form);
          data.append("look", "1");
          const answer = await fetch(location.href, { method: "POST", body: data });
          return [[`${answer.status}`, ...live], ["200", ...read(new DOMParser().parseFromString(await answer.text(), "text/html"))]];
        }
        """;

    /// <summary>The spec.</summary>
    public static string Spec { get; } = TrialStage.Spec.Replace(Factor, """
          - { name: anxiety, instrument: ecr-r, scale: anxiety, cut-off: 4, at-cut-off: high, standard-deviation: 1.2, reliability: 0.75 }
          - { name: closeness, instrument: ecr-rs, scale: avoidance, cut-off: 4, at-cut-off: low, targets: [mother, friend], standard-deviation: 1.1, reliability: 0.88 }
          - { name: worry, instrument: ecr-rs, scale: anxiety, cut-off: 3.5, at-cut-off: high, targets: [friend] }
          - { name: short, instrument: ecr-s, scale: avoidance, cut-off: 3.5, at-cut-off: low, standard-deviation: 1.05, reliability: 0.83 }
          - { name: prototype, instrument: rq, levels: { secure: [secure], insecure: [fearful, preoccupied, dismissing] } }
          - { name: interview, instrument: aai }
        """.ReplaceLineEndings("\n"), StringComparison.Ordinal);

    /// <summary>What script and server make of the same answers: two lists of cells.</summary>
    public static async Task<(string[] Script, string[] Server)> CompareAsync(IPage page, IReadOnlyDictionary<string, string> answers)
    {
        var both = await page.EvaluateAsync<string[][]>(Compare, answers);
        return (both[0], both[1]);
    }

    /// <summary>A stream of random answers from a fixed seed.</summary>
    public static DrbgStream Seeded(string name) => new(new HmacDrbg(SHA256.HashData(Encoding.UTF8.GetBytes(name)), SHA256.HashData("scoring"u8), []));

    /// <summary>An answer to each field, left open in so many of a hundred cases; answers around 4 so that scores meet the cut-offs.</summary>
    public static Dictionary<string, string> Answers(DrbgStream bits, IEnumerable<string> fields, int openPercent) => fields.ToDictionary(
        field => field,
        _ => UniformInteger.Below(bits, 100) < openPercent ? "" : (1 + UniformInteger.Below(bits, 4) + UniformInteger.Below(bits, 4)).ToString(System.Globalization.CultureInfo.InvariantCulture));
}

using System.Text;
using OxyTrial.Specs;
using Shouldly;

namespace OxyTrial.Specs.Tests;

/// <summary>Every kind of error at its exact place. Each case changes one piece of <see cref="Spec.Valid"/>.</summary>
public sealed class SpecErrorTests
{
    [Theory]
    // Keys and sections.
    [InlineData("title: Demo", "titel: Demo", "3:3: error: the study needs 'title': write text of at most 500 characters|4:3: error: unknown key 'titel'; did you mean 'title'?")]
    [InlineData("ratio: 1\n    total-iu: 24", "rato: 1\n    total-iu: 24", "8:5: error: an arm needs 'ratio': write a whole number from 1 to 100|10:5: error: unknown key 'rato'; did you mean 'ratio'?")]
    [InlineData("label: Session 1", "label: Session 1\n    zzzzzz: 1", "45:5: error: unknown key 'zzzzzz'; known here: key, label, day, window-before-days, window-after-days, period, kit, task-earliest-minutes, task-latest-minutes")]
    [InlineData("title: Demo", "title: Demo\n  title: Other", "5:3: error: key 'title' is given twice in this section; keep one")]
    [InlineData("title: Demo", "title:", "4:9: error: 'title' has no value: write text of at most 500 characters")]
    [InlineData("planned-participants: 8", "planned-participants: ~", "6:25: error: 'planned-participants' has no value: write a whole number from 1 to 1000000 or 'unknown'")]
    [InlineData("storage: Cool", "storage: [Cool]", "57:12: error: expected text of at most 500 characters, found a list")]
    // Values.
    [InlineData("format: 1", "format: 2", "1:9: error: expected 1, found '2'")]
    [InlineData("id: demo", "id: de mo", "3:7: error: expected a study identifier: 1 to 40 letters (A–Z), digits, '-', '_' or '.', starting with a letter or digit, found 'de mo'")]
    [InlineData("key: BPD", "key: value", "23:10: error: 'value' is reserved for citations; write another key|40:14: error: 'BPD' is not among the cohorts of this spec; known here: value")]
    [InlineData("title: Demo", "title: unknown", "4:10: error: 'title' cannot be unknown: write text of at most 500 characters, or put the word in quotes if it is meant as text")]
    [InlineData("opened-months: 1", "opened-months: unknown", "56:18: error: 'opened-months' cannot be unknown: write a whole number from 1 to 60")]
    [InlineData("number-digits: 6", "number-digits: 9", "50:18: error: expected a whole number from 4 to 8, found '9'")]
    [InlineData("number-digits: 6", "number-digits: \"6\"", "50:18: error: expected a whole number from 4 to 8, found '6'")]
    [InlineData("number-digits: 6", "number-digits: 6.0", "50:18: error: expected a whole number from 4 to 8, found '6.0'")]
    [InlineData("iu-per-puff: 4", "iu-per-puff: 4,0", "19:16: error: expected a number from 0.1 to 1000 IU, such as 24 or 2.4, found '4,0'")]
    [InlineData("recheck: false", "recheck: no", "68:14: error: expected true or false, found 'no'")]
    [InlineData("stock-rule: pooled", "stock-rule: poled", "52:15: error: unknown word 'poled'; did you mean 'pooled'?")]
    [InlineData("stock-rule: pooled", "stock-rule: []", "52:15: error: expected one of pooled, every-arm, found a list")]
    [InlineData("masked: [participant, investigator]", "masked: []", "5:11: error: expected a list of at least 1 masked roles, found a list")]
    [InlineData("masked: [participant, investigator]", "masked: [participant, unknown]", "5:25: error: an item of a list cannot be unknown: write a role: 1 to 40 letters (A–Z), digits, '-', '_' or '.', starting with a letter or digit, or leave it out")]
    [InlineData("masked: [participant, investigator]", "masked: [participant, participant]", "5:25: error: 'participant' is listed twice; keep one")]
    [InlineData("cohorts: { BPD: 8 }", "cohorts: 8", "40:12: error: expected a whole number from 1 to 1000000 for each cohort, as in 'cohort: number', found '8'")]
    [InlineData("cohorts: { BPD: 8 }", "cohorts: { BPD: 0 }", "40:19: error: expected a whole number from 1 to 1000000, found '0'")]
    // Citations.
    [InlineData("title: Demo", "title: { value: Demo }", "4:10: error: a cited field needs a citation: write { value: …, source: \"citation\" }, or the plain value alone")]
    [InlineData("title: Demo", "title: { value: Demo, source: x, page: 3 }", "4:36: error: a cited field has the keys 'value' and 'source' only, not 'page'")]
    [InlineData("title: Demo", "title: { value: Demo, source: x, source: y }", "4:36: error: key 'source' is given twice in this section; keep one")]
    [InlineData("ratio: 1\n    total-iu: 24", "ratio: { value: 0, source: x }\n    total-iu: 24", "10:21: error: expected a whole number from 1 to 100, found '0'")]
    public void A_malformed_field_is_located(string piece, string replacement, string expected) => Check(piece, replacement, expected);

    [Theory]
    // Study, arms and dose.
    [InlineData("planned-participants: 8", "planned-participants: 8\n  age: { minimum: 50, maximum: 18 }", "7:32: error: the maximum age is below the minimum age; swap them")]
    [InlineData("ratio: 1\n    total-iu: 24", "ratio: 0\n    total-iu: 24", "10:12: error: expected a whole number from 1 to 100, found '0'")]
    [InlineData("key: B\n", "key: A\n", "12:10: error: 'A' is the key of an earlier entry of 'arms'; each needs its own")]
    [InlineData("label: Placebo", "label: Oxytocin 24 IU", "13:12: error: 'Oxytocin 24 IU' is the label of an earlier entry of 'arms'; each needs its own")]
    [InlineData("\n    placebo-composition: excipient-matched", "", "12:5: error: an arm of 0 IU needs 'placebo-composition': write excipient-matched, saline or 'unknown'")]
    [InlineData("ratio: 1\n    total-iu: 24", "ratio: 1\n    placebo-composition: saline\n    total-iu: 24", "11:26: error: this arm is active: 'placebo-composition' stands at an arm of 0 IU only; remove it")]
    [InlineData("puffs-left: 3", "puffs-left: 4", "18:13: error: 4 + 3 puffs of 4 IU are 28 IU, not 24 IU; correct the puffs or the total")]
    // Factors.
    [InlineData("name: gender", "name: site", "33:11: error: 'site' is the name of an earlier entry of 'factors'; each needs its own")]
    [InlineData("name: gender", "name: cohort", "26:11: error: 'cohort' is already part of every stratum; list cohorts under 'cohorts' and remove this factor")]
    [InlineData("\n    levels: [F, M]", "", "26:5: error: a factor needs 'levels' (a list or the word sites), or 'instrument' (a questionnaire with 'scale', 'cut-off' and 'at-cut-off', or one that gives categories)")]
    [InlineData("levels: [F, M]", "levels: [F]", "27:13: error: expected a list of at least 2 levels, found a list")]
    [InlineData("levels: [F, M]", "levels: [F, F]", "27:17: error: level 'F' is listed twice; keep one")]
    [InlineData("levels: sites", "levels: site", "34:13: error: expected a list of at least 2 levels, or the word 'sites', found 'site'")]
    [InlineData("cut-off: 4\n", "cut-off: 4\n    levels: [low, high]\n", "32:13: error: 'ecr-r' gives scores, and the levels of a score are low and high; remove 'levels', or remove the instrument's keys")]
    [InlineData("\n    at-cut-off: low", "", "28:5: error: a factor read off 'ecr-r' needs 'at-cut-off' too")]
    [InlineData("    instrument: ecr-r\n", "", "28:5: error: a factor with 'scale' needs 'instrument' too: write the questionnaire it is read off, or remove 'scale'")]
    [InlineData("    scale: anxiety\n    cut-off: 4\n    at-cut-off: low\n", "    levels: { low: [secure], high: [preoccupied] }\n", "28:5: error: a factor read off 'ecr-r' needs 'scale' too|28:5: error: a factor read off 'ecr-r' needs 'cut-off' too|28:5: error: a factor read off 'ecr-r' needs 'at-cut-off' too|30:13: error: 'ecr-r' gives scores, and the levels of a score are low and high; remove 'levels', or remove the instrument's keys")]
    [InlineData("at-cut-off: low", "at-cut-off: low\n    targets: [mother]", "33:14: error: 'ecr-r' is not asked about persons; remove 'targets'")]
    [InlineData("at-cut-off: low", "at-cut-off: low\n    reliability: 0.9", "33:18: error: the standard error of measurement needs 'standard-deviation' too; write both, or leave both out")]
    [InlineData("at-cut-off: low", "at-cut-off: low\n    standard-deviation: 1.2", "33:25: error: the standard error of measurement needs 'reliability' too; write both, or leave both out")]
    [InlineData("at-cut-off: low", "at-cut-off: low\n    standard-deviation: 3.1\n    reliability: 1", "33:25: error: scores from 1 to 7 have a standard deviation above 0 and up to 3, not 3.1|34:18: error: a reliability of 1 would be a scale without error; write the published one, from 0 to below 1")]
    [InlineData("at-cut-off: low", "at-cut-off: low\n    standard-deviation: 0\n    reliability: 1.1", "33:25: error: scores from 1 to 7 have a standard deviation above 0 and up to 3, not 0|34:18: error: expected a number from 0 to 1, such as 24 or 2.4, found '1.1'")]
    [InlineData("instrument: ecr-r\n", "instrument: ecr-rs\n    targets: [mother, dad, mother]\n", "30:23: error: 'ecr-rs' is not asked about 'dad'; known here: mother, father, partner, friend|30:28: error: target 'mother' is listed twice; keep one")]
    [InlineData("instrument: ecr-r\n", "instrument: aai\n", "30:12: error: 'aai' gives a category and has no scale to cut; remove 'scale', or name a questionnaire|31:14: error: 'aai' gives a category and has no scale to cut; remove 'cut-off', or name a questionnaire|32:17: error: 'aai' gives a category and has no scale to cut; remove 'at-cut-off', or name a questionnaire")]
    [InlineData("levels: [F, M]", "levels: { low: [F], high: [M] }", "27:13: error: only an instrument's categories are grouped like this; write a list of levels, or 'instrument' with one that gives categories")]
    [InlineData("instrument: ecr-r", "instrument: ecr", "29:17: error: unknown instrument 'ecr'; did you mean 'ecr-r'?")]
    [InlineData("scale: anxiety", "scale: anxeity", "30:12: error: 'ecr-r' has no scale 'anxeity'; did you mean 'anxiety'?")]
    [InlineData("cut-off: 4\n", "cut-off: 7.5\n", "31:14: error: a cut-off of 7.5 leaves one level empty: scores of 'ecr-r' go from 1 to 7; write a value in between")]
    [InlineData("cut-off: 4\n", "cut-off: 1\n", "31:14: error: a cut-off of 1 leaves one level empty: scores of 'ecr-r' go from 1 to 7; write a value in between")]
    [InlineData("  - id: UL\n    name: Ulm\n    time-zone: Europe/Berlin\n", "", "34:13: error: the spec has one site, and a factor needs at least two levels; add a site or remove this factor")]
    // Caps, visits, kits, sites.
    [InlineData("cohorts: { BPD: 8 }", "cohorts: { bpd: 8 }", "40:14: error: 'bpd' is not among the cohorts of this spec; did you mean 'BPD'?")]
    [InlineData("sites: { HD: 8 }", "sites: { HA: 8 }", "41:12: error: 'HA' is not among the sites of this spec; did you mean 'HD'?")]
    [InlineData("kit: new", "kit: continue", "46:10: error: the first visit that dispenses has no kit to go on with; write 'new'")]
    [InlineData("kit: new", "kit: none", "43:3: error: no visit dispenses study medication; write 'kit: new' at the first that does")]
    [InlineData("task-latest-minutes: 45", "task-latest-minutes: 15", "48:26: error: the latest start of the task is before its earliest start; swap them")]
    [InlineData("\n    task-latest-minutes: 45", "", "43:5: error: a visit that dispenses needs 'task-latest-minutes': write minutes after the spray or 'unknown'")]
    [InlineData("kits:\n", "  - { key: V2, label: x, day: -1, kit: none }\nkits:\n", "49:31: error: this visit is before the visit listed above it; list visits in order of their days")]
    [InlineData("bottle-iu: 200", "bottle-iu: 20", "46:10: error: 1 doses of 24 IU and 3 priming puffs take 36 IU out of a bottle of 20 IU; take a new kit at this visit or before")]
    [InlineData("sets: 8", "sets: 900000", "50:18: error: 1800000 kits need more numbers than 6 digits give; write more digits")]
    [InlineData("id: UL", "id: HD", "62:9: error: 'HD' is the id of an earlier entry of 'sites'; each needs its own")]
    [InlineData("name: Ulm\n    time-zone: Europe/Berlin", "name: Ulm\n    time-zone: Europe/Ulm", "64:16: error: 'Europe/Ulm' is not an IANA time zone; write e.g. Europe/Berlin or Etc/UTC")]
    public void A_field_that_contradicts_another_is_located(string piece, string replacement, string expected) => Check(piece, replacement, expected);

    [Theory]
    [InlineData("instrument: aai\n    levels: [secure, insecure]", "30:13: error: the levels of 'aai' are its categories; remove 'levels', or group them: write the categories of each level, such as { secure: [secure], other: [preoccupied, dismissing, unresolved] }")]
    [InlineData("instrument: aai\n    levels: { secure: [secure], insecure: [dismissing, unresolved] }", "30:13: error: no level has the category preoccupied of 'aai'; every category needs a level")]
    [InlineData("instrument: aai\n    levels: { secure: [secure], insecure: [preoccupied, dismissing, unresolved, secure] }", "30:81: error: category 'secure' is in two levels; keep one")]
    [InlineData("instrument: rq\n    levels: { secure: [secure], insecure: [preoccupied, dismissing, unresolved] }", "30:13: error: no level has the category fearful of 'rq'; every category needs a level|30:69: error: 'rq' has no category 'unresolved'; known here: secure, fearful, preoccupied, dismissing")]
    [InlineData("instrument: aai\n    levels: { all: [secure, preoccupied, dismissing, unresolved] }", "30:13: error: expected a list of at least 2 levels, or the word 'sites', found a section of keys and values")]
    [InlineData("instrument: aai\n    levels: { secure: secure, insecure: [preoccupied, dismissing, unresolved] }", "30:13: error: no level has the category secure of 'aai'; every category needs a level|30:23: error: expected a list of at least 1 categories, found 'secure'")]
    public void A_factor_of_categories_that_is_not_right_is_located(string keys, string expected) =>
        Check("instrument: ecr-r\n    scale: anxiety\n    cut-off: 4\n    at-cut-off: low", keys, expected);

    [Theory]
    [InlineData("method: permuted-block", "method: block", "36:11: error: procedure.method: \"block\" is unknown; possible are")]
    [InlineData("method: permuted-block\n  ", "", "36:3: error: procedure.method: is missing; possible are")]
    [InlineData("sizes: [2, 4]", "sizes: [2, 3]", "37:14: error: procedure.sizes[1]: 3 is no block size")]
    [InlineData("method: permuted-block\n  sizes: [2, 4]", "method: big-stick\n  tolerance: 0", "37:14: error: procedure.tolerance: is 0; possible are whole numbers from 1")]
    [InlineData("method: permuted-block\n  sizes: [2, 4]", "method: efron-coin\n  probability: 1/2", "37:16: error: procedure.probability: is 1/2; possible are fractions above 1/2")]
    [InlineData("method: permuted-block\n  sizes: [2, 4]", "method: maximal\n  tolerance: 2\n  length: 7", "38:11: error: procedure.length: is 7; possible are multiples of 2, the sum of the ratio, such as 6 or 8")]
    [InlineData("method: permuted-block\n  sizes: [2, 4]", "method: wei-urn\n  alpha: 0\n  beta: 0", "38:9: error: procedure.beta: is 0 as alpha is")]
    [InlineData("method: permuted-block\n  sizes: [2, 4]", "method: dynamic-hierarchical\n  levels:\n    - within: gendr\n      threshold: 2", "38:15: error: procedure.levels[0].within: \"gendr\" is unknown; possible are overall, stratum, gender")]
    [InlineData("method: permuted-block\n  sizes: [2, 4]", "method: minimization\n  metric: range\n  probability: 4/5\n  weights: { gender: 0, anxiety: 0, site: 0 }", "39:12: error: procedure.weights: are all 0")]
    [InlineData("sizes: [2, 4]", "sizes: unknown", "37:10: error: 'procedure.sizes' cannot be unknown or empty: no allocation can be computed without it")]
    [InlineData("sizes: [2, 4]", "sizes: [2, 4]\n  factors: [gender, anxeity]", "38:21: error: procedure.factors[1]: anxeity is no factor of the trial")]
    [InlineData("method: permuted-block\n  sizes: [2, 4]", "method: minimization\n  metric: range\n  probability: { value: 1/3, source: x }", "38:25: error: procedure.probability: is 1/3")]
    public void An_error_of_the_randomization_library_gets_its_place_in_the_file(string piece, string replacement, string expected) =>
        Spec.Errors(Spec.With(piece, replacement)).ShouldHaveSingleItem().ShouldStartWith("spec.yaml:" + expected);

    [Theory]
    [InlineData("", "1:1: error: the file is empty; a spec starts with 'format: 1'")]
    [InlineData("# only a comment\n", "1:1: error: the file is empty; a spec starts with 'format: 1'")]
    [InlineData("hello", "1:1: error: a spec is a section of keys and values starting with 'format: 1', not 'hello'")]
    [InlineData("- a", "1:1: error: a spec is a section of keys and values starting with 'format: 1', not a list")]
    [InlineData("a: [1", "2:1: error: broken YAML: While parsing a flow sequence, did not find expected ',' or ']'")]
    [InlineData("a: [1\nb: 2", "1:4: error: broken YAML: after this place a bracket, brace or quote is not closed, or a character is not allowed")]
    [InlineData("a: 1\nb: \"x", "2:4: error: broken YAML: While scanning a quoted scalar, found unexpected end of stream")]
    [InlineData("a: 1: 2", "1:5: error: broken YAML: While scanning a plain scalar value, found invalid mapping")]
    [InlineData("a: 1\n---\nb: 2", "2:1: error: a second YAML document starts here; a spec is one document")]
    [InlineData("a: !!str x", "1:4: error: tags (!) are not part of the format; write the plain value, or put it in quotes if it is text")]
    [InlineData("? [a]\n: b", "1:3: error: a key must be a word, not a list")]
    [InlineData("a: [[[[[[[[[[[[[[1]]]]]]]]]]]]]]", "1:16: error: nested more than 12 levels deep; nothing in a spec is")]
    public void A_file_that_is_no_spec_at_all_is_one_located_error(string text, string expected) =>
        Spec.Errors(text).ShouldBe(["spec.yaml:" + expected]);

    [Fact]
    public void Anchors_and_aliases_are_refused_so_that_nothing_can_multiply() =>
        Spec.Errors("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n").Length.ShouldBe(6);

    [Fact]
    public void All_errors_are_reported_at_once_in_the_order_of_the_file()
    {
        var text = Spec.With("sizes: [2, 4]", "sizes: [3]").Replace("title: Demo", "titel: Demo", StringComparison.Ordinal).Replace("opened-months: 1", "opened-months: x", StringComparison.Ordinal);

        Spec.Errors(text).Select(error => error.Split(' ')[0]).ShouldBe(["spec.yaml:3:3:", "spec.yaml:4:3:", "spec.yaml:37:11:", "spec.yaml:56:18:"]);
    }

    [Fact]
    public void An_error_names_the_path_of_its_field() =>
        Spec.Read(Spec.With("sizes: [2, 4]", "sizes: [2, 3]")).ShouldBeOfType<SpecRejected>().Errors.Single().Path.ShouldBe("procedure.sizes[1]");

    [Fact]
    public void Bytes_that_are_not_utf_8_are_located()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes("format: 1\ntitle: ü"), 0xFC];

        SpecReader.Read("spec.yaml", bytes).ShouldBeOfType<SpecRejected>().Errors.Single().ToString()
            .ShouldBe("spec.yaml:2:9: error: the file is not UTF-8 from here on; save it as UTF-8");
    }

    [Fact]
    public void A_byte_order_mark_and_windows_line_ends_are_read() =>
        SpecReader.Read("spec.yaml", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Spec.Valid.ReplaceLineEndings("\r\n"))]).ShouldBeOfType<SpecAccepted>();

    [Fact]
    public void A_huge_file_is_refused_unread() =>
        SpecReader.Read("spec.yaml", new byte[SpecReader.MaximumBytes + 1]).ShouldBeOfType<SpecRejected>().Errors.Single().Message.ShouldStartWith("the file is larger than 256 KiB");

    [Fact]
    public void A_file_that_cannot_be_opened_is_an_error_and_no_exception() =>
        SpecReader.ReadFile("no/such/spec.yaml").ShouldBeOfType<SpecRejected>().Errors.Single().ToString().ShouldStartWith("spec.yaml:1:1: error: cannot read the file");

    private static void Check(string piece, string replacement, string expected) =>
        Spec.Errors(Spec.With(piece, replacement)).ShouldBe(expected.Split('|').Select(error => "spec.yaml:" + error));
}

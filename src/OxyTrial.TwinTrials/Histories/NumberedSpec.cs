using System.Globalization;
using System.Text;
using OxyTrial.Specs;
using OxyTrial.Trial.Specification;

namespace OxyTrial.TwinTrials.Histories;

/// <summary>A history's own copy of the spec: the same but for the study's identifier, so that several share a server.</summary>
internal static class NumberedSpec
{
    /// <summary>The copy's text and what it says.</summary>
    /// <exception cref="TwinTrialException">The identifier does not stand on a line of its own in the file.</exception>
    public static (string Text, StudySpec Spec) Of(ReadOnlySpan<byte> file, StudySpec spec, int number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{spec.Id}-{number}");
        var lines = Encoding.UTF8.GetString(file).Split('\n');
        var place = Array.FindIndex(lines, line => line.Split('#')[0].Split(':') is [var key, var value] && key.Trim() == "id" && value.Trim().Trim('"', '\'') == spec.Id.Value);
        if (place < 0)
        {
            throw new TwinTrialException($"The spec has no line 'id: {spec.Id}', which a twin trial numbers.");
        }

        lines[place] = lines[place].Replace(spec.Id.Value, id, StringComparison.Ordinal);
        var text = string.Join('\n', lines);
        return SpecReader.Read("spec.yaml", Encoding.UTF8.GetBytes(text)).Match(accepted => (text, accepted.Document.Study), rejected => throw new TwinTrialException(rejected.Errors[0].ToString()));
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace OxyTrial.Verifier;

/// <summary>How the small files of a bundle are written: strict, so that a misspelled field is an error and not a default.</summary>
internal static class BundleJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace OxyTrial.Canary.Tests.Searching;

/// <summary>Bytes that are searched.</summary>
/// <param name="Name">What is found when they are; the same for each way of writing it.</param>
/// <param name="Form">In which way it is written.</param>
/// <param name="Bytes">At least <see cref="Haystack.KeyBytes"/>.</param>
internal sealed record Needle(string Name, string Form, ImmutableArray<byte> Bytes);

/// <summary>The ways in which a secret may lie in memory or in a file.</summary>
internal static class Needles
{
    /// <summary>A key: as bytes, and as the texts that code makes of bytes.</summary>
    public static IEnumerable<Needle> OfBytes(string name, byte[] secret) =>
    [
        new(name, "bytes", [.. secret]),
        .. OfText(name, "hex", Convert.ToHexStringLower(secret)),
        .. OfText(name, "HEX", Convert.ToHexString(secret)),
        .. OfText(name, "Base64", Convert.ToBase64String(secret).TrimEnd('=')),
        .. OfText(name, "Base64url", Convert.ToBase64String(secret).TrimEnd('=').Replace('+', '-').Replace('/', '_')),
    ];

    /// <summary>A text: as files and sockets have it, and as the runtime's strings have it.</summary>
    public static IEnumerable<Needle> OfText(string name, string form, string text) =>
        [new(name, $"{form}, UTF-8", [.. Encoding.UTF8.GetBytes(text)]), new(name, $"{form}, UTF-16", [.. Encoding.Unicode.GetBytes(text)])];

    /// <summary>Numbers in a row: as an array of 32-bit integers, and written with the separators in use.</summary>
    public static IEnumerable<Needle> OfNumbers(string name, int[] numbers) =>
    [
        new(name, "array", [.. numbers.SelectMany(BitConverter.GetBytes)]),
        .. OfText(name, "JSON", string.Join(',', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))),
        .. OfText(name, "YAML", string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))),
    ];
}

using System.Buffers.Binary;

namespace OxyTrial.Randomization.Derivation;

/// <summary>
/// A secret order of kit numbers. Handing out kits in the order of their numbers would let an observer see which lower number was
/// passed over, that is, was of another arm.
/// </summary>
public static class KitOrder
{
    /// <summary>
    /// The rank of a kit: the first 16 bytes, big-endian, of HMAC-SHA-256 under the secret of the fields: purpose, kit number, SHA-256 of
    /// the specification (docs/derivation.md).
    /// </summary>
    public static UInt128 Rank(TrialSecret secret, ReadOnlySpan<byte> specSha256, string kitNumber) =>
        Rank(new TrialDraws(secret, specSha256), kitNumber);

    internal static UInt128 Rank(TrialDraws draws, string kitNumber) =>
        BinaryPrimitives.ReadUInt128BigEndian(draws.Mac(new Fields(Purpose.KitRank).Text(kitNumber)));
}

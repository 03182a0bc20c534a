using System.Collections.Immutable;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using OxyTrial.Vault.Keys;

namespace OxyTrial.Vault.Custody;

/// <summary>
/// One layer of a nested wrap, for one custodian: an ephemeral P-256 key (65 bytes, uncompressed), then <see cref="AuthenticatedBox"/>
/// under HKDF-SHA-256 of the agreement (ECIES as in SEC 1, 5.1, with an AEAD). The context is authenticated, so that a layer of another
/// study, path or depth does not open.
/// </summary>
internal static class ShareLayer
{
    private const int CoordinateBytes = 32;
    private const int PointBytes = 1 + (2 * CoordinateBytes);
    private const byte Uncompressed = 4;
    private static readonly BigInteger Order = BigInteger.Parse("115792089210356248762697446949407573529996955224135760342422259061068512044369", System.Globalization.CultureInfo.InvariantCulture);

    public static byte[] Context(string study, string commitment, ImmutableArray<string> path, int depth) => Encoding.UTF8.GetBytes(
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"oxytrial/share/1\n{study}\n{commitment}\n{string.Join('>', path)}\n{depth}"));

    public static byte[] Seal(CustodianPublicKey recipient, ReadOnlySpan<byte> plain, byte[] context, VaultSeams seams)
    {
        using var ephemeral = Ephemeral(seams);
        using var receives = recipient.OpenAgreement();
        var point = PointOf(ephemeral);
        var key = KeyOf(ephemeral.DeriveRawSecretAgreement(receives.PublicKey), point, recipient.Fingerprint);
        return [.. point, .. AuthenticatedBox.Seal(key, seams.SecretBytes("nonce", AuthenticatedBox.NonceBytes), plain, context)];
    }

    /// <summary>What is in the layer; null when it is not for this key, or not of this context.</summary>
    public static byte[]? Open(ECDiffieHellman agreement, string fingerprint, ReadOnlySpan<byte> layer, byte[] context)
    {
        if (layer.Length < PointBytes || layer[0] != Uncompressed)
        {
            return null;
        }

        try
        {
            var point = layer[..PointBytes].ToArray();
            using var ephemeral = ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = point[1..(1 + CoordinateBytes)], Y = point[(1 + CoordinateBytes)..] },
            });
            return AuthenticatedBox.Open(KeyOf(agreement.DeriveRawSecretAgreement(ephemeral.PublicKey), point, fingerprint), layer[PointBytes..], context);
        }
        catch (CryptographicException)
        {
            // A point that is not on the curve.
            return null;
        }
    }

    private static byte[] KeyOf(byte[] agreed, byte[] point, string fingerprint) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, agreed, AuthenticatedBox.KeyBytes, point, Encoding.ASCII.GetBytes($"oxytrial/share/1\n{fingerprint}"));

    private static ECDiffieHellman Ephemeral(VaultSeams seams)
    {
        // Rejected once in 2³² times: the order is a little below 2²⁵⁶.
        while (true)
        {
            var scalar = seams.SecretBytes("ephemeral", CoordinateBytes);
            var number = new BigInteger(scalar, isUnsigned: true, isBigEndian: true);
            if (!number.IsZero && number < Order)
            {
                return ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
            }
        }
    }

    private static byte[] PointOf(ECDiffieHellman key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [Uncompressed, .. point.X!, .. point.Y!];
    }
}

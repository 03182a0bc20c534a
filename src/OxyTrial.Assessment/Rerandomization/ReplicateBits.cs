using System.Security.Cryptography;
using OxyTrial.Randomization;
using OxyTrial.Randomization.Bits;
using OxyTrial.Randomization.Derivation;

namespace OxyTrial.Assessment.Rerandomization;

/// <summary>
/// The bits of each replicate: an HMAC_DRBG of its own, with SHA-256 of purpose and seed as entropy and the replicate's number as
/// personalization string. So a replicate is the same whichever thread draws it, and whatever is drawn before.
/// </summary>
internal sealed class ReplicateBits
{
    private const string Purpose = "oxytrial/rerandomization/1";

    private readonly byte[] _entropy;

    public ReplicateBits(long seed) => _entropy = SHA256.HashData(new Fields(Purpose).Number(seed).ToArray());

    public IDrawSource Of(long replicate) =>
        new OneStream(new DrbgStream(new HmacDrbg(_entropy, [], new Fields(Purpose).Number(replicate).ToArray())));

    // A replicate is never asked twice for a slot, so its slots and blocks can share one stream.
    private sealed class OneStream(IRandomBits bits) : IDrawSource
    {
        public IRandomBits Slot(long sequence) => bits;

        public IRandomBits Block(long number) => bits;
    }
}

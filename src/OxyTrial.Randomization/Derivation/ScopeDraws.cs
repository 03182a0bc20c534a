using OxyTrial.Randomization.Bits;

namespace OxyTrial.Randomization.Derivation;

/// <summary>The bits of the slots and blocks of one scope of a trial.</summary>
internal sealed class ScopeDraws(TrialDraws draws, string scope) : IDrawSource
{
    public IRandomBits Slot(long sequence) => draws.Bits(new Fields(Purpose.Slot).Text(scope).Number(sequence));

    public IRandomBits Block(long number) => draws.Bits(new Fields(Purpose.Block).Text(scope).Number(number));
}

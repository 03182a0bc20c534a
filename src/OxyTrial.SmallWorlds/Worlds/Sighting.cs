using System.Collections.Immutable;
using OxyTrial.Randomization;

namespace OxyTrial.SmallWorlds.Worlds;

/// <summary>One participant whose arm may be guessed: randomized, or refused and next in a list.</summary>
/// <param name="Number">The participant, from 1.</param>
/// <param name="Profile">The levels of the procedure's factors.</param>
internal sealed record Guessed(int Number, Profile Profile);

/// <summary>One world: what everybody saw in it, and what nobody did.</summary>
/// <param name="Probability">Its exact probability.</param>
/// <param name="Transcript">Every command with its answer or refusal, in words.</param>
/// <param name="JournalHead">The hash of the journal's last event, and so of every byte in it.</param>
/// <param name="Participants">In the order of randomization, then those who are next.</param>
/// <param name="Arms">Their arms.</param>
/// <param name="Disclosed">The places in <paramref name="Participants"/> whose code was broken.</param>
internal sealed record Sighting(
    Rational Probability, ImmutableArray<string> Transcript, string JournalHead, ImmutableArray<Guessed> Participants, ImmutableArray<int> Arms, ImmutableArray<int> Disclosed);

using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Api.Problems;
using OxyTrial.Web.Api.Requests;

namespace OxyTrial.Web.Api.Participants;

/// <summary>A screening.</summary>
/// <param name="Participant">Pseudonymous identifier, new in the study.</param>
/// <param name="Site">Site.</param>
/// <param name="Cohort">Cohort key.</param>
/// <param name="Recorded">Level by recorded factor, e.g. gender.</param>
public sealed record ScreeningBody(
    ParticipantId Participant, SiteId Site, [property: TypedText] string Cohort, [property: MaxLength(50)] ImmutableSortedDictionary<string, string> Recorded) : RequestBody;

/// <summary>Informed consent.</summary>
/// <param name="FormVersion">Version of the signed consent form.</param>
public sealed record ConsentBody([property: TypedText] string FormVersion) : RequestBody;

/// <summary>A filled-in questionnaire.</summary>
/// <param name="Instrument">Instrument id, e.g. <c>ecr-r</c>.</param>
/// <param name="Responses">One response an item in the instrument's order; null = missing.</param>
public sealed record QuestionnaireBody([property: TypedText] string Instrument, [property: MaxLength(500)] IReadOnlyList<int?> Responses) : RequestBody;

/// <summary>Rated prototypes.</summary>
/// <param name="Instrument">Instrument id, e.g. <c>rq</c>.</param>
/// <param name="Ratings">One rating a prototype in the instrument's order; null = missing.</param>
/// <param name="Choice">Category of the prototype chosen as the best; null when none was.</param>
public sealed record PrototypesBody([property: TypedText] string Instrument, [property: MaxLength(500)] IReadOnlyList<int?> Ratings, [property: TypedText] string? Choice) : RequestBody;

/// <summary>A certified coder's category of an interview.</summary>
/// <param name="Instrument">Instrument id, e.g. <c>aai</c>.</param>
/// <param name="Category">One of its categories.</param>
/// <param name="Coder">Id of the coder.</param>
public sealed record CodingBody([property: TypedText] string Instrument, [property: TypedText] string Category, [property: TypedText] string Coder) : RequestBody;

/// <summary>The eligibility checks that hold.</summary>
/// <param name="Checks">Keys of the spec's checks.</param>
public sealed record EligibilityBody([property: MaxLength(200)] IReadOnlyList<string> Checks) : RequestBody;

/// <summary>An exclusion before randomization.</summary>
/// <param name="Reason">CONSORT's reason.</param>
/// <param name="Detail">In words; without names or dates of birth.</param>
public sealed record ExclusionBody(ExclusionReason Reason, [property: TypedText] string Detail) : RequestBody;

/// <summary>A withdrawal after randomization.</summary>
/// <param name="Reason">CONSORT's reason.</param>
/// <param name="Detail">In words; without names or dates of birth.</param>
public sealed record WithdrawalBody(WithdrawalReason Reason, [property: TypedText] string Detail) : RequestBody;

/// <summary>A misstratification found.</summary>
/// <param name="Factor">Factor.</param>
/// <param name="CorrectLevel">The level that would have been right.</param>
/// <param name="Reason">How it came about.</param>
public sealed record MisstratificationBody([property: TypedText] string Factor, [property: TypedText] string CorrectLevel, [property: TypedText] string Reason) : RequestBody;

/// <summary>An emergency unblinding.</summary>
/// <param name="Reason">Why the treatment must be known now.</param>
/// <param name="ParticipantTwice">The participant's identifier again, typed by hand: a broken code cannot be mended.</param>
/// <param name="Password">The caller's password again.</param>
/// <param name="Answer">What is asked for: the treatment, or the code that the site finds it by in its emergency pack.</param>
public sealed record EmergencyUnblindingBody(
    [property: TypedText] string Reason, [property: TypedText] string ParticipantTwice, [property: Required, StringLength(FreshPassword.MaximumLength)] string Password,
    DisclosureKind Answer = DisclosureKind.Treatment) : RequestBody, ISignedBody
{
    internal static ApiProblem NotTheSame { get; } = ApiProblem.Invalid(
        ImmutableSortedDictionary<string, string[]>.Empty.Add("participantTwice", ["Not the participant in the address; nothing was unblinded."]));
}

/// <summary>The answer to an emergency unblinding. For the caller only; it is kept nowhere.</summary>
/// <param name="Participant">Participant.</param>
/// <param name="Treatment">What is in their kits, e.g. <c>Oxytocin 24 IU</c>; absent when the code was asked for.</param>
/// <param name="Code">The code to read out, e.g. <c>7K3M-Q0ZD</c>; absent when the treatment was asked for.</param>
public sealed record EmergencyDisclosureAnswer(ParticipantId Participant, string? Treatment, string? Code);

/// <summary>What a code break answers.</summary>
public enum DisclosureKind
{
    /// <summary>The arm's label.</summary>
    Treatment,

    /// <summary>The participant's emergency code: whoever reads it out by telephone need not learn the arm.</summary>
    Code,
}

/// <summary>What the vault told of one participant, to one person.</summary>
/// <param name="Kind">Label or code.</param>
/// <param name="Text">As shown.</param>
public sealed record Disclosure(DisclosureKind Kind, string Text)
{
    /// <summary>Asks the vault, which looks for the journaled break first.</summary>
    internal static async ValueTask<Disclosure> AskAsync(
        IEmergencyDisclosure vault, DisclosureKind kind, StudyId study, ParticipantId participant, string commandId, CancellationToken cancellation) =>
        new(kind, kind == DisclosureKind.Code
            ? await vault.DiscloseCodeAsync(study, participant, commandId, cancellation)
            : await vault.DiscloseAsync(study, participant, commandId, cancellation));
}

using System.ComponentModel.DataAnnotations;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Api.Requests;

namespace OxyTrial.Web.Api.Studies;

/// <summary>Why.</summary>
/// <param name="Reason">The reason as it will stand in the audit trail.</param>
public sealed record ReasonBody([property: TypedText] string Reason) : RequestBody;

/// <summary>A release of kit sets.</summary>
/// <param name="Lot">Blinded lot name, new in the study.</param>
/// <param name="Site">Site it goes to.</param>
/// <param name="Expiry">Last day of use, the same for every arm.</param>
/// <param name="Sets">Number of kit sets.</param>
public sealed record LotReleaseBody([property: Required, RegularExpression("^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")] string Lot, SiteId Site, DateOnly Expiry, int Sets) : RequestBody;

/// <summary>The value of the public beacon that the spec names.</summary>
/// <param name="Value">64 hexadecimal digits.</param>
public sealed record BeaconBody([property: Required, RegularExpression("^[0-9A-Fa-f]{64}$")] string Value) : RequestBody;

/// <summary>A signature of the database lock (21 CFR 11.50).</summary>
/// <param name="Meaning">Meaning of the signature, e.g. "I have reviewed the data and approve the lock".</param>
/// <param name="Password">The signer's password again.</param>
public sealed record LockSignatureBody([property: Required, TypedText] string Meaning, [property: Required, StringLength(FreshPassword.MaximumLength)] string Password) : RequestBody, ISignedBody;

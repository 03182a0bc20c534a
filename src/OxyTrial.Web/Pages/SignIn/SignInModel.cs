namespace OxyTrial.Web.Pages.SignIn;

/// <summary>What the sign-in page shows.</summary>
/// <param name="Action">Address the form is sent to; its fields are <c>user-name</c>, <c>password</c> and <c>return-url</c>.</param>
/// <param name="ReturnUrl">Where to go after signing in.</param>
/// <param name="UserName">As typed before.</param>
/// <param name="Error">Why the last attempt failed; null when there was none.</param>
public sealed record SignInModel(string Action, string? ReturnUrl = null, string? UserName = null, string? Error = null);

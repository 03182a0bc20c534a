using System.Security.Cryptography;

namespace OxyTrial.Web.Forms;

/// <summary>Makes the command id that a rendered form carries.</summary>
public interface IFormIds
{
    /// <summary>An id never given before.</summary>
    string Next();
}

/// <summary>128 random bits: ids of two forms do not meet.</summary>
public sealed class RandomFormIds : IFormIds
{
    /// <inheritdoc/>
    public string Next() => $"form-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OxyTrial.Randomization;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Specs;

/// <summary>What reading a spec gives: <see cref="SpecAccepted"/> or <see cref="SpecRejected"/>, nothing in between.</summary>
public abstract record SpecOutcome
{
    private protected SpecOutcome(ImmutableArray<SpecWarning> warnings) => Warnings = warnings;

    /// <summary>What a statistician should look at, in the order of the file; a warning never rejects a spec.</summary>
    public ImmutableArray<SpecWarning> Warnings { get; }

    /// <summary>Visits the case at hand.</summary>
    public abstract T Match<T>(Func<SpecAccepted, T> accepted, Func<SpecRejected, T> rejected);
}

/// <summary>The spec can be registered.</summary>
public sealed record SpecAccepted : SpecOutcome
{
    internal SpecAccepted(SpecDocument document, ImmutableArray<SpecWarning> warnings)
        : base(warnings) => Document = document;

    /// <summary>What the file says.</summary>
    public SpecDocument Document { get; }

    /// <inheritdoc/>
    public override T Match<T>(Func<SpecAccepted, T> accepted, Func<SpecRejected, T> rejected)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        return accepted(this);
    }
}

/// <summary>The spec cannot be registered.</summary>
public sealed record SpecRejected : SpecOutcome
{
    internal SpecRejected(ImmutableArray<SpecError> errors, ImmutableArray<SpecWarning> warnings)
        : base(warnings) => Errors = errors;

    /// <summary>Everything found wrong, in the order of the file; at least one.</summary>
    public ImmutableArray<SpecError> Errors { get; }

    /// <inheritdoc/>
    public override T Match<T>(Func<SpecAccepted, T> accepted, Func<SpecRejected, T> rejected)
    {
        ArgumentNullException.ThrowIfNull(rejected);
        return rejected(this);
    }
}

/// <summary>A spec file in its two halves: what every role may know, and what goes to the vault.</summary>
/// <param name="Study">The blinded half; holds no parameter of the procedure.</param>
/// <param name="ProcedureJson">
/// The <c>procedure</c> node, and those of randomized factors, as the canonical JSON of the randomization library, <c>factors</c> and their levels filled in. For the
/// vault only (ICH E9 2.3.2: block length is withheld); equal procedures give equal text, whatever the order of the file.
/// </param>
/// <param name="Ratio">Allocation ratio in the order of the arms.</param>
public sealed record SpecDocument(StudySpec Study, string ProcedureJson, ImmutableArray<int> Ratio)
{
    /// <summary>The arms' procedure within <see cref="ProcedureJson"/>, parsed.</summary>
    public JsonElement Procedure()
    {
        using var document = JsonDocument.Parse(ProcedureJson);
        return TrialProcedures.ArmsNode(document.RootElement).Clone();
    }
}

/// <summary>Something wrong at a place in a spec file.</summary>
/// <param name="File">Name of the file as given by the caller.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in characters, from 1.</param>
/// <param name="Path">Path of the field, e.g. <c>arms[1].ratio</c>; empty for the file as a whole.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
public sealed record SpecError(string File, int Line, int Column, string Path, string Message)
{
    /// <summary>One line as compilers print it: <c>spec.yaml:12:5: error: …</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: error: {Message}");
}

/// <summary>Something allowed but doubtful at a place in a spec file.</summary>
/// <param name="File">Name of the file as given by the caller.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in characters, from 1.</param>
/// <param name="Path">Path of the field.</param>
/// <param name="Message">What is doubtful and why.</param>
public sealed record SpecWarning(string File, int Line, int Column, string Path, string Message)
{
    /// <summary>One line as compilers print it: <c>spec.yaml:12:5: warning: …</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: warning: {Message}");
}

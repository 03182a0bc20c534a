using System.Collections.Immutable;
using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs;

/// <summary>Errors and warnings gathered while a file is read, so that all are reported at once.</summary>
internal sealed class Findings(string file)
{
    private readonly List<SpecError> errors = [];
    private readonly List<SpecWarning> warnings = [];

    public bool HasErrors => errors.Count > 0;

    public void Error(SpecNode node, string message) => Error(node.Line, node.Column, node.Path, message);

    public void Error(int line, int column, string path, string message) => errors.Add(new SpecError(file, line, column, path, message));

    public void Warning(SpecNode node, string message) => warnings.Add(new SpecWarning(file, node.Line, node.Column, node.Path, message));

    public SpecRejected Rejected() =>
        new([.. errors.OrderBy(e => e.Line).ThenBy(e => e.Column)], Sorted());

    public SpecAccepted Accepted(SpecDocument document) => new(document, Sorted());

    private ImmutableArray<SpecWarning> Sorted() => [.. warnings.OrderBy(w => w.Line).ThenBy(w => w.Column)];
}

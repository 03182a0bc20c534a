using System.Collections.Immutable;
using OxyTrial.Instruments;

namespace OxyTrial.Trial.Specification;

/// <summary>Which instruments a study uses, and about whom.</summary>
public static class SpecInstruments
{
    /// <summary>Instruments that the study stratifies by, in the order of its factors; a questionnaire asks about the targets its factors need and no others.</summary>
    public static IEnumerable<Instrument> Instruments(this StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Factors.Select(InstrumentOf).OfType<string>().Distinct()
            .Select(id => InstrumentCatalogue.TryGet(id, out var instrument) ? instrument : null).OfType<Instrument>()
            .Select(instrument => instrument is Questionnaire questionnaire ? About(questionnaire, spec) : instrument);
    }

    /// <summary>The instrument of that id, when the study uses it and it is of that kind; else null.</summary>
    public static T? FindInstrument<T>(this StudySpec spec, string id)
        where T : Instrument => spec.Instruments().OfType<T>().FirstOrDefault(instrument => instrument.Id == id);

    /// <summary>Id of the instrument a factor is read off; null when it is read off none.</summary>
    public static string? InstrumentOf(FactorSpec factor) => factor switch
    {
        InstrumentFactor scale => scale.Instrument,
        CategoryFactor category => category.Instrument,
        _ => null,
    };

    private static Questionnaire About(Questionnaire questionnaire, StudySpec spec)
    {
        var targets = spec.Factors.OfType<InstrumentFactor>().Where(factor => factor.Instrument == questionnaire.Id).SelectMany(factor => factor.Targets ?? []).ToImmutableHashSet();
        return targets.IsEmpty ? questionnaire : questionnaire.About(targets);
    }
}

using OxyTrial.Trial.Refusals;

namespace OxyTrial.Trial;

/// <summary>What a pure decision answers: a value (mostly events) or a refusal. Never an exception.</summary>
/// <typeparam name="T">What is decided.</typeparam>
public abstract record Decision<T>
{
    private Decision()
    {
    }

    /// <summary>Both cases, each visited.</summary>
    public abstract TResult Match<TResult>(Func<T, TResult> accepted, Func<Refusal, TResult> refused);

    /// <summary>The decision goes on with the value; a refusal stays.</summary>
    public Decision<TNext> Then<TNext>(Func<T, Decision<TNext>> next) => Match(next, refusal => new Decision<TNext>.Refused(refusal));

    /// <summary>The value, otherwise unchanged refusal.</summary>
    public Decision<TNext> Select<TNext>(Func<T, TNext> next) => Then(value => (Decision<TNext>)new Decision<TNext>.Accepted(next(value)));

    /// <summary>Accepts.</summary>
    public static implicit operator Decision<T>(T value) => new Accepted(value);

    /// <summary>Refuses.</summary>
    public static implicit operator Decision<T>(Refusal refusal) => new Refused(refusal);

    /// <summary>Refuses without detail.</summary>
    public static implicit operator Decision<T>(RefusalCode code) => new Refused(new Refusal(code));

    /// <summary>Decided.</summary>
    public sealed record Accepted(T Value) : Decision<T>
    {
        /// <inheritdoc/>
        public override TResult Match<TResult>(Func<T, TResult> accepted, Func<Refusal, TResult> refused)
        {
            ArgumentNullException.ThrowIfNull(accepted);
            return accepted(Value);
        }
    }

    /// <summary>Refused.</summary>
    public sealed record Refused(Refusal Refusal) : Decision<T>
    {
        /// <inheritdoc/>
        public override TResult Match<TResult>(Func<T, TResult> accepted, Func<Refusal, TResult> refused)
        {
            ArgumentNullException.ThrowIfNull(refused);
            return refused(Refusal);
        }
    }
}

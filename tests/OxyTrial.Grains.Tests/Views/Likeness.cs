using System.Collections;
using System.Reflection;

namespace OxyTrial.Grains.Tests;

/// <summary>Compares two objects field by field, private ones too: a member that a copy forgot has no equality to hide behind.</summary>
internal static class Likeness
{
    /// <summary>The first place where the two differ; null when there is none.</summary>
    public static string? Difference(object? one, object? other, string at = "")
    {
        if (one is null || other is null)
        {
            return ReferenceEquals(one, other) ? null : $"{at}: {one ?? "null"} and {other ?? "null"}";
        }

        if (one.GetType() != other.GetType())
        {
            return $"{at}: {one.GetType().Name} and {other.GetType().Name}";
        }

        return (one, other) switch
        {
            (DateTimeOffset first, DateTimeOffset second) => first.EqualsExact(second) ? null : $"{at}: {first:O} and {second:O}",
            (string or decimal or DateOnly, _) => one.Equals(other) ? null : $"{at}: {one} and {other}",
            (IDictionary first, IDictionary second) => OfDictionaries(first, second, at),
            (IEnumerable first, IEnumerable second) => OfLists([.. first], [.. second], at),
            _ when one.GetType().IsPrimitive || one.GetType().IsEnum => one.Equals(other) ? null : $"{at}: {one} and {other}",
            _ => Fields(one.GetType()).Select(field => Difference(field.GetValue(one), field.GetValue(other), $"{at}/{field.Name}")).FirstOrDefault(found => found is not null),
        };
    }

    private static string? OfDictionaries(IDictionary one, IDictionary other, string at)
    {
        // In what order the keys come, and which of them are the same.
        var comparer = Difference(one.GetType().GetProperty("KeyComparer")?.GetValue(one), other.GetType().GetProperty("KeyComparer")?.GetValue(other), $"{at}/comparer");
        return comparer ?? (one.Count != other.Count ? $"{at}: {one.Count} and {other.Count} entries" : one.Keys.Cast<object>()
            .Select(key => other.Contains(key) ? Difference(one[key], other[key], $"{at}/{key}") : $"{at}/{key}: missing").FirstOrDefault(found => found is not null));
    }

    private static string? OfLists(object?[] one, object?[] other, string at) => one.Length != other.Length
        ? $"{at}: {one.Length} and {other.Length} items"
        : one.Index().Select(item => Difference(item.Item, other[item.Index], $"{at}/{item.Index}")).FirstOrDefault(found => found is not null);

    private static IEnumerable<FieldInfo> Fields(Type? type)
    {
        for (; type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }
}

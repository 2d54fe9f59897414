using Mpa.Evaluation.Metrics;

namespace Mpa;

/// <summary>Finds the name a person most likely meant.</summary>
public static class NearestName
{
    // Nobody types a longer one, and the distance costs the product of the lengths.
    private const int Longest = 200;

    /// <summary>
    /// The known name with the smallest edit distance to <paramref name="typed"/>, or null when none is close.
    /// </summary>
    /// <param name="typed">What the person wrote.</param>
    /// <param name="known">The names that exist.</param>
    public static string? Of(string typed, IEnumerable<string> known)
    {
        if (typed.Length > Longest)
        {
            return null;
        }

        int most = Math.Max(2, typed.Length / 3);
        return known.Select(
            name => (Name: name, Distance: EditDistance.Between(typed.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(near => near.Distance <= most)
            .OrderBy(near => near.Distance)
            .Select(near => near.Name)
            .FirstOrDefault();
    }
}

namespace Mpa.Reports.Quality;

/// <summary>How much texts repeat each other; case, outer space and a final mark don't make a difference.</summary>
/// <param name="Distinct">Different texts.</param>
/// <param name="Commonest">The texts that occur most often, more than once, in the words of their first occurrence.</param>
public sealed record TextVariety(int Distinct, IReadOnlyList<NamedCount> Commonest)
{
    private const int Listed = 8;

    /// <summary>Counts the texts.</summary>
    internal static TextVariety Of(IReadOnlyList<string> texts)
    {
        IGrouping<string, string>[] groups = [.. texts.GroupBy(Key)];
        NamedCount[] repeated = [.. groups.Select(group => new NamedCount(group.First().Trim(), group.Count())).Where(text => text.Count > 1)];
        return new TextVariety(groups.Length, Top(repeated));
    }

    /// <summary>The largest counts, largest first.</summary>
    internal static IReadOnlyList<NamedCount> Top(IEnumerable<NamedCount> counts) =>
        [.. counts.OrderByDescending(text => text.Count).ThenBy(text => text.Name, StringComparer.Ordinal).Take(Listed)];

    private static string Key(string text) => text.Trim().TrimEnd('.', '?', '!').TrimEnd().ToLowerInvariant();
}

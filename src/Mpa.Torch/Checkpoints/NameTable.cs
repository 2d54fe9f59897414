namespace Mpa.Torch.Checkpoints;

/// <summary>
/// What a layout of a family's checkpoints calls the network's parameters: invertible rules, so that one table loads a
/// folder, saves it as it came, and names its adapters.
/// </summary>
/// <param name="rules">The first that matches a name rules it.</param>
internal sealed class NameTable(params IEnumerable<NameRule> rules)
{
    private const string Weight = ".weight";
    private readonly NameRule[] _rules = [.. rules];

    /// <summary>The checkpoint's name of a parameter, or the path of a module.</summary>
    /// <exception cref="InvalidOperationException">No rule takes it: the table is not of this network.</exception>
    public string StoredOf(string own) =>
        _rules.Select(rule => rule.StoredOf(own)).FirstOrDefault(name => name is not null)
        ?? throw new InvalidOperationException($"no rule names {own}");

    /// <summary>The checkpoint's path of a module that has a weight.</summary>
    public string PathOf(string own) => StoredOf(own + Weight)[..^Weight.Length];

    /// <summary>The network's name of a stored tensor; null where no rule takes it.</summary>
    public string? OwnOf(string stored) =>
        _rules.Select(rule => rule.OwnOf(stored)).FirstOrDefault(name => name is not null);
}

/// <summary>
/// A rule for names: "#" stands for a number, "*" at the end for all that is left of a name. Matched by hand: hundreds
/// of regular expressions would take longer to compile than a command takes to run.
/// </summary>
/// <param name="own">The network's name, such as "text.layers.#.mlp.*".</param>
/// <param name="stored">The checkpoint's; as many "#" and "*" in the same order.</param>
internal sealed class NameRule(string own, string stored)
{
    /// <summary>The checkpoint's name; null where the rule is not for it.</summary>
    public string? StoredOf(string name) => Change(own, name, stored);

    /// <summary>The network's name; null where the rule is not for it.</summary>
    public string? OwnOf(string name) => Change(stored, name, own);

    private static string? Change(string pattern, string name, string into)
    {
        if (Match(pattern, name) is not { } found)
        {
            return null;
        }

        int next = 0;
        return string.Concat(into.Select(letter => letter is '#' or '*' ? found[next++] : letter.ToString()));
    }

    /// <summary>What the signs of a pattern stand for in a name; null where it doesn't match.</summary>
    private static List<string>? Match(string pattern, string name)
    {
        List<string> found = [];
        int at = 0;
        foreach (char sign in pattern)
        {
            int length = sign switch
            {
                '*' => name.Length - at,
                '#' => name.AsSpan(at).IndexOfAnyExceptInRange('0', '9') is >= 0 and var digits
                    ? digits
                    : name.Length - at,
                _ => at < name.Length && name[at] == sign ? 1 : 0,
            };
            if (length == 0)
            {
                return null;
            }

            if (sign is '#' or '*')
            {
                found.Add(name.Substring(at, length));
            }

            at += length;
        }

        return at == name.Length ? found : null;
    }
}

namespace Mpa.Remote;

/// <summary>
/// The key of a server, from the environment. It goes into the Authorization header and nowhere else.
/// </summary>
internal sealed class ApiKey
{
    private const string Hidden = "[key]";

    private readonly string[] _forms;

    /// <summary>Holds a key; null for a server that wants none.</summary>
    public ApiKey(string? value)
    {
        Value = value;
        _forms = value is null ? [] : [.. new[] { value, Uri.EscapeDataString(value) }.Distinct()];
    }

    /// <summary>For the header only.</summary>
    public string? Value { get; }

    /// <summary>Reads the variable that the recipe names.</summary>
    /// <exception cref="MpaException">It isn't set, or holds what no header may hold.</exception>
    public static ApiKey FromEnvironment(ServerSection section)
    {
        if (section.Options.KeyVariable is not { } name)
        {
            return new ApiKey(null);
        }

        string value = Environment.GetEnvironmentVariable(name)?.Trim() ?? "";
        return value switch
        {
            "" => throw new MpaException(
                $"{section.Key("keyVariable")} is {name}, but this environment variable is not set; "
                + $"set it to the key of {section.Options.Url}"),
            _ when value.Any(letter => letter is <= ' ' or > '~') => throw new MpaException(
                $"{name} holds a space, a control or a non-ASCII character, so it is no key; set it anew"),
            _ => new ApiKey(value),
        };
    }

    /// <summary>The text without the key: servers repeat what they were sent in their errors.</summary>
    public string Redact(string text) =>
        _forms.Aggregate(text, (clean, form) => clean.Replace(form, Hidden, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override string ToString() => Hidden;
}

using System.Text.RegularExpressions;

namespace Mpa.Remote;

/// <summary>
/// The key of a server, from the environment. It goes into the Authorization header and nowhere else.
/// </summary>
internal sealed class ApiKey
{
    private const string Hidden = "[key]";

    private readonly Regex? _forms;

    /// <summary>Holds a key; null for a server that wants none.</summary>
    public ApiKey(string? value)
    {
        Value = value;
        _forms = value is null
            ? null
            : new Regex(string.Concat(value.Select(Forms)), RegexOptions.CultureInvariant);
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

    /// <summary>
    /// The text without the key: servers repeat what they were sent in their errors, as it is or as JSON, HTML and
    /// addresses write it.
    /// </summary>
    public string Redact(string text) => _forms?.Replace(text, Hidden) ?? text;

    /// <inheritdoc/>
    public override string ToString() => Hidden;

    /// <summary>
    /// One letter of the key in every form: itself, or as JSON (\u002B, \"), Python (\x2b), addresses (%2B) and HTML
    /// (&amp;#43;, &amp;quot;) escape it, and with the marks of these escapes escaped again.
    /// </summary>
    private static string Forms(char letter)
    {
        const string backslash = @"(?:\\|%(?:25){0,3}5[cC]|&#(?:92|[xX]5[cC]);)";
        const string percent = @"(?:%(?:25){0,3}|&#(?:37|[xX]25);)";
        const string ampersand = @"(?:&(?:amp;){0,3}|(?:%(?:25){0,3}|\\{1,7}u00)26(?:amp(?:;|%3[bB])){0,3})";
        const string sharp = @"(?:\#|%(?:25){0,3}23)";
        const string end = @"(?:;|%(?:25){0,3}3[bB])";
        string named = letter switch
        {
            '"' => "|quot",
            '\'' => "|apos",
            '&' => "|amp",
            '<' => "|lt",
            '>' => "|gt",
            '+' => "|plus",
            _ => "",
        };
        string hex = $"(?i:{(int)letter:x2})";
        string code = $"{sharp}0{{0,5}}{(int)letter}|{sharp}[xX]0{{0,5}}{hex}{named}";
        string plain = Regex.Escape($"{letter}");
        return $"{backslash}{{0,7}}(?:{plain}|(?:u00|x){hex}|{percent}{hex}|{ampersand}(?:{code}){end})";
    }
}

using System.Text.RegularExpressions;

namespace Mpa.Torch.Tokenizers.Templates;

/// <summary>The tokens of an expression or a statement, taken one after another.</summary>
internal sealed partial class TemplateTokens
{
    // Each may be evaluated inside the one before it: more would end the process by its stack.
    private const int Most = 2_000;

    private readonly List<string> _tokens;
    private int _at;

    /// <summary>Cuts a text into tokens.</summary>
    /// <param name="text">What stands between the marks.</param>
    /// <exception cref="TemplateException">There are too many.</exception>
    public TemplateTokens(string text)
    {
        _tokens = [.. Tokens().Matches(text).Take(Most + 1).Select(match => match.Value)];
        if (_tokens.Count > Most)
        {
            throw new TemplateException($"an expression of more than {Most:N0} parts");
        }
    }

    /// <summary>Whether nothing is left.</summary>
    public bool Ended => _at >= _tokens.Count;

    /// <summary>What comes next; empty at the end.</summary>
    public string Next => Ended ? "" : _tokens[_at];

    /// <summary>Whether a token is a name or a word of the language.</summary>
    public static bool IsName(string token) => token.Length > 0 && (char.IsLetter(token[0]) || token[0] == '_');

    /// <summary>The text that a quoted token stands for.</summary>
    public static string Unquote(string token) => Escapes().Replace(token[1..^1], match => match.Value[1] switch
    {
        'n' => "\n",
        't' => "\t",
        'r' => "\r",
        var letter => letter.ToString(),
    });

    /// <summary>Takes whatever comes next.</summary>
    public string Take()
    {
        string token = Next;
        _at++;
        return token;
    }

    /// <summary>Takes a token if it comes next.</summary>
    public bool Take(string token)
    {
        bool comes = Next == token;
        _at += comes ? 1 : 0;
        return comes;
    }

    /// <summary>Takes a token that must come next.</summary>
    /// <exception cref="TemplateException">Another comes.</exception>
    public void Expect(string token)
    {
        if (!Take(token))
        {
            throw new TemplateException($"\"{Next}\" where \"{token}\" is expected");
        }
    }

    /// <summary>Takes a name.</summary>
    /// <exception cref="TemplateException">Something else comes.</exception>
    public string Name() => IsName(Next) ? Take() : throw new TemplateException($"\"{Next}\" for a name");

    [GeneratedRegex(
        """'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[A-Za-z_]\w*|\d+|==|!=|<=|>=|\S""", RegexOptions.Singleline)]
    private static partial Regex Tokens();

    [GeneratedRegex(@"\\.", RegexOptions.Singleline)]
    private static partial Regex Escapes();
}

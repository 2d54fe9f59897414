namespace Mpa.Torch.Tokenizers;

/// <summary>
/// Added tokens that stand between spaces in decoded text (spaces_between_special_tokens of transformers 4.49's slow
/// tokenizers, tokenization_utils.py, _decode).
/// </summary>
internal sealed class TokensApart
{
    private readonly HashSet<string> _tokens;

    private TokensApart(IEnumerable<string> tokens) => _tokens = tokens.ToHashSet(StringComparer.Ordinal);

    /// <summary>No token does.</summary>
    public static TokensApart None { get; } = new([]);

    /// <summary>Those without a role, and the additional ones that are not of the vocabulary itself.</summary>
    /// <param name="config">Added tokens and roles.</param>
    /// <param name="vocabulary">How many tokens the vocabulary has without the added ones.</param>
    public static TokensApart Of(TokenizerConfigFile config, int vocabulary) => new(
        config.AddedTokens
            .Where(token => !config.Special.Contains(token.Content)
                || (config.Additional.Contains(token.Content) && token.Id >= vocabulary))
            .Select(token => token.Content));

    /// <summary>The text of tokens.</summary>
    /// <param name="tokens">In order.</param>
    /// <param name="join">Makes a text of a run of the others; it may change the list.</param>
    public string Join(IEnumerable<string> tokens, Func<List<string>, string> join)
    {
        List<string> texts = [];
        List<string> run = [];
        foreach (string token in tokens)
        {
            if (_tokens.Contains(token))
            {
                Flush(keepsEmpty: false);
                texts.Add(token);
            }
            else
            {
                run.Add(token);
            }
        }

        Flush(keepsEmpty: run.Count > 0);
        return string.Join(' ', texts);

        void Flush(bool keepsEmpty)
        {
            string text = join(run);
            run.Clear();
            if (keepsEmpty || text.Length > 0)
            {
                texts.Add(text);
            }
        }
    }
}

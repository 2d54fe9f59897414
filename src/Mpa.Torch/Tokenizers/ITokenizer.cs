namespace Mpa.Torch.Tokenizers;

/// <summary>Text to ids and back, as the model's own tokenizer does. Safe to use from several threads.</summary>
internal interface ITokenizer
{
    /// <summary>
    /// One more than the highest id. The model's embedding may have more rows than this, for alignment.
    /// </summary>
    int VocabularySize { get; }

    /// <summary>What stands before a text, such as a begin token; empty for most.</summary>
    IReadOnlyList<int> Prefix { get; }

    /// <summary>What stands after a text; empty for nearly all.</summary>
    IReadOnlyList<int> Suffix { get; }

    /// <summary>
    /// The id of a token as the vocabulary spells it ("Ġthe", "▁the", "&lt;image&gt;"), or null if there is none.
    /// </summary>
    int? TokenId(string token);

    /// <summary>
    /// Turns text into ids, without <see cref="Prefix"/> and <see cref="Suffix"/>. Added tokens inside the text
    /// ("&lt;image&gt;", "&lt;|im_start|&gt;") are recognized.
    /// </summary>
    /// <param name="text">Any text; lone surrogates count as U+FFFD.</param>
    /// <param name="cuts">
    /// Places, in rising order, that no ordinary token crosses; an added token that does belongs to what is before.
    /// </param>
    /// <param name="plain">
    /// Where special tokens are ordinary text, as everywhere with split_special_tokens in transformers.
    /// </param>
    /// <returns>The ids before the first cut, between the cuts, and after the last.</returns>
    /// <exception cref="MpaException">A split of the file takes too long on the text.</exception>
    IReadOnlyList<int[]> Encode(string text, IReadOnlyList<int> cuts, IReadOnlyList<TextSpan> plain);

    /// <summary>
    /// Turns ids into text. Bytes that are no valid UTF-8 together become U+FFFD. An id that has no token (a model's
    /// spare embedding row) adds nothing, as in the official tokenizers.
    /// </summary>
    string Decode(IEnumerable<int> ids, bool skipSpecialTokens);
}

/// <summary>A text in one piece.</summary>
internal static class WholeText
{
    /// <summary>The ids of a text.</summary>
    /// <param name="tokenizer">The model's.</param>
    /// <param name="text">Any text.</param>
    /// <param name="addTemplate">Adds what stands around a text, such as a begin token.</param>
    /// <param name="plain">Where special tokens are ordinary text; null for nowhere.</param>
    /// <exception cref="MpaException">A split of the file takes too long on the text.</exception>
    public static int[] Encode(
        this ITokenizer tokenizer, string text, bool addTemplate = true, IReadOnlyList<TextSpan>? plain = null)
    {
        int[] ids = tokenizer.Encode(text, [], plain ?? [])[0];
        return addTemplate ? [.. tokenizer.Prefix, .. ids, .. tokenizer.Suffix] : ids;
    }

    /// <summary>
    /// What a token is inside a text. Alone it may lose the space that begins it: vocabularies of SentencePiece begin
    /// every text with one, and leave it out of what they decode.
    /// </summary>
    public static string DecodeInside(this ITokenizer tokenizer, int id)
    {
        string alone = tokenizer.Decode([id], skipSpecialTokens: false);
        string twice = tokenizer.Decode([id, id], skipSpecialTokens: false);
        return twice == $"{alone} {alone}" ? $" {alone}" : alone;
    }
}

using System.Text;
using Mpa.Torch.Tokenizers.SentencePiece;

namespace Mpa.Torch.Tokenizers;

/// <summary>
/// Makes a text of tokens as transformers 4.49 does for tokenizers built on SentencePiece (tokenization_utils.py,
/// _decode, and convert_tokens_to_string of each).
/// </summary>
internal sealed class SentencePieceDecoder(
    SentencePieceModel model,
    SentencePieceProcessor processor,
    SentencePieceRules rules,
    PieceTable table,
    TokenizerConfigFile config)
{
    private readonly bool _dropsSpace = (model.AddsDummyPrefix && !rules.SplitsWhole) || model.RemovesExtraSpaces;

    private readonly IReadOnlySet<string> _marks = rules.KeepsAddedApart
        ? table.Added.Select(token => token.Content).ToHashSet(StringComparer.Ordinal)
        : config.Special;

    private readonly TokensApart _apart =
        rules.SpacesAround ? TokensApart.Of(config, model.Pieces.Count) : TokensApart.None;

    /// <summary>The text of tokens.</summary>
    public string Decode(IEnumerable<string> tokens) => _apart.Join(tokens, Join);

    private string Join(List<string> tokens)
    {
        if (rules.PrefixSpace && tokens is [[SentencePieceModel.Space, ..], ..])
        {
            tokens[0] = tokens[0][1..];
        }

        StringBuilder text = new();
        List<string> run = [];
        bool afterMark = false;
        foreach ((int index, string token) in tokens.Index())
        {
            bool isMark = _marks.Contains(token);
            if (isMark)
            {
                text.Append(!afterMark && index >= rules.SpaceBeforeFrom ? " " : "")
                    .Append(processor.Decode(run, _dropsSpace))
                    .Append(token);
                run.Clear();
            }
            else
            {
                bool isBare = afterMark && index == 1 && !token.StartsWith(SentencePieceModel.Space);
                text.Append(rules.PrefixSpace && isBare ? " " : "");
                run.Add(token);
            }

            afterMark = isMark;
        }

        return text.Append(processor.Decode(run, _dropsSpace)).ToString();
    }
}

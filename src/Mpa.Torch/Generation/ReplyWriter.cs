using Mpa.Models;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Generation;

/// <summary>Writes one reply until an end token, a stop text or the token limit.</summary>
internal sealed class ReplyWriter(GenerationPrompt prompt, ByteLevelBpeTokenizer tokenizer, IReadOnlyList<int> endTokens)
{
    private readonly TokenSampler _sampler = new(prompt.Sampling, prompt.Chat.Ids, endTokens);
    private readonly IReadOnlyList<string> _stops = prompt.Sampling.Stop ?? [];
    private readonly List<int> _tokens = [];
    private FinishReason? _finish;

    /// <summary>Nothing more is written.</summary>
    public bool Done => _finish is not null;

    /// <summary>The newest token.</summary>
    public int Last => _tokens[^1];

    /// <summary>Chooses and writes the next token.</summary>
    /// <param name="logits">One per token of the vocabulary; overwritten.</param>
    public void Write(Span<float> logits)
    {
        _tokens.Add(_sampler.Next(logits));
        if (endTokens.Contains(Last) || (_stops.Count > 0 && StopAt(Decode()) >= 0))
        {
            _finish = FinishReason.Stop;
        }
        else if (_tokens.Count >= prompt.Sampling.MaxNewTokens)
        {
            _finish = FinishReason.Length;
        }
    }

    /// <summary>The finished reply.</summary>
    public GeneratedReply Reply()
    {
        string text = Decode();
        int stop = StopAt(text);
        return new GeneratedReply(_tokens, stop < 0 ? text : text[..stop], _finish ?? throw new InvalidOperationException("The reply is not finished."));
    }

    // A family's end token need not be marked special: it is left out by its place.
    private string Decode() =>
        tokenizer.Decode(_tokens.Take(endTokens.Contains(Last) ? _tokens.Count - 1 : _tokens.Count), skipSpecialTokens: true);

    /// <summary>Where the first stop text begins; −1 if there is none.</summary>
    private int StopAt(string text) =>
        _stops.Select(stop => text.IndexOf(stop, StringComparison.Ordinal)).Where(place => place >= 0).DefaultIfEmpty(-1).Min();
}

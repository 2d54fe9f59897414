using System.Runtime.ExceptionServices;
using Mpa.Chats;
using Mpa.Models;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Generation;

/// <summary>Writes one reply until an end token, a stop text or the token limit.</summary>
internal sealed class ReplyWriter(
    GenerationPrompt prompt, ITokenizer tokenizer, IReadOnlyList<int> endTokens)
{
    private readonly TokenSampler _sampler = new(prompt.Sampling, prompt.Chat.Ids, endTokens);
    private readonly IReadOnlyList<string> _stops = prompt.Sampling.Stop ?? [];
    private readonly List<int> _tokens = [];
    private readonly List<TokenScore> _scores = [];
    private bool _abandoned;

    /// <summary>What it answers.</summary>
    public GenerationPrompt Prompt => prompt;

    /// <summary>Nothing more is written.</summary>
    public bool Done => Finish is not null || _abandoned || Failure is not null;

    /// <summary>Why the reply ended; null before, and for an abandoned one.</summary>
    public FinishReason? Finish { get; private set; }

    /// <summary>What went wrong with this reply alone; null for a sound one.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    /// <summary>Tokens written, an end token included.</summary>
    public int Count => _tokens.Count;

    /// <summary>The newest token.</summary>
    public int Last => _tokens[^1];

    /// <summary>Scores of the tokens written, an end token left out; empty unless the prompt asks for them.</summary>
    public IReadOnlyList<TokenScore> Scores => _scores;

    /// <summary>
    /// Chooses and writes the next token. What goes wrong is kept as <see cref="Failure"/>: the other rows of a batch
    /// go on.
    /// </summary>
    /// <param name="logits">One per token of the vocabulary; overwritten.</param>
    public void Write(Span<float> logits)
    {
        try
        {
            WriteNext(logits);
        }
        catch (Exception error)
        {
            Failure = ExceptionDispatchInfo.Capture(error);
        }
    }

    /// <summary>Writes nothing more: nobody waits for the reply.</summary>
    public void Abandon() => _abandoned = true;

    /// <summary>The text so far, without special tokens, cut before the first stop text.</summary>
    public string Text()
    {
        string text = Decode();
        int stop = StopAt(text);
        return stop < 0 ? text : text[..stop];
    }

    /// <summary>The finished reply.</summary>
    public GeneratedReply Reply() =>
        new(_tokens, Text(), Finish ?? throw new InvalidOperationException("The reply is not finished."));

    private void WriteNext(Span<float> logits)
    {
        float[]? scored = prompt.TopLogProbabilities is null ? null : logits.ToArray();
        _tokens.Add(_sampler.Next(logits));
        if (scored is not null && !endTokens.Contains(Last))
        {
            // The texts of a reply's tokens come to that of the reply, which begins with no space.
            Func<int, string> textOf =
                Count == 1 ? id => tokenizer.Decode([id], skipSpecialTokens: false) : tokenizer.DecodeInside;
            _scores.Add(TokenScorer.Score(scored, Last, prompt.TopLogProbabilities!.Value, textOf));
        }

        if (endTokens.Contains(Last) || (_stops.Count > 0 && StopAt(Decode()) >= 0))
        {
            Finish = FinishReason.Stop;
        }
        else if (_tokens.Count >= prompt.Sampling.MaxNewTokens)
        {
            Finish = FinishReason.Length;
        }
    }

    // A family's end token need not be marked special: it is left out by its place.
    private string Decode()
    {
        int count = endTokens.Contains(Last) ? _tokens.Count - 1 : _tokens.Count;
        return tokenizer.Decode(_tokens.Take(count), skipSpecialTokens: true);
    }

    /// <summary>Where the first stop text begins; −1 if there is none.</summary>
    private int StopAt(string text) =>
        _stops.Select(stop => text.IndexOf(stop, StringComparison.Ordinal))
            .Where(place => place >= 0)
            .DefaultIfEmpty(-1)
            .Min();
}

/// <summary>Log-probabilities of a token and of the likeliest ones in its place.</summary>
internal static class TokenScorer
{
    /// <summary>The score of <paramref name="token"/>.</summary>
    /// <param name="logits">One per token of the vocabulary, as the model gave them.</param>
    /// <param name="token">The token that was written.</param>
    /// <param name="top">How many of the likeliest to tell.</param>
    /// <param name="textOf">Tells their texts.</param>
    public static TokenScore Score(float[] logits, int token, int top, Func<int, string> textOf)
    {
        double highest = logits.Max();
        double total = Math.Log(logits.Sum(logit => Math.Exp(logit - highest))) + highest;
        PriorityQueue<int, (float Logit, int Id)> likeliest = new(top + 1);
        for (int id = 0; top > 0 && id < logits.Length; id++)
        {
            // The least likely stands first; of equal ones that with the higher id.
            likeliest.Enqueue(id, (logits[id], -id));
            if (likeliest.Count > top)
            {
                likeliest.Dequeue();
            }
        }

        IEnumerable<int> ordered = likeliest.UnorderedItems
            .OrderByDescending(item => item.Priority)
            .Select(item => item.Element);
        return Of(token) with { Top = [.. ordered.Select(Of)] };

        TokenScore Of(int id) => new(textOf(id), logits[id] - total, []);
    }
}

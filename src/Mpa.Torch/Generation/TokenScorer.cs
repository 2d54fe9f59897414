using Mpa.Chats;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Generation;

/// <summary>Log-probabilities of a token and of the likeliest ones in its place.</summary>
internal static class TokenScorer
{
    /// <summary>The score of <paramref name="token"/>.</summary>
    /// <param name="logits">One per token of the vocabulary, as the model gave them.</param>
    /// <param name="token">The token that was written.</param>
    /// <param name="top">How many of the likeliest to tell.</param>
    /// <param name="tokenizer">Tells their texts.</param>
    public static TokenScore Score(float[] logits, int token, int top, ByteLevelBpeTokenizer tokenizer)
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

        IEnumerable<int> ordered = likeliest.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element);
        return Of(token) with { Top = [.. ordered.Select(Of)] };

        TokenScore Of(int id) => new(tokenizer.Decode([id], skipSpecialTokens: false), logits[id] - total, []);
    }
}

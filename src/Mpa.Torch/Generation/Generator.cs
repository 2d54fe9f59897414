using Mpa.Models;
using Mpa.Torch.Families;
using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Generation;

/// <summary>Writes the replies to a batch of prompts, one token of each row at a time.</summary>
/// <param name="network">In evaluation on the CPU.</param>
/// <param name="tokenizer">Decodes replies.</param>
/// <param name="endTokens">Any of them ends a reply.</param>
internal sealed class Generator(
    IVisionLanguageNetwork network, ITokenizer tokenizer, IReadOnlyList<int> endTokens)
{
    /// <summary>
    /// The replies in the order of the prompts. Prompts may differ in length and in their number of images.
    /// </summary>
    public IReadOnlyList<GeneratedReply> Run(IReadOnlyList<GenerationPrompt> prompts, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using IDisposable inference = inference_mode();
        using ReplyBatch batch = new(network);
        ReplyWriter[] replies = [.. prompts.Select(prompt => new ReplyWriter(prompt, tokenizer, endTokens))];
        batch.Join(replies);
        ThrowFailure(replies);
        while (batch.IsRunning)
        {
            cancellation.ThrowIfCancellationRequested();
            batch.Step();
            ThrowFailure(replies);
        }

        return [.. replies.Select(reply => reply.Reply())];
    }

    // A run whose model is damaged stops at the first sign of it.
    private static void ThrowFailure(ReplyWriter[] replies) =>
        Array.Find(replies, reply => reply.Failure is not null)?.Failure!.Throw();
}

/// <summary>What one reply is generated from.</summary>
/// <param name="Chat">The expanded prompt.</param>
/// <param name="Features">[image tokens, hidden] of each image, in the prompt's order; not disposed here.</param>
/// <param name="Sampling">How the reply is drawn.</param>
/// <param name="TopLogProbabilities">How many alternatives to score at each token; null scores nothing.</param>
internal sealed record GenerationPrompt(
    EncodedChat Chat, IReadOnlyList<Tensor> Features, SamplingOptions Sampling, int? TopLogProbabilities = null);

/// <summary>What the model wrote.</summary>
/// <param name="Tokens">All new tokens, the end token included if it came.</param>
/// <param name="Text">Decoded without special tokens, cut before the first stop text.</param>
/// <param name="Finish"><see cref="FinishReason.Stop"/> or <see cref="FinishReason.Length"/>.</param>
internal sealed record GeneratedReply(IReadOnlyList<int> Tokens, string Text, FinishReason Finish);

using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Generation;

/// <summary>A chat as the model reads it, or why it can't be read.</summary>
/// <param name="Chat">Its ids and labels; null with an error.</param>
/// <param name="Features">[image tokens, hidden] of each image, in order.</param>
/// <param name="Error">A sentence that names the value; null when there is none.</param>
internal sealed record PreparedChat(EncodedChat? Chat, IReadOnlyList<Tensor> Features, string? Error)
{
    /// <summary>Tokens read; 0 with an error.</summary>
    public int Length => Chat?.Ids.Length ?? 0;

    public static PreparedChat Failed(string error) => new(null, [], error);
}

using Mpa.Chats;
using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Generation;

/// <summary>
/// Turns a question about images into what the model reads. What is wrong with one question is told in its result.
/// </summary>
/// <param name="encoder">Writes prompts.</param>
/// <param name="maxPositions">max_position_embeddings: longest prompt and reply together.</param>
internal sealed class ChatReader(ChatEncoder encoder, int maxPositions)
{
    /// <summary>One user turn, images first, and the opening of the assistant's.</summary>
    public PreparedChat Read(string prompt, IReadOnlyList<ImageOutcome> images)
    {
        if (images.FirstOrDefault(image => image.Error is not null) is { } failed)
        {
            return PreparedChat.Failed(failed.Error!);
        }

        ImageFeatures[] features = [.. images.Select(image => image.Image!)];
        try
        {
            EncodedChat chat = encoder.Encode(
                [ChatTurn.User(prompt, features.Length)],
                [.. features.Select(image => image.Grid)],
                generationPrompt: true);
            return Checked(new PreparedChat(chat, [.. features.Select(image => image.Features)], null));
        }
        catch (MpaException error)
        {
            return PreparedChat.Failed(error.Message);
        }
    }

    /// <summary>What to tell of a prompt that leaves no room.</summary>
    /// <param name="tokens">Of the prompt.</param>
    /// <param name="imageTokens">Those of them that stand for images.</param>
    /// <param name="maxPositions">max_position_embeddings.</param>
    public static string TooLong(int tokens, long imageTokens, int maxPositions) =>
        $"The prompt takes {tokens:N0} tokens, {imageTokens:N0} of them for images, but the model reads " +
        $"{maxPositions:N0} at most (max_position_embeddings), reply included: " +
        "shorten the text, or use fewer or smaller images.";

    private PreparedChat Checked(PreparedChat chat) => chat.Length < maxPositions
        ? chat
        : PreparedChat.Failed(TooLong(chat.Length, chat.Features.Sum(image => image.shape[0]), maxPositions));
}

/// <summary>A chat as the model reads it, or why it can't be read.</summary>
/// <param name="Chat">Its ids and labels; null with an error.</param>
/// <param name="Features">[image tokens, hidden] of each image, in order; owned by the store.</param>
/// <param name="Error">A sentence that names the value; null when there is none.</param>
internal sealed record PreparedChat(EncodedChat? Chat, IReadOnlyList<Tensor> Features, string? Error)
{
    /// <summary>Tokens read; 0 with an error.</summary>
    public int Length => Chat?.Ids.Length ?? 0;

    public static PreparedChat Failed(string error) => new(null, [], error);
}

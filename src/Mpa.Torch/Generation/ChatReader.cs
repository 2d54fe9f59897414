using Mpa.Chats;
using Mpa.Models;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Generation;

/// <summary>Turns a question about image files into what the model reads. What is wrong with one question is told in its result.</summary>
/// <param name="encoder">Writes prompts.</param>
/// <param name="maxPositions">max_position_embeddings: longest prompt and reply together.</param>
internal sealed class ChatReader(IChatEncoder encoder, int maxPositions)
{
    /// <summary>One user turn, images first; then the assistant's answer, or its opening where <paramref name="answer"/> is null.</summary>
    public PreparedChat Read(IReadOnlyList<RequestImage> asked, string prompt, string? answer, IReadOnlyDictionary<string, ImageOutcome> images)
    {
        ImageOutcome[] outcomes = [.. asked.Select(image => images[image.Path])];
        if (outcomes.FirstOrDefault(outcome => outcome.Error is not null) is { } failed)
        {
            return PreparedChat.Failed(failed.Error!);
        }

        ImageFeatures[] features = [.. outcomes.Select(outcome => outcome.Image!)];
        try
        {
            ChatTurn question = ChatTurn.User(prompt, features.Length);
            EncodedChat chat = encoder.Encode(
                answer is null ? [question] : [question, ChatTurn.Assistant(answer)],
                [.. features.Select(image => image.Grid)],
                generationPrompt: answer is null);
            return Checked(new PreparedChat(chat, [.. features.Select(image => image.Features)], null), answer is null ? 1 : 0);
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
        $"The prompt takes {tokens:N0} tokens, {imageTokens:N0} of them for images, but the model reads {maxPositions:N0} at most (max_position_embeddings), reply included: shorten the text, or use fewer or smaller images.";

    private PreparedChat Checked(PreparedChat chat, int newTokens) => chat.Length + newTokens <= maxPositions
        ? chat
        : PreparedChat.Failed(TooLong(chat.Length, chat.Features.Sum(image => image.shape[0]), maxPositions));
}

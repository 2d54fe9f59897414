using Mpa.Chats;

namespace Mpa.Torch.Tokenizers;

/// <summary>Turns chats into the ids, labels and positions that a model family reads.</summary>
public interface IChatEncoder
{
    /// <summary>The tokenizer.</summary>
    ByteLevelBpeTokenizer Tokenizer { get; }

    /// <summary>Encodes a chat. Labels cover each answer and its end mark, of every assistant turn.</summary>
    /// <param name="turns">The chat.</param>
    /// <param name="grids">How each image was cut, in the order of the chat.</param>
    /// <param name="generationPrompt">Ends with the opening of an answer, for the model to go on.</param>
    /// <exception cref="MpaException">Images and grids differ in number, a turn is empty, or a text holds the image mark.</exception>
    EncodedChat Encode(IReadOnlyList<ChatTurn> turns, IReadOnlyList<ImageGrid> grids, bool generationPrompt);
}

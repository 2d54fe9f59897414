using Mpa.Chats;

namespace Mpa.Torch.Tokenizers;

/// <summary>Turns chats into the ids, labels and positions of a Qwen2-VL or Qwen2.5-VL model.</summary>
public sealed class Qwen2ChatEncoder : IChatEncoder
{
    /// <summary>Takes a tokenizer that has the family's marks.</summary>
    /// <exception cref="MpaException">One of the marks is missing.</exception>
    public Qwen2ChatEncoder(ByteLevelBpeTokenizer tokenizer)
    {
        Tokenizer = tokenizer;
        ImageId = Require(Qwen2Tokens.Image);
        EndOfTurnId = Require(Qwen2Tokens.End);
        _ = Require(Qwen2Tokens.Start);
        _ = Require(Qwen2Tokens.VisionStart);
    }

    /// <inheritdoc/>
    public ByteLevelBpeTokenizer Tokenizer { get; }

    /// <summary>The id at whose places the model puts image tokens.</summary>
    public int ImageId { get; }

    /// <summary>The id that ends an answer.</summary>
    public int EndOfTurnId { get; }

    /// <summary>Encodes a chat; the newline after an answer's end mark has no label.</summary>
    /// <inheritdoc/>
    public EncodedChat Encode(IReadOnlyList<ChatTurn> turns, IReadOnlyList<ImageGrid> grids, bool generationPrompt)
    {
        List<int> ids = [];
        List<int> labels = [];
        foreach (PromptSection section in Qwen2Prompt.Sections(turns, grids, generationPrompt))
        {
            int[] encoded = Tokenizer.Encode(section.Text, addTemplate: false);
            ids.AddRange(encoded);
            labels.AddRange(section.IsAnswer ? encoded : Enumerable.Repeat(EncodedChat.NoLabel, encoded.Length));
        }

        return new EncodedChat([.. ids], [.. labels], MultimodalPositions.Of(ids, ImageId, grids));
    }

    private int Require(string token) => Tokenizer.TokenId(token)
        ?? throw new MpaException($"the tokenizer has no token {token}: it is not one of a Qwen2-VL model");
}

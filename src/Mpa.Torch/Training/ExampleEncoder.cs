using Mpa.Chats;
using Mpa.Imaging;
using Mpa.Leveling;
using Mpa.Torch.Generation;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Training;

/// <summary>Turns a training example into tokens and pixels, on any thread.</summary>
/// <param name="model">The student's tokenizer and image processor.</param>
internal sealed class ExampleEncoder(LoadedModel model)
{
    /// <summary>One user turn with the image, and the answer.</summary>
    /// <exception cref="MpaException">The image cannot be read, or the example does not fit the model. An example is never cut: a cut one would lose image tokens or its answer.</exception>
    public EncodedExample Encode(TrainingExample example)
    {
        ImageTiles tiles = Tiles(example);
        EncodedChat chat = model.Encoder.Encode(
            [ChatTurn.User(example.Prompt), ChatTurn.Assistant(example.Answer)],
            [tiles.Grid],
            generationPrompt: false);
        return chat.Ids.Length <= model.MaxPositions
            ? new EncodedExample(chat, [.. tiles.Tiles.Select(model.Processor.Normalise)])
            : throw new MpaException($"Training example {example.Id} takes {chat.Ids.Length} tokens, but the student reads {model.MaxPositions} at most (max_position_embeddings). Use smaller images or leave it out.");
    }

    private ImageTiles Tiles(TrainingExample example)
    {
        try
        {
            return model.Processor.Process(ImageDecoder.Decode(example.ImagePath, applyExif: true));
        }
        catch (MpaException error)
        {
            throw new MpaException($"Training example {example.Id}, {example.ImagePath}: {error.Message}", error);
        }
    }
}

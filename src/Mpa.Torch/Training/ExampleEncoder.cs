using Mpa.Chats;
using Mpa.Images;
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
    // A message that can be read.
    private const int Named = 10;

    /// <summary>Checks every example before the first step, by the headers of its images alone.</summary>
    /// <exception cref="MpaException">Examples can't be read or don't fit the model: names ten of them, with each one's
    /// reason.</exception>
    public void CheckAll(IEnumerable<TrainingExample> examples, CancellationToken cancellation)
    {
        Dictionary<string, ImageGrid> grids = new(StringComparer.Ordinal);
        List<string> refused = [];
        foreach (TrainingExample example in examples)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Refusal(example, grids) is { } refusal)
            {
                refused.Add(refusal);
            }
        }

        if (refused.Count > 0)
        {
            string more = refused.Count > Named ? $"\n… and {refused.Count - Named:N0} more" : "";
            throw new MpaException(
                $"{refused.Count:N0} of the training examples can't be used:\n"
                + $"{string.Join('\n', refused.Take(Named))}{more}");
        }
    }

    /// <summary>One user turn with the image, and the answer.</summary>
    /// <exception cref="MpaException">The image cannot be read, or the example does not fit the model. An example is
    /// never cut: a cut one would lose image tokens or its answer.</exception>
    public EncodedExample Encode(TrainingExample example)
    {
        try
        {
            ImageTiles tiles = model.Processor.Process(ImageDecoder.Decode(example.ImagePath, applyExif: true));
            return new EncodedExample(Chat(example, tiles.Grid), [.. tiles.Tiles.Select(model.Processor.Normalize)]);
        }
        catch (MpaException error)
        {
            throw new MpaException(Refusal(example, error), error);
        }
    }

    private static string Refusal(TrainingExample example, MpaException error) =>
        $"Training example {example.Id}, {example.ImagePath}: {error.Message}";

    /// <summary>Why an example can't be used; null where it can.</summary>
    private string? Refusal(TrainingExample example, Dictionary<string, ImageGrid> grids)
    {
        try
        {
            if (!grids.TryGetValue(example.ImagePath, out ImageGrid? grid))
            {
                ImageInfo info = ImageDecoder.ReadInfo(example.ImagePath, applyExif: true);
                grids.Add(example.ImagePath, grid = model.Processor.Plan(info.Width, info.Height).Grid);
            }

            Chat(example, grid);
            return null;
        }
        catch (MpaException error)
        {
            return Refusal(example, error);
        }
    }

    private EncodedChat Chat(TrainingExample example, ImageGrid grid)
    {
        ChatTurn[] turns = [ChatTurn.User(example.Prompt), ChatTurn.Assistant(example.Answer)];
        EncodedChat chat = model.Encoder.Encode(turns, [grid], generationPrompt: false);
        return chat.Ids.Length <= model.MaxPositions
            ? chat
            : throw new MpaException(
                $"it takes {chat.Ids.Length:N0} tokens, but the student reads {model.MaxPositions:N0} at most "
                + "(max_position_embeddings). Use smaller images (student.maxPixels, for families that take any size) "
                + "or leave it out.");
    }
}

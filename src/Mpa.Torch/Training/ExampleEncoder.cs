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
        Dictionary<(string Path, int Among), ImageGrid> grids = [];
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

    /// <summary>One user turn with the images, and the answer.</summary>
    /// <exception cref="MpaException">An image cannot be read, or the example does not fit the model. An example is
    /// never cut: a cut one would lose image tokens or its answer.</exception>
    public EncodedExample Encode(TrainingExample example)
    {
        try
        {
            IImageProcessor processor = model.Processor.Among(example.Images.Count);
            ImageTiles[] images =
                [.. example.Images.Select(path => processor.Process(ImageDecoder.Decode(path, applyExif: true)))];
            return new EncodedExample(
                Chat(example, [.. images.Select(image => image.Grid)]),
                [.. images.SelectMany(image => image.Tiles).Select(model.Processor.Normalize)]);
        }
        catch (MpaException error)
        {
            throw new MpaException(Refusal(example, error), error);
        }
    }

    private static string Refusal(TrainingExample example, MpaException error) =>
        $"Training example {example.Id}, {string.Join(", ", example.Images)}: {error.Message}";

    /// <summary>Why an example can't be used; null where it can.</summary>
    private string? Refusal(TrainingExample example, Dictionary<(string Path, int Among), ImageGrid> grids)
    {
        try
        {
            Chat(example, [.. example.Images.Select(Grid)]);
            return null;
        }
        catch (MpaException error)
        {
            return Refusal(example, error);
        }

        ImageGrid Grid(string path)
        {
            int among = example.Images.Count;
            if (!grids.TryGetValue((path, among), out ImageGrid? grid))
            {
                ImageInfo info = ImageDecoder.ReadInfo(path, applyExif: true);
                grids.Add((path, among), grid = model.Processor.Among(among).Plan(info.Width, info.Height).Grid);
            }

            return grid;
        }
    }

    private EncodedChat Chat(TrainingExample example, IReadOnlyList<ImageGrid> grids)
    {
        ChatTurn[] turns = [ChatTurn.User(example.Prompt, grids.Count), ChatTurn.Assistant(example.Answer)];
        EncodedChat chat = model.Encoder.Encode(turns, grids, generationPrompt: false);
        return chat.Ids.Length <= model.MaxPositions
            ? chat
            : throw new MpaException(
                $"it takes {chat.Ids.Length:N0} tokens, but the student reads {model.MaxPositions:N0} at most "
                + "(max_position_embeddings). Use smaller images (student.maxPixels, for families that take any size) "
                + "or leave it out.");
    }
}

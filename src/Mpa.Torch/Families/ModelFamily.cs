using Mpa.Torch.Checkpoints;
using Mpa.Torch.Generation;
using Mpa.Torch.Inspection;

namespace Mpa.Torch.Families;

/// <summary>What there is to know of a family before a model of it is loaded.</summary>
/// <param name="Chat">How its prompts look, for people.</param>
/// <param name="Load">Loads a hub-layout folder.</param>
/// <param name="Check">Compares a folder's tensors with what its config.json asks for, without loading them; differences are an MpaException.</param>
/// <param name="Extent">What an image of a width and height comes to, by config.json and the folder's preprocessor_config.json.</param>
internal sealed record ModelFamily(
    string Chat,
    Func<string, TorchModelOptions, LoadedModel> Load,
    Action<string> Check,
    Func<string, ConfigReader, TorchModelOptions, (int Width, int Height), ImageExtent> Extent);

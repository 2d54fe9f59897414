using Mpa.Torch.Generation;

namespace Mpa.Torch.Families;

/// <summary>What there is to know of a family before a model of it is loaded.</summary>
/// <param name="Chat">How its prompts look, for people.</param>
/// <param name="Load">Loads a hub-layout folder.</param>
/// <param name="Check">Compares a folder's tensors with what its config.json asks for, without loading them; differences are an MpaException.</param>
internal sealed record ModelFamily(string Chat, Func<string, TorchModelOptions, LoadedModel> Load, Action<string> Check);

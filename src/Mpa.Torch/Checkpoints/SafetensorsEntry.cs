using static TorchSharp.torch;

namespace Mpa.Torch.Checkpoints;

/// <summary>One tensor in a safetensors file.</summary>
/// <param name="Dtype">Element type as stored.</param>
/// <param name="Shape">Empty for a scalar.</param>
/// <param name="Begin">Offset of the first byte in the file.</param>
/// <param name="Length">Bytes.</param>
public sealed record SafetensorsEntry(ScalarType Dtype, IReadOnlyList<long> Shape, long Begin, long Length);

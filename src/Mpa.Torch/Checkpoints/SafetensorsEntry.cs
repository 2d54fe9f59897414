namespace Mpa.Torch.Checkpoints;

/// <summary>One tensor in a safetensors file.</summary>
/// <param name="Type">Element type as the format names it, such as "BF16".</param>
/// <param name="Shape">Empty for a scalar.</param>
/// <param name="Begin">Offset of the first byte in the file.</param>
/// <param name="Length">Bytes.</param>
public sealed record SafetensorsEntry(string Type, IReadOnlyList<long> Shape, long Begin, long Length)
{
    /// <summary>Numbers in the tensor.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);
}

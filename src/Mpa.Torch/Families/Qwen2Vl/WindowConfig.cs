namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>Window attention of Qwen2.5-VL's vision tower (arXiv 2502.13923, section 2.1).</summary>
/// <param name="Size">Side of a window in pixels.</param>
/// <param name="FullBlocks">Blocks, counted from 0, that look at the whole image.</param>
internal sealed record WindowConfig(int Size, IReadOnlyList<int> FullBlocks);

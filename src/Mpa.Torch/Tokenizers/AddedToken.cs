namespace Mpa.Torch.Tokenizers;

/// <summary>A token that is recognized inside text before any splitting, such as "&lt;image&gt;".</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its text.</param>
/// <param name="Special">Left out of decoded text on request.</param>
/// <param name="LeftStrip">White space before it belongs to it.</param>
/// <param name="RightStrip">White space after it belongs to it.</param>
/// <param name="SingleWord">Not recognized inside a word.</param>
/// <param name="Normalized">Looked for after normalization, in place of before.</param>
internal sealed record AddedToken(
    int Id,
    string Content,
    bool Special = true,
    bool LeftStrip = false,
    bool RightStrip = false,
    bool SingleWord = false,
    bool Normalized = false);

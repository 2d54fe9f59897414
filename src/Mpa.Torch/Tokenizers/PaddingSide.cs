namespace Mpa.Torch.Tokenizers;

/// <summary>On which side shorter rows of a batch are filled.</summary>
public enum PaddingSide
{
    /// <summary>For generation: every row ends where the model goes on.</summary>
    Left,

    /// <summary>For training.</summary>
    Right,
}

namespace Mpa.Torch.Tokenizers;

/// <summary>A chat as ids.</summary>
/// <param name="Ids">Token ids of the expanded prompt.</param>
/// <param name="Labels">What the model learns to write: the id in answers and their end mark, <see cref="NoLabel"/> elsewhere; as long as <paramref name="Ids"/>.</param>
public sealed record EncodedChat(int[] Ids, int[] Labels)
{
    /// <summary>The label of a token that is not learnt.</summary>
    public const int NoLabel = -100;
}

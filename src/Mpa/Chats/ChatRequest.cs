using Mpa.Models;

namespace Mpa.Chats;

/// <summary>A chat whose next turn is asked for.</summary>
/// <param name="Model">One of <see cref="IChatModel.Names"/>.</param>
/// <param name="Turns">The chat so far, in order; the last turn is the user's.</param>
/// <param name="Images">Contents of the image files, in the order of the image parts of <paramref name="Turns"/>.</param>
/// <param name="Sampling">How the reply is drawn; it is also cut where the model's context ends.</param>
/// <param name="TopLogProbabilities">How many alternatives to tell with each token's score; null tells no scores.</param>
public sealed record ChatRequest(
    string Model,
    IReadOnlyList<ChatTurn> Turns,
    IReadOnlyList<byte[]> Images,
    SamplingOptions Sampling,
    int? TopLogProbabilities = null);

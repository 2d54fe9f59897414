using Mpa.Models;

namespace Mpa.Chats;

/// <summary>
/// A model that many people talk to at the same time: their chats are answered side by side, each as if it were alone.
/// A checkpoint folder and a test fake implement it; <see cref="IVisionLanguageModel"/> is the seam for work that comes
/// in batches.
/// </summary>
public interface IChatModel : IDisposable
{
    /// <summary>Names that can be asked for: the model's own first, then one per adapter.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>
    /// Writes the reply to a chat, a token a piece; the last piece has <see cref="ChatPiece.Finish"/> set. Who stops
    /// reading, or cancels, gives the reply's place to the next.
    /// </summary>
    /// <exception cref="MpaException">
    /// The chat can't be answered, before the first piece: an unreadable image, too many tokens.
    /// </exception>
    IAsyncEnumerable<ChatPiece> ReplyAsync(ChatRequest request, CancellationToken cancellation);
}

/// <summary>
/// A stretch of a reply. The texts of all pieces, joined, are the reply: without chat markup, and without white space
/// around it, as in <see cref="ModelReply.Text"/>.
/// </summary>
/// <param name="Text">
/// May be empty while it is open whether a stop text or a letter of several bytes is under way.
/// </param>
/// <param name="Tokens">Scores of the tokens written since the last piece, where they were asked for.</param>
/// <param name="PromptTokens">Tokens read, image tokens included.</param>
/// <param name="ReplyTokens">Tokens written up to here.</param>
/// <param name="Finish">Why the reply ended; null while it goes on.</param>
public sealed record ChatPiece(
    string Text,
    IReadOnlyList<TokenScore> Tokens,
    int PromptTokens,
    int ReplyTokens,
    FinishReason? Finish = null);

/// <summary>How likely the model found a token, before temperature and the other sampling rules.</summary>
/// <param name="Text">The token's text; U+FFFD where it is a part of a letter.</param>
/// <param name="LogProbability">Natural logarithm of the probability.</param>
/// <param name="Top">The likeliest tokens at this place, likeliest first; empty inside this list itself.</param>
public sealed record TokenScore(string Text, double LogProbability, IReadOnlyList<TokenScore> Top);

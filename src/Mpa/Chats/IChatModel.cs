using Mpa.Models;

namespace Mpa.Chats;

/// <summary>
/// A model that many people talk to at the same time: their chats are answered side by side, each as if it were alone. A checkpoint
/// folder and a test fake implement it; <see cref="IVisionLanguageModel"/> is the seam for work that comes in batches.
/// </summary>
public interface IChatModel : IDisposable
{
    /// <summary>Names that can be asked for: the model's own first, then one per adapter.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>
    /// Writes the reply to a chat, a token a piece; the last piece has <see cref="ChatPiece.Finish"/> set. Who stops reading, or
    /// cancels, gives the reply's place to the next.
    /// </summary>
    /// <exception cref="MpaException">The chat can't be answered, before the first piece: an unreadable image, too many tokens.</exception>
    IAsyncEnumerable<ChatPiece> ReplyAsync(ChatRequest request, CancellationToken cancellation);
}

using Mpa.Models;

namespace Mpa.Chats;

/// <summary>
/// A stretch of a reply. The texts of all pieces, joined, are the reply: without chat markup, and without white space around it, as
/// in <see cref="ModelReply.Text"/>.
/// </summary>
/// <param name="Text">May be empty while it is open whether a stop text or a letter of several bytes is under way.</param>
/// <param name="Tokens">Scores of the tokens written since the last piece, where they were asked for.</param>
/// <param name="PromptTokens">Tokens read, image tokens included.</param>
/// <param name="ReplyTokens">Tokens written up to here.</param>
/// <param name="Finish">Why the reply ended; null while it goes on.</param>
public sealed record ChatPiece(string Text, IReadOnlyList<TokenScore> Tokens, int PromptTokens, int ReplyTokens, FinishReason? Finish = null);

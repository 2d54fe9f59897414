using Mpa.Chats;

namespace Mpa.Web.OpenAi;

/// <summary>A chat completion as a client asks for it.</summary>
/// <param name="Request">What the model is asked.</param>
/// <param name="Stream">The reply is sent while it is written.</param>
/// <param name="IncludeUsage">A stream ends with the token counts.</param>
internal sealed record ChatCall(ChatRequest Request, bool Stream, bool IncludeUsage);

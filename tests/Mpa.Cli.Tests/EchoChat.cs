using System.Runtime.CompilerServices;
using Mpa.Chats;
using Mpa.Models;

namespace Mpa.Cli.Tests;

/// <summary>A model that says what it is asked.</summary>
internal sealed class EchoChat(IReadOnlyList<string> names) : IChatModel
{
    public IReadOnlyList<string> Names { get; } = names;

    public async IAsyncEnumerable<ChatPiece> ReplyAsync(ChatRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        yield return new ChatPiece($"{request.Model}: {request.Turns[^1].Parts[^1].Text}", [], 1, 1, FinishReason.Stop);
    }

    public void Dispose()
    {
    }
}

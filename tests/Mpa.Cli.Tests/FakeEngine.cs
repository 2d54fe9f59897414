using System.Runtime.CompilerServices;
using Mpa.Chats;
using Mpa.Models;
using Mpa.Torch;

namespace Mpa.Cli.Tests;

/// <summary>An engine that loads nothing: its chat model is an echo, its speed a constant.</summary>
internal sealed class FakeEngine : IEngine
{
    public IChatModel OpenChat(ChatModelOptions chat) =>
        new EchoChat([chat.Name, .. chat.Adapters.Select(adapter => adapter.Name)]);

    public IReadOnlyList<(string Name, string Value)> Facts() => [("libtorch", "of the test")];

    public EngineSpeed Measure(Action<string> tell, CancellationToken cancellation)
    {
        tell("the speed of the test");
        return Speed;
    }

    /// <summary>What it measures.</summary>
    public required EngineSpeed Speed { get; init; }

    public void Check(string folder) => throw new MpaException("the tensors differ");

    public Task<int> PretrainAsync(string recipe, Terminal terminal, CancellationToken cancellation)
    {
        terminal.Out.WriteLine($"pretrained {Path.GetFileName(recipe)}");
        return Task.FromResult(0);
    }

    /// <summary>A model that says what it is asked.</summary>
    private sealed class EchoChat(IReadOnlyList<string> names) : IChatModel
    {
        public IReadOnlyList<string> Names { get; } = names;

        public async IAsyncEnumerable<ChatPiece> ReplyAsync(
            ChatRequest request, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await Task.CompletedTask;
            string text = $"{request.Model}: {request.Turns[^1].Parts[^1].Text}";
            yield return new ChatPiece(text, [], 1, 1, FinishReason.Stop);
        }

        public void Dispose()
        {
        }
    }
}

using Mpa.Models;
using Mpa.Remote.Failures;

namespace Mpa.Remote.Replies;

/// <summary>Collects the turns of one request.</summary>
/// <param name="guessedPromptTokens">Counted where the server counts none, so that a budget holds there too.</param>
internal sealed class ReplyBuilder(int guessedPromptTokens)
{
    private const int LettersOfToken = 4;

    private readonly List<Turn> _turns = [];

    /// <summary>The turn that came last.</summary>
    public Turn Last => _turns[^1];

    /// <summary>Another turn.</summary>
    public void Add(Turn turn) => _turns.Add(turn);

    /// <summary>The reply: the last turn, with the tokens of all.</summary>
    /// <param name="seconds">The request's share of the time.</param>
    public ModelReply Build(double seconds) => new(
        Last.Text,
        Last.Finish,
        _turns.Sum(turn => turn.PromptTokens ?? guessedPromptTokens),
        _turns.Sum(turn => turn.ReplyTokens ?? ((turn.Text.Length / LettersOfToken) + 1)),
        seconds)
    {
        Earlier = _turns.Count > 1 ? [.. _turns.SkipLast(1).Select(turn => turn.Text)] : null,
        Reported = Last.Reported,
    };

    /// <summary>A reply that says why there is none.</summary>
    public static ModelReply Failed(string error, double seconds = 0) => new("", FinishReason.Error, 0, 0, seconds, error);

    /// <summary>The reply that a failure is: a refusal of the server's filter in its words, else an error.</summary>
    public static ModelReply Of(Failure failure, double seconds) => failure.Kind == FailureKind.Refusal
        ? new ModelReply(failure.Detail, FinishReason.Refusal, 0, 0, seconds)
        : Failed(failure.Sentence, seconds);
}

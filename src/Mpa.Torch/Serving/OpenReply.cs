using System.Threading.Channels;
using Mpa.Chats;
using Mpa.Models;
using Mpa.Torch.Generation;
using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Serving;

/// <summary>A reply between its caller, who reads pieces on any thread, and the engine's thread, which writes it.</summary>
/// <param name="chat">The prompt.</param>
/// <param name="images">Its images, in order.</param>
/// <param name="sampling">How the reply is drawn.</param>
/// <param name="topLogProbabilities">How many alternatives to score; null scores nothing.</param>
internal sealed class OpenReply(EncodedChat chat, IReadOnlyList<DecodedImage> images, SamplingOptions sampling, int? topLogProbabilities)
{
    private readonly Channel<ChatPiece> _pieces = Channel.CreateUnbounded<ChatPiece>(new UnboundedChannelOptions { SingleWriter = true, SingleReader = true });
    private readonly ReplyText _text = new(sampling.Stop ?? []);
    private volatile bool _abandoned;
    private int _scoresTold;

    /// <summary>The prompt without its features: enough to plan with.</summary>
    public GenerationPrompt Prompt { get; } = new(chat, [], sampling, topLogProbabilities);

    /// <summary>The prompt's images, in order.</summary>
    public IReadOnlyList<DecodedImage> Images => images;

    /// <summary>For the caller.</summary>
    public ChannelReader<ChatPiece> Pieces => _pieces.Reader;

    /// <summary>Nobody reads the reply any more.</summary>
    public bool IsAbandoned => _abandoned;

    /// <summary>Who writes; null while it waits for a place. Of the engine's thread.</summary>
    public ReplyWriter? Writer { get; private set; }

    /// <summary>Called by the caller when it stops reading.</summary>
    public void Abandon() => _abandoned = true;

    /// <summary>Gives the reply its place.</summary>
    public ReplyWriter Begin(IReadOnlyList<Tensor> features, LoadedModel parts) =>
        Writer = new ReplyWriter(Prompt with { Features = features }, parts.Encoder.Tokenizer, parts.EndTokens);

    /// <summary>Passes on what was written; true when that was the last.</summary>
    public bool Tell()
    {
        if (_abandoned)
        {
            Writer!.Abandon();
            return true;
        }

        string text = _text.Next(Writer!.Text(), Writer.Done);
        TokenScore[] scores = [.. Writer.Scores.Skip(_scoresTold)];
        _scoresTold = Writer.Scores.Count;
        _pieces.Writer.TryWrite(new ChatPiece(text, scores, chat.Ids.Length, Writer.Count, Writer.Finish));
        return Writer.Done && _pieces.Writer.TryComplete();
    }

    /// <summary>Tells the caller that there will be no more.</summary>
    public void Fail(Exception error) => _pieces.Writer.TryComplete(error);
}

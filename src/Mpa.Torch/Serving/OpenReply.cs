using System.Threading.Channels;
using Mpa.Chats;
using Mpa.Models;
using Mpa.Torch.Generation;
using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Serving;

/// <summary>
/// A reply between its caller, who reads pieces on any thread, and the engine's thread, which writes it.
/// </summary>
/// <param name="chat">The prompt.</param>
/// <param name="images">Its images, in order.</param>
/// <param name="sampling">How the reply is drawn.</param>
/// <param name="topLogProbabilities">How many alternatives to score; null scores nothing.</param>
internal sealed class OpenReply(
    EncodedChat chat, IReadOnlyList<DecodedImage> images, SamplingOptions sampling, int? topLogProbabilities)
{
    private readonly Channel<ChatPiece> _pieces =
        Channel.CreateUnbounded<ChatPiece>(new UnboundedChannelOptions { SingleWriter = true, SingleReader = true });

    private readonly TextStreamer _text = new(sampling.Stop ?? []);
    private volatile bool _abandoned;
    private int _scoresTold;

    /// <summary>The prompt without its features: enough to plan with.</summary>
    public GenerationPrompt Prompt { get; } = new(chat, [], sampling, topLogProbabilities);

    /// <summary>The prompt's images, in order; none once it is being written.</summary>
    public IReadOnlyList<DecodedImage> Images { get; private set; } = images;

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

    /// <summary>Lets go of the pixels, once the model has seen them.</summary>
    public void DropImages() => Images = [];

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

/// <summary>
/// Tells a growing text piece by piece, so that the pieces joined are the finished text without white space around
/// it. What may still change is held back: the beginning of a stop text, half a letter, white space that may prove to
/// be the last.
/// </summary>
/// <param name="stops">Stop texts of the reply.</param>
internal sealed class TextStreamer(IReadOnlyList<string> stops)
{
    // What a decoder writes for bytes that are no letter yet.
    private const char HalfLetter = '\uFFFD';

    private int _told;

    /// <summary>What has become certain since the last call.</summary>
    /// <param name="text">The reply so far, cut at its stop text.</param>
    /// <param name="done">Nothing follows.</param>
    public string Next(string text, bool done)
    {
        int start = text.Length - text.TrimStart().Length;
        int certain = done ? text.Length : text.Length - HeldBack(text);
        int end = text.AsSpan(0, certain).TrimEnd().Length;
        int from = Math.Max(_told, start);
        if (end <= from)
        {
            return "";
        }

        _told = end;
        return text[from..end];
    }

    private int HeldBack(string text)
    {
        int half = text.Length - text.AsSpan().TrimEnd(HalfLetter).Length;
        return stops.Select(stop => Beginning(text, stop)).Append(half).Max();
    }

    /// <summary>Characters at the end of the text that a stop text begins with.</summary>
    private static int Beginning(string text, string stop)
    {
        int most = Math.Min(text.Length, stop.Length - 1);
        return Enumerable.Range(0, most)
            .Select(i => most - i)
            .FirstOrDefault(length => text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length)));
    }
}

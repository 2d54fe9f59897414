using System.Runtime.CompilerServices;
using Mpa.Chats;
using Mpa.Models;
using Mpa.Torch.Generation;
using Mpa.Torch.Serving;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch;

/// <summary>
/// A checkpoint folder on this machine as a model that many people talk to: their replies are written side by side, and
/// join and leave the batch under way (continuous batching). Adapters share the base's weights; each has a batch of its
/// own, and one batch after another is written on by a token.
/// </summary>
public sealed class TorchChatModel : IChatModel
{
    // Pixels of images asked about lately; those of the demo take 27 KB each, those of SmolVLM up to 13 MB.
    private const long DecodedBytes = 128L << 20;

    private readonly ChatLanes _lanes;
    private readonly Dictionary<string, ChatLane> _laneOf;
    private readonly DecodedImages _images;
    private readonly SemaphoreSlim _decoding = new(Environment.ProcessorCount);
    private readonly WorkThread _thread;
    private readonly ChatLoop _loop;
    private bool _disposed;

    private TorchChatModel(ChatLanes lanes, WorkThread thread)
    {
        _lanes = lanes;
        _thread = thread;
        _images = new DecodedImages(Model.Processor, DecodedBytes);
        _laneOf = lanes.All.ToDictionary(lane => lane.Name, lane => lane.Lane, StringComparer.Ordinal);
        Names = [.. lanes.All.Select(lane => lane.Name)];
        _loop = new ChatLoop(_laneOf.Values, thread);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; }

    private LoadedModel Model => _lanes.Model;

    /// <summary>Loads a folder as the Hugging Face hub lays it out, and adapters to it.</summary>
    /// <param name="folder">With config.json, safetensors, tokenizer.json and preprocessor_config.json.</param>
    /// <param name="name">What the model is called.</param>
    /// <param name="adapters">PEFT folders by the names they are called; may be empty.</param>
    /// <param name="options">
    /// Null: <see cref="TorchModelOptions.Default"/>. The bounds of a batch hold for each name.
    /// </param>
    /// <exception cref="MpaException">
    /// A folder can't be used, or a name stands twice; the message says which.
    /// </exception>
    public static TorchChatModel Load(
        string folder,
        string name,
        IReadOnlyList<(string Name, string Folder)> adapters,
        TorchModelOptions? options = null)
    {
        options ??= TorchModelOptions.Default;
        string[] names = [.. adapters.Select(adapter => adapter.Name), name];
        if (names.GroupBy(one => one).FirstOrDefault(group => group.Count() > 1) is { Key: var twice })
        {
            throw new MpaException($"two models are called \"{twice}\": give each a name of its own");
        }

        (WorkThread thread, ChatLanes lanes) =
            WorkThread.Start($"mpa {name}", () => ChatLanes.Load(folder, name, adapters, options));
        return new TorchChatModel(lanes, thread);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatPiece> ReplyAsync(
        ChatRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!_laneOf.TryGetValue(request.Model, out ChatLane? lane))
        {
            throw new MpaException(
                $"There is no model \"{request.Model}\" here; there is: {string.Join(", ", Names)}.");
        }

        OpenReply reply = await PrepareAsync(request, cancellation);
        _loop.Add(lane, reply, cancellation);
        try
        {
            await foreach (ChatPiece piece in reply.Pieces.ReadAllAsync(cancellation))
            {
                yield return piece;
            }
        }
        finally
        {
            reply.Abandon();
        }
    }

    /// <summary>Ends the replies under way with an error.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _loop.Dispose();
        _thread.End(_lanes.Dispose);
        _decoding.Dispose();
    }

    /// <summary>
    /// All that can be done on the caller's thread, so that the engine's does not wait for it. As many at a time as
    /// there are cores: pixels are large.
    /// </summary>
    private async Task<OpenReply> PrepareAsync(ChatRequest request, CancellationToken cancellation)
    {
        if (SamplingRules.Violation(request.Sampling) is { } fault)
        {
            throw new MpaException(fault);
        }

        await _decoding.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => Prepare(request), cancellation);
        }
        finally
        {
            _decoding.Release();
        }
    }

    private OpenReply Prepare(ChatRequest request)
    {
        int among = request.Images.Count;
        DecodedImage[] images = [.. request.Images.Select((bytes, i) => _images.Get(bytes, $"image {i + 1}", among))];
        ImageGrid[] grids = [.. images.Select(image => image.Tiles.Grid)];
        EncodedChat chat = Model.Encoder.Encode(request.Turns, grids, generationPrompt: true);
        int room = Model.MaxPositions - chat.Ids.Length;
        if (room < 1)
        {
            throw new MpaException(ChatReader.TooLong(chat.Ids.Length, images.Sum(Tokens), Model.MaxPositions));
        }

        SamplingOptions sampling = SamplingRules.Complete(request.Sampling, Model) with
        {
            MaxNewTokens = Math.Min(request.Sampling.MaxNewTokens, room),
        };
        return new OpenReply(chat, images, sampling, request.TopLogProbabilities);
    }

    private long Tokens(DecodedImage image) =>
        image.Tiles.Tiles.Sum(tile => (long)Model.Network.Tokens(Model.Processor.Normalize(tile)));
}

using System.Runtime.CompilerServices;
using Mpa.Chats;
using Mpa.Models;
using Mpa.Torch.Generation;
using Mpa.Torch.Lora;
using Mpa.Torch.Serving;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch;

/// <summary>
/// A checkpoint folder on this machine as a model that many people talk to: their replies are written side by side, and join and
/// leave the batch under way (continuous batching). Adapters share the base's weights; each has a batch of its own, and the batches take turns.
/// </summary>
public sealed class TorchChatModel : IChatModel
{
    // Pixels of images asked about lately; those of the demo take 27 KB each, those of SmolVLM up to 13 MB.
    private const long DecodedBytes = 128L << 20;

    private readonly LoadedModel _parts;
    private readonly DecodedImages _images;
    private readonly Dictionary<string, ChatLane> _lanes;
    private readonly SemaphoreSlim _decoding = new(Environment.ProcessorCount);
    private readonly WorkThread _thread;
    private readonly ChatLoop _loop;

    private TorchChatModel(LoadedModel parts, IReadOnlyList<(string Name, ChatLane Lane)> lanes, WorkThread thread)
    {
        _parts = parts;
        _thread = thread;
        _images = new DecodedImages(parts.Processor, DecodedBytes);
        _lanes = lanes.ToDictionary(lane => lane.Name, lane => lane.Lane, StringComparer.Ordinal);
        Names = [.. lanes.Select(lane => lane.Name)];
        _loop = new ChatLoop(_lanes.Values, thread);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Loads a folder as the Hugging Face hub lays it out, and adapters to it.</summary>
    /// <param name="folder">With config.json, safetensors, tokenizer.json and preprocessor_config.json.</param>
    /// <param name="name">What the model is called.</param>
    /// <param name="adapters">PEFT folders by the names they are called; may be empty.</param>
    /// <param name="options">Null: <see cref="TorchModelOptions.Default"/>. The bounds of a batch hold for each name.</param>
    /// <exception cref="MpaException">A folder can't be used, or a name stands twice; the message says which.</exception>
    public static TorchChatModel Load(string folder, string name, IReadOnlyList<(string Name, string Folder)> adapters, TorchModelOptions? options = null)
    {
        options ??= TorchModelOptions.Default;
        string? twice = adapters.Select(adapter => adapter.Name).Append(name).GroupBy(one => one).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw new MpaException($"two models are called \"{twice}\": give each a name of its own");
        }

        WorkThread thread = new($"mpa {name}");
        try
        {
            LoadedModel parts = thread.Do(() => LoadedModel.Load(Path.GetFullPath(folder), options));
            return new TorchChatModel(parts, thread.Do(() => Lanes(parts, name, adapters, options)), thread);
        }
        catch
        {
            thread.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatPiece> ReplyAsync(ChatRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ChatLane lane = _lanes.TryGetValue(request.Model, out ChatLane? known)
            ? known
            : throw new MpaException($"There is no model \"{request.Model}\" here; there is: {string.Join(", ", Names)}.");
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
        _loop.Dispose();
        _thread.Dispose();
        foreach (ChatLane lane in _lanes.Values)
        {
            lane.Dispose();
        }

        _decoding.Dispose();
        _parts.Dispose();
    }

    private static (string Name, ChatLane Lane)[] Lanes(LoadedModel parts, string name, IReadOnlyList<(string Name, string Folder)> adapters, TorchModelOptions options)
    {
        long cacheBytes = options.ImageCacheBytes / (adapters.Count + 1);
        return [(name, Lane(null)), .. adapters.Select(adapter => (adapter.Name, Lane(adapter.Folder)))];

        ChatLane Lane(string? adapter)
        {
            LoraAdapters? loaded = adapter is null ? null : LoraAdapters.Load(parts.Network.Module, Path.GetFullPath(adapter));
            loaded?.Switch(on: false);
            return new ChatLane(loaded, parts, new ImageStore(new FeatureComputer(parts.Network, parts.Processor), parts.Processor, cacheBytes), options);
        }
    }

    /// <summary>All that can be done on the caller's thread, so that the engine's does not wait for it. As many at a time as there are cores: pixels are large.</summary>
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
        DecodedImage[] images = [.. request.Images.Select((bytes, i) => _images.Get(bytes, $"image {i + 1}"))];
        EncodedChat chat = _parts.Encoder.Encode(request.Turns, [.. images.Select(image => image.Tiles.Grid)], generationPrompt: true);
        int room = _parts.MaxPositions - chat.Ids.Length;
        if (room < 1)
        {
            long imageTokens = images.Sum(image => image.Tiles.Tiles.Sum(tile => (long)_parts.Network.Tokens(_parts.Processor.Normalize(tile))));
            throw new MpaException(ChatReader.TooLong(chat.Ids.Length, imageTokens, _parts.MaxPositions));
        }

        SamplingOptions sampling = SamplingRules.Complete(request.Sampling, _parts) with { MaxNewTokens = Math.Min(request.Sampling.MaxNewTokens, room) };
        return new OpenReply(chat, images, sampling, request.TopLogProbabilities);
    }
}

using Mpa.Torch.Generation;
using Mpa.Torch.Lora;

namespace Mpa.Torch.Serving;

/// <summary>
/// The replies of one served name (the model, or one of its adapters): those under way, and those who wait for a
/// place, in the order in which they came. Owns its adapters, images and batch, not the model; of the engine's
/// thread.
/// </summary>
/// <param name="adapters">Attached while this lane is at work; null for the model as it is.</param>
/// <param name="model">The model.</param>
/// <param name="images">Features of images. Of this lane alone: an adapter may change the vision tower too.</param>
/// <param name="options">Bounds of the batch.</param>
internal sealed class ChatLane(
    LoraAdapters? adapters, LoadedModel model, FeatureStore images, TorchModelOptions options) : IDisposable
{
    private readonly Queue<OpenReply> _waiting = new();
    private readonly List<OpenReply> _running = [];
    private ReplyBatch _batch = new(model.Network);

    /// <summary>Whether a reply waits or is under way.</summary>
    public bool HasWork => _waiting.Count + _running.Count > 0;

    /// <summary>Lets a reply wait for a place.</summary>
    public void Add(OpenReply reply) => _waiting.Enqueue(reply);

    /// <summary>
    /// Lets replies join as far as there is room, and writes all of them on by a token. A failure ends those
    /// concerned, not the lane.
    /// </summary>
    public void Advance()
    {
        adapters?.Switch(on: true);
        try
        {
            Join(Admitted());
            _batch.Step();
            _running.RemoveAll(HasEnded);
            if (_running.Count == 0)
            {
                _batch.DropDone(); // an idle model holds no cache
            }
        }
        catch (Exception error)
        {
            Fail(_running, error);
            _batch.Dispose();
            _batch = new ReplyBatch(model.Network);
        }
        finally
        {
            adapters?.Switch(on: false);
        }
    }

    /// <summary>Ends all replies.</summary>
    public void FailAll(Exception error)
    {
        Fail(_running, error);
        while (_waiting.TryDequeue(out OpenReply? reply))
        {
            reply.Fail(error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _batch.Dispose();
        images.Dispose();
        adapters?.Dispose();
    }

    private void Join(IReadOnlyList<OpenReply> joining)
    {
        // From here on they are of those that a failure of the whole batch ends.
        _running.AddRange(joining);
        if (joining.Count > 0)
        {
            EnterOrFail(joining);
        }
    }

    /// <summary>
    /// One that the model fails on does not take those along who came with it: each of them enters alone then.
    /// </summary>
    private void EnterOrFail(IReadOnlyList<OpenReply> joining)
    {
        try
        {
            Enter(joining);
        }
        catch (Exception error) when (_batch.IsWhole)
        {
            if (joining.Count == 1)
            {
                _running.Remove(joining[0]);
                Fail(joining[0], error);
                return;
            }

            foreach (OpenReply reply in joining)
            {
                EnterOrFail([reply]);
            }
        }
    }

    private void Enter(IReadOnlyList<OpenReply> joining)
    {
        try
        {
            Queue<ImageFeatures> features = new(images.Read([.. joining.SelectMany(reply => reply.Images)]));
            _batch.Join([.. joining.Select(reply => Begin(reply, features))]);
            joining.ToList().ForEach(reply => reply.DropImages());
        }
        finally
        {
            images.Trim();
        }
    }

    private ReplyWriter Begin(OpenReply reply, Queue<ImageFeatures> features) =>
        reply.Begin([.. reply.Images.Select(_ => features.Dequeue().Features)], model);

    /// <summary>
    /// Those in front for whom there is room. Who comes later does not overtake: a long chat would wait for ever.
    /// </summary>
    private List<OpenReply> Admitted()
    {
        List<OpenReply> admitted = [];
        if (_waiting.Count > 0)
        {
            _batch.DropDone();
        }

        while (_waiting.TryPeek(out OpenReply? reply))
        {
            if (!reply.IsAbandoned && !HasRoomFor(admitted.Append(reply)))
            {
                break;
            }

            if (!_waiting.Dequeue().IsAbandoned)
            {
                admitted.Add(reply);
            }
        }

        return admitted;
    }

    private static bool HasEnded(OpenReply reply)
    {
        if (reply.Writer!.Failure is { } failure)
        {
            Fail(reply, failure.SourceException);
            return true;
        }

        return reply.Tell();
    }

    private bool HasRoomFor(IEnumerable<OpenReply> replies) =>
        _batch.HasRoomFor([.. replies.Select(reply => reply.Prompt)], options.BatchSize, options.BatchTokens);

    private static void Fail(List<OpenReply> replies, Exception error)
    {
        replies.ForEach(reply => Fail(reply, error));
        replies.Clear();
    }

    // Not the caller's fault, whatever kind of error it is.
    private static void Fail(OpenReply reply, Exception error) => reply.Fail(
        new InvalidOperationException($"The model failed on this reply: {error.Message}", error));
}

/// <summary>
/// A loaded model and a lane for each name that it is served under. Loaded, used and disposed on one thread.
/// </summary>
internal sealed class ChatLanes : IDisposable
{
    private readonly List<(string Name, ChatLane Lane)> _lanes = [];

    private ChatLanes(LoadedModel model) => Model = model;

    /// <summary>What the lanes share.</summary>
    public LoadedModel Model { get; }

    /// <summary>The lanes with their names: the model's as it is, then those of its adapters.</summary>
    public IReadOnlyList<(string Name, ChatLane Lane)> All => _lanes;

    /// <summary>Loads a folder and adapters to it; where one can't be used, nothing stays loaded.</summary>
    /// <exception cref="MpaException">A folder can't be used; the message says which.</exception>
    public static ChatLanes Load(
        string folder, string name, IReadOnlyList<(string Name, string Folder)> adapters, TorchModelOptions options)
    {
        ChatLanes lanes = new(LoadedModel.Load(Path.GetFullPath(folder), options));
        try
        {
            // An adapter may change the vision tower too, so that each lane has features of its own.
            TorchModelOptions share = options with { ImageCacheBytes = options.ImageCacheBytes / (adapters.Count + 1) };
            lanes.Add(name, null, share);
            foreach ((string adapter, string place) in adapters)
            {
                LoraAdapters loaded = LoraAdapters.Load(lanes.Model.Network, Path.GetFullPath(place));
                loaded.Switch(on: false);
                lanes.Add(adapter, loaded, share);
            }

            return lanes;
        }
        catch
        {
            lanes.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lanes.ForEach(lane => lane.Lane.Dispose());
        Model.Dispose();
    }

    private void Add(string name, LoraAdapters? adapters, TorchModelOptions options)
    {
        FeatureComputer computer = new(Model.Network, Model.Processor);
        FeatureStore images = new(computer, Model.Processor, options.ImageCacheBytes);
        _lanes.Add((name, new ChatLane(adapters, Model, images, options)));
    }
}

using Mpa.Torch.Generation;
using Mpa.Torch.Lora;

namespace Mpa.Torch.Serving;

/// <summary>
/// The replies of one served name (the model, or one of its adapters): those under way, and those who wait for a place, in the order
/// in which they came. To be used from the engine's thread.
/// </summary>
/// <param name="adapters">Attached while this lane is at work; null for the model as it is.</param>
/// <param name="parts">The model.</param>
/// <param name="images">Features of images. Of this lane alone: an adapter may change the vision tower too.</param>
/// <param name="options">Bounds of the batch.</param>
internal sealed class ChatLane(LoraAdapters? adapters, LoadedModel parts, ImageStore images, TorchModelOptions options) : IDisposable
{
    private readonly Queue<OpenReply> _waiting = new();
    private readonly List<OpenReply> _running = [];
    private ReplyBatch _batch = new(parts.Network);

    /// <summary>Whether a reply waits or is under way.</summary>
    public bool HasWork => _waiting.Count + _running.Count > 0;

    /// <summary>Lets a reply wait for a place.</summary>
    public void Add(OpenReply reply) => _waiting.Enqueue(reply);

    /// <summary>Lets replies join as far as there is room, and writes all of them on by a token. A failure ends those concerned, not the lane.</summary>
    public void Advance()
    {
        adapters?.Switch(on: true);
        try
        {
            Join();
            _batch.Step();
            _running.RemoveAll(reply => reply.Tell());
            if (_running.Count == 0)
            {
                _batch.DropDone(); // an idle model holds no cache
            }
        }
        catch (Exception error)
        {
            Fail(_running, error);
            _batch.Dispose();
            _batch = new ReplyBatch(parts.Network);
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
    }

    private void Join()
    {
        List<OpenReply> joining = Admitted();
        if (joining.Count == 0)
        {
            return;
        }

        // From here on they are of those that a failure ends.
        _running.AddRange(joining);
        Queue<ImageFeatures> features = new(images.Read([.. joining.SelectMany(reply => reply.Images)]));
        _batch.Join([.. joining.Select(reply => reply.Begin([.. reply.Images.Select(_ => features.Dequeue().Features)], parts))]);
        images.Trim();
    }

    /// <summary>Those in front for whom there is room. Who comes later does not overtake: a long chat would wait for ever.</summary>
    private List<OpenReply> Admitted()
    {
        List<OpenReply> admitted = [];
        if (_waiting.Count > 0)
        {
            _batch.DropDone();
        }

        while (_waiting.TryPeek(out OpenReply? reply))
        {
            if (!reply.IsAbandoned && !_batch.HasRoomFor([.. admitted.Append(reply).Select(one => one.Prompt)], options.BatchSize, options.BatchTokens))
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

    private static void Fail(List<OpenReply> replies, Exception error)
    {
        // Not the caller's fault, whatever kind of error it is.
        replies.ForEach(reply => reply.Fail(new InvalidOperationException($"The model failed on this reply: {error.Message}", error)));
        replies.Clear();
    }
}

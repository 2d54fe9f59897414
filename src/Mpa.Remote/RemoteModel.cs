using System.Runtime.CompilerServices;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Remote.Endpoints;
using Mpa.Remote.Failures;
using Mpa.Remote.Http;
using Mpa.Remote.Requests;

namespace Mpa.Remote;

/// <summary>A model behind any server of OpenAI's chat completions, asked as many requests at a time as it bears.</summary>
public sealed class RemoteModel : IServedModel
{
    private readonly ServerOptions _options;
    private readonly Sender _sender;
    private readonly Conversation _conversation;

    internal RemoteModel(ServerOptions options, ApiKey key, TimeProvider time, Func<HttpMessageHandler> network)
    {
        _options = options;
        _sender = new Sender(options, key, time, network);
        _conversation = new Conversation(options, new ChatRequests(options), _sender, time);
    }

    /// <inheritdoc/>
    public string Name => _options.Model;

    /// <inheritdoc/>
    public string Fingerprint => FingerprintOf(_options);

    /// <summary>Requests that the server bears at a time, as far as is known.</summary>
    internal int Room => _sender.Door.Room;

    /// <summary>Opens the model of a recipe; nothing is sent yet.</summary>
    /// <param name="options">As the recipe states them.</param>
    /// <param name="time">For waiting, and for what requests take.</param>
    /// <exception cref="MpaException">An option is wrong, or the key is not in the environment.</exception>
    public static RemoteModel Open(ServerOptions options, TimeProvider time)
    {
        string[] problems = [.. ServerRules.Problems(options)];
        return problems.Length == 0
            ? new RemoteModel(options, ApiKey.FromEnvironment(options), time, ServerHandler.Network)
            : throw new MpaException($"The teacher can't be asked: {string.Join("; ", problems)}.");
    }

    /// <summary>The fingerprint of the model, without a request.</summary>
    public static string FingerprintOf(ServerOptions options) => RemoteFingerprint.Of(options);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ModelReply>> AskAsync(IReadOnlyList<ModelRequest> batch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ModelReply[] replies = new ModelReply[batch.Count];
        await foreach ((int index, ModelReply reply, _) in EachAsync(batch, cancellation))
        {
            replies[index] = reply;
        }

        return replies;
    }

    /// <summary>
    /// See <see cref="IServedModel.AskEachAsync"/>. Failures are given last: if there are too many, none is given, and all are asked again when the run goes on.
    /// </summary>
    public async IAsyncEnumerable<(int Index, ModelReply Reply)> AskEachAsync(
        IEnumerable<ModelRequest> requests, [EnumeratorCancellation] CancellationToken cancellation)
    {
        FailureBudget failures = new(_options.Failures);
        List<(int Index, ModelReply Reply)> failed = [];
        await foreach ((int index, ModelReply reply, string? cause) in EachAsync(requests, cancellation))
        {
            if (cause is null)
            {
                failures.Answered();
                yield return (index, reply);
            }
            else
            {
                failed.Add((index, reply));
                failures.Add(cause, reply.Error!);
            }
        }

        failures.Close();
        foreach ((int Index, ModelReply Reply) failure in failed)
        {
            yield return failure;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sender.Dispose();

    /// <summary>As many as the server bears are under way; one that fails for all ends the others.</summary>
    private async IAsyncEnumerable<(int Index, ModelReply Reply, string? Cause)> EachAsync(
        IEnumerable<ModelRequest> requests, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using IEnumerator<ModelRequest> next = requests.GetEnumerator();
        List<Task<(int, ModelReply, string?)>> underWay = [];
        try
        {
            bool more = true;
            for (int drawn = 0; more || underWay.Count > 0;)
            {
                while (more && underWay.Count < Room && (more = next.MoveNext()))
                {
                    underWay.Add(OneAsync(drawn++, next.Current, stop.Token));
                }

                if (underWay.Count > 0)
                {
                    Task<(int, ModelReply, string?)> done = await Task.WhenAny(underWay);
                    underWay.Remove(done);
                    yield return await done;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(underWay)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<(int Index, ModelReply Reply, string? Cause)> OneAsync(int index, ModelRequest request, CancellationToken cancellation)
    {
        (ModelReply reply, string? cause) = await _conversation.AskAsync(request, cancellation);
        return (index, reply, cause);
    }
}

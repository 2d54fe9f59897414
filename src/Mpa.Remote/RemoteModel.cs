using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text.Json;
using Mpa.Files;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Remote.Conversations;
using Mpa.Remote.Failures;
using Mpa.Remote.Http;
using Mpa.Remote.Sending;

namespace Mpa.Remote;

/// <summary>
/// A model behind any server of OpenAI's chat completions, asked as many requests at a time as it bears.
/// </summary>
public sealed class RemoteModel : IServedModel
{
    private readonly ServerSection _section;
    private readonly Sender _sender;
    private readonly Conversation _conversation;

    internal RemoteModel(ServerSection section, ApiKey key, TimeProvider time, Func<HttpMessageHandler> network)
    {
        _section = section;
        _sender = new Sender(section, key, time, network);
        _conversation = new Conversation(section, new ChatRequests(section.Options), _sender, time);
    }

    /// <inheritdoc/>
    public string Name => _section.Options.Model;

    /// <inheritdoc/>
    public string Fingerprint => FingerprintOf(_section.Options);

    /// <inheritdoc/>
    public string? Waiting => _sender.Waiting;

    /// <inheritdoc/>
    public string? Notice => _conversation.Notice;

    /// <summary>Requests that the server bears at a time, as far as is known.</summary>
    internal int Capacity => _sender.Balancer.Capacity;

    /// <summary>Opens the model of a recipe; nothing is sent yet.</summary>
    /// <param name="options">As the recipe states them.</param>
    /// <param name="role">What the model is in the run: messages name it and its keys in the recipe by it.</param>
    /// <param name="time">For waiting, and for what requests take.</param>
    /// <exception cref="MpaException">An option is wrong, or the key is not in the environment.</exception>
    public static RemoteModel Open(ServerOptions options, ModelRole role, TimeProvider time)
    {
        ServerSection section = new(role, options);
        string[] problems = [.. ServerRules.Problems(options)];
        return problems.Length == 0
            ? new RemoteModel(section, ApiKey.FromEnvironment(section), time, ServerHandler.Network)
            : throw new MpaException($"The {section.RoleName} can't be asked: {string.Join("; ", problems)}.");
    }

    /// <summary>Whether the model can be asked, as far as can be told without asking it.</summary>
    /// <param name="options">As the recipe states them.</param>
    /// <param name="role">What the model is in the run.</param>
    /// <exception cref="MpaException">The key is not in the environment, or is none.</exception>
    public static void Check(ServerOptions options, ModelRole role) =>
        ApiKey.FromEnvironment(new ServerSection(role, options));

    /// <summary>
    /// Identifies a served model by what its answers depend on as far as a recipe can tell it: never by address, key,
    /// limits or prices, so that a run may move to another server of the same model. No request is sent.
    /// </summary>
    public static string FingerprintOf(ServerOptions options)
    {
        object?[] parts =
        [
            "served",
            options.Model,
            options.Revision,
            options.Reports,
            options.ExtraBody,
            options.Structured,
            options.Repairs,
            options.ImageFormats.Order(StringComparer.Ordinal),
            options.MaxPixels,
            options.MaxImageBytes,
            .. options.ThinkingKey(),
        ];
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(parts, MpaJson.Line)));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ModelReply>> AskAsync(
        IReadOnlyList<ModelRequest> batch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ModelReply[] replies = new ModelReply[batch.Count];
        await foreach ((int index, ModelReply reply, _) in EachAsync(batch, null, cancellation))
        {
            replies[index] = reply;
        }

        return replies;
    }

    /// <summary>
    /// See <see cref="IServedModel.AskEachAsync"/>. Failures are given last: if there are too many, none is given, and
    /// all are asked again when the run goes on.
    /// </summary>
    public async IAsyncEnumerable<(int Index, ModelReply Reply)> AskEachAsync(
        IEnumerable<ModelRequest> requests, [EnumeratorCancellation] CancellationToken cancellation)
    {
        List<(int Index, ModelReply Reply)> failed = [];
        FailureBudget failures = new(_section);
        await foreach ((int index, ModelReply reply, string? cause) in EachAsync(requests, failures, cancellation))
        {
            if (cause is null)
            {
                yield return (index, reply);
            }
            else
            {
                failed.Add((index, reply));
            }
        }

        foreach ((int Index, ModelReply Reply) failure in failed)
        {
            yield return failure;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sender.Dispose();

    /// <summary>
    /// As many as the server bears are under way. When one fails for all, or too many fail, nothing more is sent; what
    /// was sent is paid for, so its replies are given before the failure is thrown.
    /// </summary>
    private async IAsyncEnumerable<(int Index, ModelReply Reply, string? Cause)> EachAsync(
        IEnumerable<ModelRequest> requests,
        FailureBudget? failures,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using RequestsUnderWay underWay = new(_conversation, _sender.Balancer, requests, cancellation);
        ExceptionDispatchInfo? end = null;
        while (await underWay.NextAsync() is { } done)
        {
            (int, ModelReply, string?)? result = null;
            try
            {
                result = await done;
                failures?.Count(result.Value.Item3, result.Value.Item2);
            }
            catch (Exception error)
            {
                end ??= ExceptionDispatchInfo.Capture(error);
                underWay.SendNoMore();
                result = null;
            }

            if (result is { } reply)
            {
                yield return reply;
            }
        }

        end?.Throw();
        failures?.Close();
    }
}

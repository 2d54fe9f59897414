namespace Mpa.Models;

/// <summary>
/// Who answers: the one seam between the method and a model. A checkpoint folder, a server and a test fake implement
/// it; caching, limits and logging wrap it.
/// </summary>
public interface IVisionLanguageModel : IDisposable
{
    /// <summary>The name people know the model by, such as "demo-teacher".</summary>
    string Name { get; }

    /// <summary>
    /// Identifies the weights: equal fingerprints give equal answers. Part of every row's content key.
    /// </summary>
    string Fingerprint { get; }

    /// <summary>
    /// Answers each request of the batch, in order. A request that cannot be answered gives a reply with
    /// <see cref="ModelReply.Error"/> set; only a failure of the model as a whole is thrown.
    /// </summary>
    Task<IReadOnlyList<ModelReply>> AskAsync(IReadOnlyList<ModelRequest> batch, CancellationToken cancellation);
}

/// <summary>
/// A model behind a server. Each of its requests stands alone, so it is handed all requests of a stage and decides
/// itself how many are under way; a model of this machine is handed batches, whose shape is part of its arithmetic.
/// </summary>
public interface IServedModel : IVisionLanguageModel
{
    /// <summary>
    /// What is waited for, and how long still, while the server turns requests away or fails; null while it answers.
    /// May be read on any thread.
    /// </summary>
    string? Waiting => null;

    /// <summary>
    /// What a person should know of how the server takes what it is asked; null for nothing. May be read on any thread.
    /// </summary>
    string? Notice => null;

    /// <summary>
    /// Answers requests in any order and gives each reply when it is there. A request that cannot be answered gives a
    /// reply with <see cref="ModelReply.Error"/> set, in the end; only a failure of the server as a whole is thrown.
    /// </summary>
    /// <param name="requests">
    /// Drawn one at a time, when there is room for the next, by one caller at a time; may end at any.
    /// </param>
    /// <param name="cancellation">Ends what is under way.</param>
    /// <returns>Place in <paramref name="requests"/>, from 0, and reply; one for each that was drawn.</returns>
    IAsyncEnumerable<(int Index, ModelReply Reply)> AskEachAsync(
        IEnumerable<ModelRequest> requests, CancellationToken cancellation);
}

/// <summary>
/// Room on disk where a model of this machine keeps what its vision tower saw, so that it looks at an image once in all
/// stages and after a stop.
/// </summary>
/// <param name="Folder">Full path; made when needed. What lies in it can be made again.</param>
/// <param name="Bytes">Kept at most.</param>
public sealed record FeatureRoom(string Folder, long Bytes);

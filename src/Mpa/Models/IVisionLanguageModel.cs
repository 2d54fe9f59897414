namespace Mpa.Models;

/// <summary>
/// Who answers: the one seam between the method and a model. A checkpoint folder, a server and a test fake implement it;
/// caching, limits and logging wrap it.
/// </summary>
public interface IVisionLanguageModel : IDisposable
{
    /// <summary>The name people know the model by, such as "demo-teacher".</summary>
    string Name { get; }

    /// <summary>Identifies the weights: equal fingerprints give equal answers. Part of every row's content key.</summary>
    string Fingerprint { get; }

    /// <summary>
    /// Answers each request of the batch, in order. A request that cannot be answered gives a reply with
    /// <see cref="ModelReply.Error"/> set; only a failure of the model as a whole is thrown.
    /// </summary>
    Task<IReadOnlyList<ModelReply>> AskAsync(IReadOnlyList<ModelRequest> batch, CancellationToken cancellation);
}

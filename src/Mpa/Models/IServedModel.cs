namespace Mpa.Models;

/// <summary>
/// A model behind a server. Each of its requests stands alone, so it is handed all requests of a stage and decides itself how many are
/// under way; a model of this machine is handed batches, whose shape is part of its arithmetic.
/// </summary>
public interface IServedModel : IVisionLanguageModel
{
    /// <summary>
    /// Answers requests in any order and gives each reply when it is there. A request that cannot be answered gives a reply with
    /// <see cref="ModelReply.Error"/> set, in the end; only a failure of the server as a whole is thrown.
    /// </summary>
    /// <param name="requests">Drawn one at a time, when there is room for the next, by one caller at a time; may end at any.</param>
    /// <param name="cancellation">Ends what is under way.</param>
    /// <returns>Place in <paramref name="requests"/>, from 0, and reply; one for each that was drawn.</returns>
    IAsyncEnumerable<(int Index, ModelReply Reply)> AskEachAsync(IEnumerable<ModelRequest> requests, CancellationToken cancellation);
}

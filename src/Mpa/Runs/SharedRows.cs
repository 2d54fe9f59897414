using Mpa.Files;

namespace Mpa.Runs;

/// <summary>
/// Rows of other runs (the recipe's <c>reuse</c>) that this run would else ask for: a row is taken when id and content key are those
/// of the plan, so image bytes, prompt, model and sampling are the same. The copy says which run it is from.
/// </summary>
/// <param name="files">The same file in each of the other runs: folder and path, in the order of the recipe.</param>
/// <param name="copy">Gives the row with the folder that it is from.</param>
internal sealed class SharedRows<TRow>(IReadOnlyList<(string Folder, string Path)> files, Func<TRow, string, TRow> copy)
    where TRow : class
{
    /// <summary>The rows that the plan wants, that this run lacks and another run has, in the order of the plan.</summary>
    public IReadOnlyList<TRow> Missing(IReadOnlyList<Ask<TRow>> plan, IReadOnlyDictionary<string, TRow> have, Func<TRow, (string Id, string Key)> identity)
    {
        Dictionary<string, TRow> found = [];
        foreach ((string folder, string path) in files)
        {
            Ask<TRow>[] missing = [.. plan.Where(ask => ask.Wanted && !have.ContainsKey(ask.Id) && !found.ContainsKey(ask.Id))];
            if (missing.Length == 0)
            {
                break;
            }

            foreach ((string id, TRow row) in AskedRows<TRow>.Fresh(JsonLines.Read<TRow>(path), missing, identity))
            {
                found.Add(id, copy(row, folder));
            }
        }

        return [.. plan.Where(ask => found.ContainsKey(ask.Id)).Select(ask => found[ask.Id])];
    }
}

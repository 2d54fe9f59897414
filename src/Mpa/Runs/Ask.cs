using Mpa.Models;

namespace Mpa.Runs;

/// <summary>One planned row: what is asked of a model, and how its reply becomes the row.</summary>
/// <param name="Id">Of the row; unique in its file.</param>
/// <param name="Key">Content key; a row with another key is stale.</param>
/// <param name="Request">What the model is asked.</param>
/// <param name="ToRow">Makes the row of the reply.</param>
/// <param name="Wanted">False: a row that is there already is used, but the model isn't asked for it.</param>
internal sealed record Ask<TRow>(string Id, string Key, ModelRequest Request, Func<ModelReply, TRow> ToRow, bool Wanted = true);

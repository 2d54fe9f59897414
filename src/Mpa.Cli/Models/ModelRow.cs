using Mpa.Cli.Display;
using Mpa.Cli.Recipes;
using Mpa.Hub;
using Mpa.Torch.Inspection;

namespace Mpa.Cli.Models;

/// <summary>A model in the list of <c>mpa models</c>: its columns, and what has to be said of it beside them.</summary>
/// <param name="Cells">One text a column of <see cref="Header"/>.</param>
/// <param name="Note">Null for nothing.</param>
internal sealed record ModelRow(IReadOnlyList<string> Cells, string? Note)
{
    /// <summary>The names of the columns.</summary>
    public static ModelRow Header { get; } = new(["model", "family", "size", "on disk", "dtype", "teacher", "student"], null);

    /// <summary>The row of a model folder; a damaged one is told in its row.</summary>
    public static ModelRow Of(string folder, long memory)
    {
        string name = RecipePaths.Show(folder);
        try
        {
            ModelInventory model = ModelInventory.Read(folder);
            ModelFitness fitness = ModelFitness.Of(model, memory);
            string[] cells = [name, model.Config.Family, Format.Size(model.Parameters), Format.Bytes(model.Bytes), string.Join(", ", model.ElementTypes), fitness.Teacher, fitness.Student];
            return new ModelRow(cells, fitness.Reason);
        }
        catch (Exception error) when (error is MpaException or IOException or UnauthorizedAccessException)
        {
            return new ModelRow([name, "?", "", "", "", "no", "no"], error.Message);
        }
    }

    /// <summary>The row of a folder in which a pull that was stopped has gathered files.</summary>
    public static ModelRow Unfinished(string folder)
    {
        PullRecord? record = PullRecord.Read(folder);
        string again = record is null ? "mpa pull" : $"mpa pull {TypedCommand.Quote(new HubModelName(record.Repository.Split('/')[0], record.Repository.Split('/')[^1], record.Revision).ToString())}";
        return new ModelRow([RecipePaths.Show(folder), "?", "", "", "", "no", "no"], $"its pull was stopped; go on with: {again}");
    }

    /// <summary>Rows as lines, each column as wide as its widest cell; notes below their row.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<ModelRow> rows)
    {
        ModelRow[] all = [Header, .. rows];
        int[] widths = [.. Enumerable.Range(0, Header.Cells.Count).Select(column => all.Max(row => row.Cells[column].Length))];
        foreach (ModelRow row in all)
        {
            yield return string.Join("  ", row.Cells.Select((cell, column) => column is 2 or 3 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd();
            if (row.Note is not null)
            {
                yield return $"  {row.Note.ReplaceLineEndings("\n  ")}";
            }
        }
    }
}

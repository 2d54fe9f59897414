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
    public static ModelRow Header { get; } =
        new(["model", "family", "size", "on disk", "dtype", "teacher", "student"], null);

    /// <summary>The row of a folder; what is damaged or unfinished is told in its row.</summary>
    public static ModelRow Of(string folder, long memory)
    {
        try
        {
            return ModelFolders.IsUnfinished(folder)
                ? Unusable(folder, $"its pull was stopped; go on with: {Again(folder)}")
                : Of(ModelInventory.Read(folder), memory);
        }
        catch (Exception error) when (error is MpaException or IOException or UnauthorizedAccessException)
        {
            return Unusable(folder, error.Message);
        }
    }

    /// <summary>Rows as lines, each column as wide as its widest cell; notes below their row.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<ModelRow> rows)
    {
        ModelRow[] all = [Header, .. rows];
        int[] widths = [.. Header.Cells.Select((_, column) => all.Max(row => row.Cells[column].Length))];
        foreach (ModelRow row in all)
        {
            yield return string.Join("  ", row.Cells.Select((cell, column) => Pad(cell, column, widths))).TrimEnd();
            if (row.Note is not null)
            {
                yield return $"  {row.Note.ReplaceLineEndings("\n  ")}";
            }
        }
    }

    private static ModelRow Of(ModelInventory model, long memory)
    {
        ModelFitness fitness = ModelFitness.Of(model, memory);
        string types = string.Join(", ", model.ElementTypes);
        return new ModelRow(
            [
                RecipePaths.Show(model.Folder),
                model.Config.Family,
                Format.Size(model.Parameters),
                Format.Bytes(model.Bytes),
                types,
                fitness.Teacher,
                fitness.Student,
            ],
            fitness.Reason);
    }

    private static ModelRow Unusable(string folder, string why) =>
        new([RecipePaths.Show(folder), "?", "", "", "", "no", "no"], why);

    private static string Again(string folder)
    {
        string source = TypedCommand.Quote(PullRecord.Read(folder)!.Source);
        return $"mpa pull {source} --to {TypedCommand.Quote(RecipePaths.Show(ModelFolders.TargetOf(folder)))}";
    }

    // Sizes stand at the right of their columns.
    private static string Pad(string cell, int column, int[] widths) =>
        column is 2 or 3 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]);
}

namespace Mpa.Runs;

/// <summary>
/// What a run folder keeps of other settings: rows and leveled students that come back when their settings do.
/// </summary>
/// <param name="Rows">Replies of models.</param>
/// <param name="Students">Leveled students, and trainings that were interrupted.</param>
/// <param name="Bytes">On disk.</param>
public sealed record KeptWork(long Rows, int Students, long Bytes)
{
    /// <summary>What is kept; zeros without anything.</summary>
    public static KeptWork Of(RunFolder folder)
    {
        DirectoryInfo kept = new(folder.Kept);
        if (!kept.Exists)
        {
            return new KeptWork(0, 0, 0);
        }

        string leveled = Path.Combine(folder.Kept, "leveled");
        return new KeptWork(
            kept.GetFiles("*.jsonl").Sum(file => File.ReadLines(file.FullName).LongCount()),
            Directory.Exists(leveled) ? Directory.GetDirectories(leveled).Length : 0,
            kept.GetFiles("*", SearchOption.AllDirectories).Sum(file => file.Length));
    }

    /// <summary>Deletes it.</summary>
    /// <returns>What there was.</returns>
    /// <exception cref="MpaException">Another process runs in the folder.</exception>
    public static KeptWork Remove(RunFolder folder)
    {
        using RunLock alone = RunLock.Take(folder);
        KeptWork work = Of(folder);
        if (Directory.Exists(folder.Kept))
        {
            Directory.Delete(folder.Kept, recursive: true);
        }

        return work;
    }
}

using System.Globalization;
using System.IO.Enumeration;
using System.Text.RegularExpressions;
using Mpa.Data.Formats;

namespace Mpa.Data;

/// <summary>The files of a data set that is named by a folder or by one of its shards.</summary>
internal static partial class DataFiles
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Full paths in order; none for a folder of images.</summary>
    /// <exception cref="MpaException">
    /// The path isn't there, a shard is missing, or the folder holds several data sets.
    /// </exception>
    public static IReadOnlyList<string> Of(string path)
    {
        if (File.Exists(path))
        {
            return Shards(path);
        }

        if (!Directory.Exists(path))
        {
            throw new MpaException($"{path}: no such file or folder.");
        }

        if (Questions(path) is { } questions)
        {
            return questions;
        }

        string[] files = Tables(path);
        string[] lists = [.. files.Where(file => !IsParquet(file))];
        return ChartQa(path, lists)
            ?? OkVqa(path, lists)
            ?? EasyVqa(path, lists)
            ?? Parquet(path, files.Where(IsParquet))
            ?? [];
    }

    private static string[]? Questions(string folder)
    {
        string file = Path.Combine(folder, "questions.jsonl");
        return File.Exists(file) ? [file] : null;
    }

    // One split of ChartQA: SPLIT_human.json and SPLIT_augmented.json beside png.
    private static string[]? ChartQa(string folder, IEnumerable<string> lists)
    {
        string[] files =
        [
            .. lists
                .Where(file => file.EndsWith("_human.json", StringComparison.Ordinal)
                    || file.EndsWith("_augmented.json", StringComparison.Ordinal))
                .OrderDescending(StringComparer.Ordinal)
        ];
        return files.Length > 0 && Directory.Exists(Path.Combine(folder, "png")) ? files : null;
    }

    private static string[]? OkVqa(string folder, IEnumerable<string> lists)
    {
        string[] files = [.. lists.Where(file => file.EndsWith("_questions.json", StringComparison.Ordinal))];
        return files.Length > 1 ? throw Several(folder, files) : files.Length == 1 ? files : null;
    }

    private static string[]? EasyVqa(string folder, IEnumerable<string> lists) =>
        EasyVqaRows.Of(folder, lists) is { } file ? [file] : null;

    private static IReadOnlyList<string>? Parquet(string folder, IEnumerable<string> here)
    {
        string inner = Path.Combine(folder, "data");
        string[] below = Directory.Exists(inner) ? Directory.GetFiles(inner, "*.parquet") : [];
        string[] files = [.. here.Concat(below).Order(StringComparer.Ordinal)];
        string[] firsts = [.. files.DistinctBy(SetOf)];
        return firsts.Length > 1 ? throw Several(folder, firsts) : firsts.Length == 1 ? Shards(firsts[0]) : null;
    }

    // What the shards of one data set have in common.
    private static string SetOf(string file) =>
        ShardName().Match(file) is { Success: true } shard ? shard.Groups[1].Value : file;

    private static IReadOnlyList<string> Shards(string file)
    {
        if (ShardName().Match(file) is not { Success: true } shard)
        {
            return [file];
        }

        string count = shard.Groups[2].Value;
        string[] files =
        [
            .. Enumerable.Range(0, int.Parse(count, CultureInfo.InvariantCulture))
                .Select(i => $"{shard.Groups[1].Value}-{i:D5}-of-{count}.parquet")
        ];
        return files.FirstOrDefault(f => !File.Exists(f)) is { } missing
            ? throw new MpaException(
                $"{file} is one of {files.Length} shards, and {Path.GetFileName(missing)} is not beside it. Fetch it.")
            : files;
    }

    // In one go, and without the names of other files: a folder of images may have a million of them.
    private static string[] Tables(string folder)
    {
        FileSystemEnumerable<string> files = new(folder, (ref FileSystemEntry entry) => entry.ToFullPath(), Everything)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory
                && (Ends(entry.FileName, ".json") || Ends(entry.FileName, ".parquet")),
        };
        return [.. files.Order(StringComparer.Ordinal)];
    }

    private static bool IsParquet(string file) => Ends(file, ".parquet");

    private static bool Ends(ReadOnlySpan<char> name, string extension) => name.EndsWith(
        extension, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private static MpaException Several(string folder, IEnumerable<string> files) =>
        new(
            $"{folder} holds several data sets: "
                + $"{string.Join(", ", files.Select(file => Path.GetRelativePath(folder, file)))}. Name one of them.");

    [GeneratedRegex(@"^(.*)-\d{5}-of-(\d{5})\.parquet$")]
    private static partial Regex ShardName();
}

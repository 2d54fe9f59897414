using System.Text.RegularExpressions;
using Mpa.Data.Rows;

namespace Mpa.Data.Audit;

/// <summary>Reads a data set once and counts.</summary>
public static partial class Auditor
{
    private const int Examples = 3;

    /// <summary>Counts rows, questions, answers and images, and compares with what is published and with another data set.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="against">Another one that may share no image with it; null compares with none.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="MpaException">A file is damaged.</exception>
    public static DataAudit Run(DataSet data, DataSet? against = null, CancellationToken cancellation = default)
    {
        RowAudit rows = new(data, probe: true);
        foreach (DataRow row in data.Rows(cancellation))
        {
            rows.Add(row);
        }

        return rows.Result() with { Shared = against is null ? null : Compare(rows, against, cancellation) };
    }

    // COCO numbers its images across train and val, and some files give the number alone.
    private static string FileName(string image)
    {
        string name = Path.GetFileName(image);
        return CocoName().Match(name) is { Success: true } coco ? coco.Groups[1].Value : name;
    }

    // By bytes when each has some of its images, else by the last part of their names.
    private static SharedImages Compare(RowAudit rows, DataSet against, CancellationToken cancellation)
    {
        RowAudit others = new(against, probe: false);
        foreach (DataRow row in against.Rows(cancellation))
        {
            others.Add(row);
        }

        bool byContent = rows.Images.Good > 0 && others.Images.Good > 0;
        Func<KeyValuePair<string, string>, string> key = byContent ? image => image.Value : image => FileName(image.Key);
        HashSet<string> theirs = [.. others.Images.Contents.Select(key).Where(text => text.Length > 0)];
        KeyValuePair<string, string>[] mine = [.. rows.Images.Contents.Where(image => key(image).Length > 0)];
        string[] shared = [.. mine.Where(image => theirs.Contains(key(image))).Select(image => image.Key)];
        return new SharedImages(against.Path, shared.Length, mine.Length, byContent, [.. shared.Take(Examples)]);
    }

    [GeneratedRegex(@"^COCO_(?:train|val)2014_0*(\d+)\.jpg$")]
    private static partial Regex CocoName();
}

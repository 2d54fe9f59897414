using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Mpa.Data.Rows;
using Mpa.Images;

namespace Mpa.Data.Audit;

/// <summary>Reads a data set once and counts.</summary>
public static partial class Auditor
{
    private const int Examples = 3;

    /// <summary>
    /// Counts rows, questions, answers and images, and compares with what is published and with another data set.
    /// </summary>
    /// <param name="data">The data set.</param>
    /// <param name="against">Another one that may share no image with it; null compares with none.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="MpaException">A file is damaged.</exception>
    public static DataAudit Run(DataSet data, DataSet? against = null, CancellationToken cancellation = default)
    {
        RowAudit rows = new(data, probe: true);
        foreach (DataRow row in data.Rows(cancellation, several: true))
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
        foreach (DataRow row in against.Rows(cancellation, several: true))
        {
            others.Add(row);
        }

        bool byContent = rows.Images.Good > 0 && others.Images.Good > 0;
        Func<KeyValuePair<string, string>, string> key = byContent
            ? image => image.Value
            : image => FileName(image.Key);
        HashSet<string> theirs = [.. others.Images.Contents.Select(key).Where(text => text.Length > 0)];
        KeyValuePair<string, string>[] mine = [.. rows.Images.Contents.Where(image => key(image).Length > 0)];
        string[] shared = [.. mine.Where(image => theirs.Contains(key(image))).Select(image => image.Key)];
        return new SharedImages(against.Path, shared.Length, mine.Length, byContent, [.. shared.Take(Examples)]);
    }

    [GeneratedRegex(@"^COCO_(?:train|val)2014_0*(\d+)\.jpg$")]
    private static partial Regex CocoName();
}

/// <summary>Counts the rows of one data set as they come.</summary>
/// <param name="data">The data set.</param>
/// <param name="probe">False doesn't decode its images.</param>
internal sealed class RowAudit(DataSet data, bool probe)
{
    private readonly Fingerprints _ids = new();
    private readonly Fingerprints _questions = new();
    private readonly Fingerprints _asked = new();
    private readonly Tally _problems = new();
    private readonly Tally _repeatedIds = new();
    private readonly Tally _repeatedQuestions = new();
    private readonly AnswerCounts _answers = new();
    private long _rows;
    private long _asking;

    public ImageAudit Images { get; } = new(data.ImageRoot);

    public void Add(DataRow row)
    {
        _rows++;
        if (row.Problem is { } problem)
        {
            _problems.Add(problem.Cause, $"{row.Place}: {problem.Message}");
            return;
        }

        if (!_ids.Add(row.Id))
        {
            _repeatedIds.Add("repeated id", $"{row.Place}: \"{row.Id}\"");
        }

        string image = ImageSource.JoinedPath([.. row.Images.Select(one => Images.Look(row, one, probe))]);
        if (row.Question is { } question)
        {
            AddQuestion(row, image, question);
        }
    }

    /// <summary>What was counted.</summary>
    public DataAudit Result() => new()
    {
        Data = data,
        Rows = _rows,
        Problems = _problems,
        Images = Images.Count,
        GoodImages = Images.Good,
        BadImages = Images.Bad,
        NotedImages = Images.Noted,
        RepeatedImages = Images.Repeated,
        RepeatedIds = _repeatedIds,
        RepeatedQuestions = _repeatedQuestions,
        Questions = _asking,
        DistinctQuestions = _questions.Count,
        Answers = _answers,
        Published = PublishedCounts.Compare(data.Benchmark, data.SplitName, _rows, Images.Count),
    };

    private void AddQuestion(DataRow row, string image, string question)
    {
        _asking++;
        _questions.Add(question);
        if (!_asked.Add($"{image}\n{question}"))
        {
            _repeatedQuestions.Add("repeated question", $"{row.Place}: \"{question}\"");
        }

        _answers.Add(row);
    }
}

/// <summary>A set of texts that holds 16 bytes of each, so that millions of rows can be counted.</summary>
internal sealed class Fingerprints
{
    private readonly HashSet<UInt128> _seen = [];

    public int Count => _seen.Count;

    /// <summary>False when the text was there already.</summary>
    public bool Add(string text) =>
        _seen.Add(BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
}

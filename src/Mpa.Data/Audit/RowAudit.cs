using Mpa.Data.Rows;

namespace Mpa.Data.Audit;

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

        string image = Images.Look(row, probe);
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
        ImagesChecked = Images.Good > 0 || data.ImageRootStated,
        BadImages = Images.Good > 0 || data.ImageRootStated ? Images.Bad : new Tally(),
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

using Mpa.Data.Rows;
using Mpa.Evaluation;
using Mpa.Images;
using Mpa.Runs;

namespace Mpa.Data.Import;

/// <summary>Makes test questions of a data set's rows, and stops at the first that is none.</summary>
internal static class TestRows
{
    /// <param name="request">Names the source and how many questions to take.</param>
    /// <param name="data">The opened source.</param>
    /// <param name="images">The paths of a row's images below the test's root.</param>
    /// <exception cref="MpaException">A row can't be used, or there is none.</exception>
    public static TestQuestion[] Read(DataRequest request, DataSet data, Func<DataRow, IReadOnlyList<string>> images)
    {
        IEnumerable<DataRow> rows = data.Rows(request.Cancellation, several: true);
        rows = request.Limit > 0 ? rows.Take(request.Limit) : rows;
        HashSet<string> ids = [];
        TestQuestion[] questions = [.. rows.Select(row => Question(row, images(Usable(row)), ids, data))];
        return questions.Length > 0 ? questions : throw new MpaException($"{request.Path} holds no question.");
    }

    private static TestQuestion Question(
        DataRow row, IReadOnlyList<string> images, HashSet<string> ids, DataSet data)
    {
        string path = ImageSource.JoinedPath(images);
        TestQuestion question = new(row.Id, path, row.Question!, row.Answers, row.Slice, row.Kind)
        {
            Images = images.Count > 1 ? images : null,
        };
        return TestSplit.Problem(question, ids) is { } problem
            ? throw new MpaException($"{row.Place}: {problem}{string.Concat(data.Notes.Select(note => $" ({note}.)"))}")
            : question;
    }

    private static DataRow Usable(DataRow row) => row switch
    {
        { Problem: { } problem } => throw Unusable(row, problem),
        { Question: null } => throw Unusable(row, new RowProblem("", "it names an image without a question")),
        _ => row,
    };

    /// <summary>The error about a row that a test can't be without.</summary>
    public static MpaException Unusable(DataRow row, RowProblem problem) =>
        new(
            $"{row.Place}: {problem.Message}. \"mpa data check\" lists all such rows; "
                + "\"mpa data convert\" writes the set without them.");
}

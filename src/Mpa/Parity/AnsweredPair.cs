using Mpa.Annotation;
using Mpa.Files;
using Mpa.Runs;

namespace Mpa.Parity;

/// <summary>A usable pair and what was said to its question; none of those who weren't asked.</summary>
internal sealed record AnsweredPair(
    PseudoAnnotation Pair, IReadOnlyList<Answer> Teacher, IReadOnlyList<Answer> Student)
{
    /// <summary>All of a run, read as they are gone through: its files have one order.</summary>
    public static IEnumerable<AnsweredPair> Of(RunSession run)
    {
        using AnswersByPair teacher = new(run.Folder.TeacherAnswers), student = new(run.Folder.StudentAnswers);
        foreach (PseudoAnnotation pair in ParityIdentifier.UsablePairs(run))
        {
            yield return new AnsweredPair(pair, teacher.Of(pair.Id), student.Of(pair.Id));
        }
    }
}

/// <summary>The answers of a file in the order of the pairs, of which it is gone through once.</summary>
internal sealed class AnswersByPair : IDisposable
{
    private readonly IEnumerator<Answer> _rows;
    private bool _any;

    /// <summary>Begins with the first.</summary>
    public AnswersByPair(string path)
    {
        _rows = JsonLines.Stream<Answer>(path).GetEnumerator();
        _any = _rows.MoveNext();
    }

    /// <summary>Those to one pair; none when the next ones are of a later pair.</summary>
    public IReadOnlyList<Answer> Of(string pairId)
    {
        List<Answer> answers = [];
        for (; _any && _rows.Current.AnnotationId == pairId; _any = _rows.MoveNext())
        {
            answers.Add(_rows.Current);
        }

        return answers;
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();
}

using Mpa.Asking;
using Mpa.Models;
using Mpa.Runs;

namespace Mpa.Parity;

/// <summary>
/// Another model's answers to the questions of pairs that the rule keeps: an error that teacher and rule share is not
/// taught on the teacher's word alone.
/// </summary>
internal static class SecondOpinion
{
    /// <summary>A request for each pair that would be kept.</summary>
    /// <param name="run">The run.</param>
    /// <param name="answered">By teacher and student.</param>
    public static Inquiry<Answer> Inquire(RunSession run, IEnumerable<AnsweredPair> answered) =>
        ParityIdentifier.Inquire(
        run,
        ModelRole.Opinion,
        [
            .. ParityIdentifier.Decide(run, answered, opinions: false)
                .Where(example => example.Verdict == Verdict.Kept)
                .Select(example => new AskedPair(example.Id, example.ImageId, example.Question)),
        ],
        _ => true);
}

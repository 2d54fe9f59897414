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
    /// <summary>A request for each pair that would be kept, as far as both models have answered.</summary>
    public static Inquiry<Answer> Inquire(RunSession run) => ParityIdentifier.Inquire(
        run,
        ModelRole.Opinion,
        [
            .. ParityIdentifier.Decide(run, opinions: false)
                .Where(example => example.Verdict == Verdict.Kept)
                .Select(example => new AskedPair(example.Id, example.ImageId, example.Question)),
        ],
        _ => true);
}

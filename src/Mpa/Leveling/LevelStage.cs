using Mpa.Planning;
using Mpa.Runs;

namespace Mpa.Leveling;

/// <summary>Stage 4, the paper's Parity Leveler: the student is trained on the parity set.</summary>
internal sealed class LevelStage : Stage
{
    public override int Number => 4;

    public override string Name => "level";

    public override string Unit => "pairs";

    public override string? Alone => "Stage 4 alone (PL): the student is trained on the kept pairs.";

    internal override IReadOnlyList<string> Files(RunFolder folder) => [folder.Training, folder.Leveled];

    internal override string Key(RunSession run) => Leveler.Key(run);

    internal override StagePlan Plan(StageOutlook outlook) => base.Plan(outlook) with
    {
        Example = RequestShape.Example(outlook.Run.Task, outlook.Run.Recipe.Level.BatchSize),
    };

    internal override Task<StageCounts> RunAsync(RunSession run, string key, CancellationToken cancellation) =>
        Task.FromResult(new Leveler(run).Run(key, cancellation));
}

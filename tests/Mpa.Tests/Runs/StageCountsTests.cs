using FsCheck.Xunit;
using Mpa.Runs;

namespace Mpa.Tests.Runs;

public sealed class StageCountsTests
{
    [Property]
    public bool A_stage_stands_only_when_every_item_is_accounted_for(byte kept, byte rejected, byte failed, sbyte lost)
    {
        StageCounts counts = new()
        {
            In = kept + rejected + failed + lost,
            Out = new Dictionary<string, long> { ["kept"] = kept },
            Rejected = new Dictionary<string, long> { ["rule"] = rejected },
            Failed = new Dictionary<string, long> { ["cause"] = failed },
        };

        return Stands(counts) == (lost == 0);
    }

    private static bool Stands(StageCounts counts)
    {
        try
        {
            counts.Complete(Stage.Annotate, 0, default, "key", new Dictionary<string, string>());
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}

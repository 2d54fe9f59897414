using Mpa.Files;
using Mpa.Planning;
using Mpa.Runs;

namespace Mpa.Images;

/// <summary>Stage 0: lists, checks and hashes the images.</summary>
internal sealed class CollectStage : Stage
{
    public override int Number => 0;

    public override string Name => "collect";

    public override string Unit => "files";

    internal override IReadOnlyList<string> Files(RunFolder folder) => [folder.Images, folder.FailedImages];

    /// <summary>
    /// Changes with the list of files, their lengths and times, and with the tests whose images are left out. Reads no
    /// image.
    /// </summary>
    internal override string Key(RunSession run)
    {
        List<object?> parts = ["collect", run.OpenImages(DataAccess.Stamp).Stamp];
        parts.AddRange(TestImages.Key(run) is { } tests ? [tests] : []);
        parts.AddRange(run.Recipe.ImagesMost > 1 ? [run.Recipe.ImagesMost] : []);
        return ContentKey.Of(parts);
    }

    internal override StagePlan Plan(StageOutlook outlook)
    {
        if (outlook.Done is { } done)
        {
            return base.Plan(outlook) with
            {
                Items = done.Out["images"],
                InTest = done.Rejected.GetValueOrDefault(TestImages.Cause),
            };
        }

        ImageSource source = outlook.Run.OpenImages(DataAccess.Look);
        IReadOnlyList<(string File, string Test)> shared = TestImages.Of(outlook.Run, DataAccess.Look)
            .FoundIn(source.Paths.SelectMany(source.FilesOf).Select(file => Path.Combine(source.Root, file)));
        TestImages.Require(outlook.Run, shared.Count, shared.Count > 0 ? shared[0] : null);
        return base.Plan(outlook) with { Items = source.Paths.Count - shared.Count, InTest = shared.Count };
    }

    internal override Task<StageCounts> RunAsync(RunSession run, string key, CancellationToken cancellation)
    {
        using ImageCollector collector = new(run, this);
        return Task.FromResult(collector.Run(cancellation));
    }
}

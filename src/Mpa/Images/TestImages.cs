using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Runs;

namespace Mpa.Images;

/// <summary>
/// The images of a run's labeled tests. What a test asks about must not be trained on, so that the method leaves it out
/// of the unlabeled images: the test stays as it was published.
/// </summary>
internal sealed class TestImages
{
    /// <summary>Cause of an image that the run goes on without.</summary>
    public const string Cause = "image of the test";

    private readonly List<string> _files;

    private TestImages(List<string> files) => _files = files;

    /// <summary>The images of both tests; none in a run without one.</summary>
    /// <exception cref="MpaException">A test can't be read.</exception>
    public static TestImages Of(RunSession run, DataAccess access)
    {
        IEnumerable<TestSplit> tests = Sources(run).Select(test => run.OpenTest(test, access));
        return new TestImages(
        [
            .. tests.SelectMany(split => split.AllImagePaths()).Distinct().Where(File.Exists),
        ]);
    }

    /// <summary>What the comparison depends on; null in a run without a test.</summary>
    public static string? Key(RunSession run) => run.Recipe.Evaluate is { } options
        ? ContentKey.Of(
            options.Overlap,
            Sources(run).Select(test => EvaluateStage.StampOf(run.OpenTest(test, DataAccess.Stamp), test)))
        : null;

    /// <summary>Full path of each image by the SHA-256 of its bytes.</summary>
    public IReadOnlyDictionary<string, string> BySha() =>
        _files.GroupBy(FileDigest.Of).ToDictionary(same => same.Key, same => same.First());

    /// <summary>
    /// Which of some files hold the bytes of a test image. Only files that are as long as one are read.
    /// </summary>
    /// <param name="files">Full paths; those that aren't there hold nothing.</param>
    public IReadOnlyList<(string File, string Test)> FoundIn(IEnumerable<string> files)
    {
        if (_files.Count == 0)
        {
            return [];
        }

        ILookup<long, string> byLength = _files.ToLookup(RealPath.LengthOf);
        Dictionary<string, string> digests = [];
        List<(string File, string Test)> found = [];
        foreach (string file in files)
        {
            if (File.Exists(file) && byLength[RealPath.LengthOf(file)] is var alike && alike.Any())
            {
                string sha = FileDigest.Of(file);
                string? test = alike.FirstOrDefault(other => Digest(other) == sha);
                found.AddRange(test is null ? [] : [(file, test)]);
            }
        }

        return found;

        string Digest(string file)
        {
            if (!digests.TryGetValue(file, out string? digest))
            {
                digests.Add(file, digest = FileDigest.Of(file));
            }

            return digest;
        }
    }

    /// <summary>Stops a run whose recipe refuses shared images.</summary>
    /// <exception cref="MpaException">It does, and there are some.</exception>
    public static void Require(RunSession run, long shared, (string File, string Test)? example)
    {
        if (shared > 0 && run.Recipe.Evaluate is { Overlap: EvaluateOptions.Refuse } && example is var (file, test))
        {
            throw new MpaException(
                $"{run.Recipe.Images} shares {shared} image(s) with the test: {file} holds the bytes of {test}. "
                    + "Take them out, or set evaluate.overlap to \"leave out\", which goes on without them.");
        }
    }

    private static IEnumerable<string> Sources(RunSession run) => run.Recipe.Evaluate is { } options
        ? new[] { options.Questions, options.Forgetting }.OfType<string>().Distinct()
        : [];
}

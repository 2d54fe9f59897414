using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Reports.Building;

/// <summary>Names the files that the report's figures come from, with their hashes. run.json is left out: the report's own entry still goes into it.</summary>
internal static class SourcesBuilder
{
    /// <summary>In the order of the stages; files that aren't there yet are left out.</summary>
    public static IReadOnlyList<SourceFile> Build(RunFolder folder, Recipe recipe)
    {
        string[] files =
        [
            folder.Images, folder.FailedImages, folder.Annotations, folder.TeacherAnswers, folder.StudentAnswers, folder.Parity, folder.Training,
            folder.Scores(Examinee.Before), folder.Scores(Examinee.After), folder.Scores(Examinee.Teacher), .. recipe.Judge is null ? Array.Empty<string>() : [folder.Judgements],
        ];
        IEnumerable<SourceFile> ofRun = files.Where(File.Exists).Select(file => Describe(file, Path.GetFileName(file)));
        return recipe.Evaluate is not null && TestSplit.FileOf(recipe) is var questions && File.Exists(questions)
            ? [.. ofRun, Describe(questions, $"the test's {Path.GetFileName(questions)}")]
            : [.. ofRun];
    }

    private static SourceFile Describe(string path, string name) => new(name, File.ReadLines(path).LongCount(), FileDigest.Of(path));
}

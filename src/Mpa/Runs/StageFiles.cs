using Mpa.Evaluation;
using Mpa.Files;

namespace Mpa.Runs;

/// <summary>Which files a stage writes, and what they hold now.</summary>
internal static class StageFiles
{
    /// <summary>Digest of each file of the stage that exists, by its name; for the leveled student the model's fingerprint.</summary>
    public static IReadOnlyDictionary<string, string> Digests(Stage stage, RunSession session)
    {
        SortedDictionary<string, string> digests = new(StringComparer.Ordinal);
        foreach (string path in Paths(stage, session.Folder))
        {
            string name = Path.GetRelativePath(session.Folder.Root, path).Replace(Path.DirectorySeparatorChar, '/');
            if (Directory.Exists(path))
            {
                digests.Add(name, session.Fingerprint(session.Leveled));
            }
            else if (File.Exists(path))
            {
                digests.Add(name, FileDigest.Of(path));
            }
        }

        return digests;
    }

    /// <summary>The fingerprints of the models that there are, by role.</summary>
    public static IReadOnlyDictionary<string, string> Models(RunSession session)
    {
        SortedDictionary<string, string> models = new(StringComparer.Ordinal)
        {
            ["teacher"] = session.Fingerprint(session.Recipe.Teacher),
            ["student"] = session.Fingerprint(session.Recipe.Student),
        };
        if (Directory.Exists(session.Folder.Leveled))
        {
            models.Add("leveled", session.Fingerprint(session.Leveled));
        }

        if (session.Recipe.Judge is { } judge)
        {
            models.Add("judge", session.Fingerprint(judge.Model));
        }

        return models;
    }

    private static string[] Paths(Stage stage, RunFolder folder) => stage switch
    {
        Stage.Collect => [folder.Images, folder.FailedImages],
        Stage.Annotate => [folder.Annotations],
        Stage.Identify => [folder.TeacherAnswers, folder.StudentAnswers, folder.Parity],
        Stage.Level => [folder.Training, folder.Leveled],
        Stage.Evaluate => [.. Examinee.All.Select(folder.Scores), folder.Judgements, folder.TestQuestions],
        _ => [folder.Report, folder.ReportMarkdown, folder.ReportJson, folder.DataCard, folder.ModelCard],
    };
}

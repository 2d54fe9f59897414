using Mpa.Runs;
using Mpa.Tasks;

namespace Mpa.Cli.Commands;

/// <summary>The wording in which <c>mpa ask</c> puts a question.</summary>
internal static class AskPrompt
{
    /// <summary>
    /// The task's wording if one is named; for the leveled model of a run, the wording it was trained on; else the question as it is.
    /// </summary>
    /// <param name="modelFolder">Full path of the model folder.</param>
    /// <param name="task">The task's name, or null.</param>
    /// <param name="question">As typed.</param>
    public static string For(string modelFolder, string? task, string question)
    {
        string? name = task ?? TaskOfRun(modelFolder);
        return name is null ? question : VqaTask.Named(name).AnswerPrompt(question);
    }

    private static string? TaskOfRun(string modelFolder)
    {
        string? above = Path.GetDirectoryName(modelFolder);
        return above is not null && new RunFolder(above).Leveled == modelFolder ? ManifestStore.Read(new RunFolder(above))?.Recipe.Task : null;
    }
}

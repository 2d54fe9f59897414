using System.CommandLine;
using Mpa.Cli.Models;
using Mpa.Cli.Recipes;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Tasks;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa ask MODEL IMAGE "question"</c>: one question about one image, or several.</summary>
internal static class AskCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> model = Arguments.Model();
        Argument<string> image = new("image") { Description = "A PNG, JPEG, GIF, WebP or BMP file." };
        Argument<string> question = new("question") { Description = "What to ask." };
        Option<string?> task = new("--task")
        {
            HelpName = "task",
            Description = "Asks with this task's wording; a run's leveled model is asked with its run's.",
        };
        Option<string[]> further = new("--with")
        {
            HelpName = "image",
            Description = "A further image to show after the first; may stand several times.",
        };
        Option<int> length = new("--max-new-tokens")
        {
            HelpName = "count",
            Description = "The answer is cut after this many tokens.",
            DefaultValueFactory = _ => 64,
        };
        ExampleCommand command = new(
            "ask",
            "Asks a model one question about an image, or about several together.",
            "mpa ask models/demo-teacher chart.png \"What is the value of red?\" --task demo")
        {
            model, image, question, further, task, length,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            string folder = ModelFolders.Find(parsed.GetRequiredValue(model), context.Workshop.Places.Models);
            RequestImage[] images =
            [
                .. (parsed.GetValue(further) ?? [])
                    .Prepend(parsed.GetRequiredValue(image))
                    .Select(path => new RequestImage(ExistingPath.Of(path, "image file", File.Exists))),
            ];
            string prompt = AskWording.For(folder, parsed.GetValue(task), parsed.GetRequiredValue(question));
            SamplingOptions sampling = new(MaxNewTokens: Length(parsed.GetValue(length)));
            ModelRequest request = new(images, prompt, sampling);
            return await AskAsync(context, folder, request, cancellation);
        });
        return command;
    }

    private static async Task<int> AskAsync(
        CommandContext context, string folder, ModelRequest request, CancellationToken cancellation)
    {
        using IVisionLanguageModel model = context.Workshop.Run.Models.Open(
            ModelReference.Of(folder), ModelRole.Student, features: null);
        ModelReply reply = (await model.AskAsync([request], cancellation))[0];
        context.Terminal.Out.WriteLine(reply.Error is null ? reply.Text.Trim() : throw new MpaException(reply.Error));
        if (reply.Finish == FinishReason.Length)
        {
            context.Terminal.Error.WriteLine("warning: the answer was cut; ask with a larger --max-new-tokens");
        }

        return ExitCode.Done;
    }

    private static int Length(int count) => count is >= 1 and <= 32768
        ? count
        : throw new MpaException($"--max-new-tokens {count}: must be from 1 to 32768");
}

/// <summary>The wording in which <c>mpa ask</c> puts a question.</summary>
internal static class AskWording
{
    /// <summary>
    /// The task's wording if one is named; for the leveled model of a run, the wording it was trained on; else the
    /// question as it is.
    /// </summary>
    /// <param name="modelFolder">Full path of the model folder.</param>
    /// <param name="task">The task's name or file, or null.</param>
    /// <param name="question">As typed.</param>
    public static string For(string modelFolder, string? task, string question)
    {
        VqaTask? wording = task is null ? TaskOfRun(modelFolder) : TaskFile.Load(task);
        return wording?.AnswerPrompt(question) ?? question;
    }

    private static VqaTask? TaskOfRun(string modelFolder)
    {
        string? above = Path.GetDirectoryName(modelFolder);
        return above is not null && new RunFolder(above).Leveled == modelFolder
            ? ManifestStore.Read(new RunFolder(above))?.Recipe.Task
            : null;
    }
}

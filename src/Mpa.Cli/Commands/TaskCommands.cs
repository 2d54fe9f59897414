using System.CommandLine;
using Mpa.Cli.Recipes;
using Mpa.Recipes;
using Mpa.Tasks;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa task</c>: what is asked, and how answers are compared.</summary>
internal static class TaskCommand
{
    /// <summary>The command and those below it.</summary>
    public static Command Create(CommandContext context) => new ExampleCommand(
        "task",
        "Shows and tries tasks: what the teacher is asked for, and how answers are compared.",
        "mpa task show chartqa",
        "mpa task try my-task.yaml photos --teacher ~/models/Qwen2-VL-7B-Instruct")
    {
        TaskShowCommand.Create(context), TaskTryCommand.Create(context),
    };

    /// <summary>A task as typed.</summary>
    public static Argument<string> Task() => new("task")
    {
        Description = $"A task file, or one of {string.Join(", ", VqaTasks.Names)}.",
    };
}

/// <summary><c>mpa task show TASK</c>: a task as a file to start from.</summary>
internal static class TaskShowCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> name = TaskCommand.Task();
        ExampleCommand command = new(
            "show", "Prints a task with every key, as a file to start from.", "mpa task show chartqa")
        {
            name,
        };
        command.SetAction(parsed =>
        {
            VqaTask task = TaskFile.Load(parsed.GetRequiredValue(name));
            bool isOurs = VqaTasks.All.Contains(task);
            context.Terminal.Out.Write(RecipeWriter.Write(isOurs ? task with { Name = $"my-{task.Name}" } : task));
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary><c>mpa task try TASK IMAGES --teacher M</c>: a few pairs, before a run is waited and paid for.</summary>
internal static class TaskTryCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> task = TaskCommand.Task();
        Argument<string> images = new("images") { Description = "What a recipe's images names: a folder, a list …" };
        Option<string> teacher = new("--teacher")
        {
            HelpName = "model",
            Description = "A model folder, or a server: '{ url: http://localhost:8000/v1, model: NAME }'.",
            Required = true,
        };
        Option<string?> student = new("--student")
        {
            HelpName = "model",
            Description = "A model folder that is asked too, so that each pair gets its whole verdict.",
        };
        Option<int> count = new("--count")
        {
            HelpName = "images",
            Description = "Asks about the first so many images.",
            DefaultValueFactory = _ => 3,
        };
        Option<string[]> set = Arguments.Set();
        ExampleCommand command = new(
            "try",
            "Asks a teacher about a few images and shows prompt, raw reply, pair and verdict.",
            "mpa task try recipes/tasks/receipts.yaml receipts --teacher ~/models/Qwen2-VL-7B-Instruct",
            "mpa task try my-task.yaml photos --teacher \"{ url: http://localhost:8000/v1, model: big }\"")
        {
            task, images, teacher, student, count, set,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            DirectoryInfo work = Directory.CreateTempSubdirectory("mpa-task-");
            try
            {
                TriedTask tried = new(
                    parsed.GetRequiredValue(task),
                    parsed.GetRequiredValue(images),
                    parsed.GetRequiredValue(teacher),
                    parsed.GetValue(student));
                Recipe recipe = tried.Recipe(
                    parsed.GetValue(set) ?? [], work.FullName, context.Workshop.Places.Models);
                context.Terminal.Out.WriteLine($"mpa task try · {recipe.Task.Name} · {recipe.Teacher.DisplayName}");
                return await TryFlow.TaskAsync(
                    context, recipe, parsed.GetValue(count), parsed.GetValue(student) is not null, cancellation);
            }
            finally
            {
                work.Delete(recursive: true);
            }
        });
        return command;
    }
}

/// <summary>What a task is tried on, as typed.</summary>
/// <param name="Task">Name or file.</param>
/// <param name="Images">What a recipe's images names.</param>
/// <param name="Teacher">A model as a recipe writes it.</param>
/// <param name="Student">Likewise; null asks none.</param>
internal sealed record TriedTask(string Task, string Images, string Teacher, string? Student)
{
    /// <summary>The recipe that a trial is a part of.</summary>
    /// <param name="settings">Overrides.</param>
    /// <param name="work">Full path of an empty folder, which stands for a student that isn't asked.</param>
    /// <param name="home">Where pulled models lie.</param>
    /// <exception cref="MpaException">Lists every error.</exception>
    public Recipe Recipe(IReadOnlyList<string> settings, string work, string home)
    {
        string folder = Environment.CurrentDirectory;
        RecipeEntry[] entries =
        [
            Text("task", Task),
            Text("images", Images),
            new("teacher", "--teacher", RecipeYaml.ParseValue(Teacher, "--teacher", folder)),
            Student is null
                ? Text("student", work)
                : new("student", "--student", RecipeYaml.ParseValue(Student, "--student", folder)),
            Text("output", Path.Combine(work, "run")),
        ];
        RecipeNode tree = new("mpa task try", folder) { Entries = entries };
        return RecipeLoader.Bind(
            settings.Aggregate(tree, (node, setting) => RecipeLayers.Set(node, setting, folder)), "mpa task try", home);

        RecipeEntry Text(string key, string value) => new(
            key, value, new RecipeNode(value, folder) { Text = value, Quoted = true });
    }
}

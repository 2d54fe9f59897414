using System.CommandLine;
using Mpa.Cli.Models;
using Mpa.Cli.Recipes;
using Mpa.Torch.Inspection;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa models [FOLDER…]</c>: lists models and what each can be here.</summary>
internal static class ModelsCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string[]> folders = new("folder")
        {
            Description = "Model folders, or folders of them; else what mpa pull brought.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        ExampleCommand command = new(
            "models",
            "Lists models: family, size, and whether each can be a teacher or student on this machine.",
            "mpa models",
            "mpa models models")
        {
            folders,
        };
        command.SetAction(parsed => List(context, parsed.GetValue(folders) ?? []));
        return command;
    }

    private static int List(CommandContext context, string[] given)
    {
        Places places = context.Workshop.Places;
        IEnumerable<string> folders = given.Length > 0
            ? given.Select(folder => ExistingPath.Of(folder, "folder", Directory.Exists))
            : Home(places);
        string[] models = [.. folders.SelectMany(ModelFolders.In).Distinct()];
        if (models.Length == 0)
        {
            string searched = given.Length > 0 ? string.Join(", ", given) : places.Models;
            context.Terminal.Out.WriteLine(
                $"there is no model in {searched}; mpa pull owner/name gets one, "
                    + "and mpa models FOLDER looks elsewhere");
            return ExitCode.Done;
        }

        ModelRow[] rows = [.. models.Select(folder => ModelRow.Of(folder, places.Memory))];
        ModelRow.Lines(rows).ToList().ForEach(context.Terminal.Out.WriteLine);
        return ExitCode.Done;
    }

    private static IEnumerable<string> Home(Places places) => Directory.Exists(places.Models) ? [places.Models] : [];
}

/// <summary><c>mpa inspect MODEL</c>: what a model is and needs, from its headers.</summary>
internal static class InspectCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> model = Arguments.Model();
        Option<bool> check = new("--check")
        {
            Description =
                "Ends with exit code 2 where the folder can't be asked: a file, or a tensor's name or shape.",
        };
        ExampleCommand command = new(
            "inspect",
            "Prints a model's configuration, its parameters by part, and the memory a run needs.",
            "mpa inspect models/demo-student")
        {
            model, check,
        };
        command.SetAction(parsed => Inspect(context, parsed.GetRequiredValue(model), parsed.GetValue(check)));
        return command;
    }

    private static int Inspect(CommandContext context, string model, bool check)
    {
        string given = RecipePaths.Resolve(model, Environment.CurrentDirectory);
        if (ModelFolders.IsAdapter(given))
        {
            context.Terminal.Out.Write(InspectText.Of(AdapterInventory.Read(given)));
            return ExitCode.Done;
        }

        string folder = ModelFolders.Find(model, context.Workshop.Places.Models);
        context.Terminal.Out.Write(InspectText.Of(ModelInventory.Read(folder), context.Workshop.Places.Memory));
        if (check)
        {
            context.Workshop.Engine.Check(folder);
            context.Terminal.Out.WriteLine("tensors     names and shapes are as the family has them");
        }

        return ExitCode.Done;
    }
}

using System.Collections;
using System.Globalization;
using System.Text.Json;
using Mpa.Leveling;
using Mpa.Tasks;

namespace Mpa.Recipes;

/// <summary>
/// Whether a recipe can run, wherever it comes from: a YAML file, a run folder's run.json, or code. Each key's own rule
/// is read off its property; the rules between keys stand here and, for servers, in <see cref="ServerRules"/>.
/// </summary>
public static class RecipeValidator
{
    /// <summary>Does nothing for a recipe that can run.</summary>
    /// <exception cref="MpaException">Names every value that is wrong.</exception>
    public static void Check(Recipe recipe)
    {
        string[] problems = [.. Problems(recipe)];
        if (problems.Length > 0)
        {
            throw new MpaException("The recipe can't run: " + string.Join("; ", problems) + ".");
        }
    }

    /// <summary>
    /// Every problem of a recipe, each beginning with its key and a space; none for a recipe that can run.
    /// </summary>
    public static IEnumerable<string> Problems(Recipe recipe) => [.. OfKeys(recipe, ""), .. BetweenKeys(recipe)];

    /// <summary>
    /// Every problem of a task, each beginning with its key and a space; none for one that can be asked.
    /// </summary>
    public static IEnumerable<string> Problems(VqaTask task) => OfTask(task, "task.");

    private static IEnumerable<string> OfKeys(object record, string prefix) =>
        RecipeSchema.KeysOf(record.GetType(), prefix).SelectMany(key => OfKey(key, key.Property.GetValue(record)));

    private static IEnumerable<string> OfKey(RecipeKey key, object? value) => value switch
    {
        null => key.Required ? [key.Refusal("nothing")] : [],
        ModelReference model => OfModel(key, model),
        VqaTask task => OfTask(task, key.Path + "."),
        _ when key.IsSection => OfKeys(value, key.Path + "."),
        _ when key.ItemType is not null => ((IEnumerable)value).Cast<object>()
            .SelectMany((item, index) => OfKeys(item, $"{key.Path}[{index}].")),
        _ => key.Offense(value) is { } offense ? [key.Refusal(Told(offense), offense as string)] : [],
    };

    private static IEnumerable<string> OfModel(RecipeKey key, ModelReference model) => model switch
    {
        { Folder: null, Server: null } => [key.Refusal("nothing")],
        { Folder: not null, Server: not null } => [key.Refusal("a folder and a server at once")],
        { Folder: { } folder } => OfKeys(folder, key.Path + "."),
        _ when key.ServedRefusal is { } refusal => [refusal],
        _ => OfServer(model.Server!, key.Path + "."),
    };

    private static IEnumerable<string> OfTask(VqaTask task, string prefix)
    {
        string[] problems = [.. OfKeys(task, prefix)];
        return problems.Length > 0 ? problems : TaskRules.Problems(task, prefix);
    }

    private static IEnumerable<string> OfServer(ServerOptions server, string prefix)
    {
        string[] problems = [.. OfKeys(server, prefix)];
        return problems.Length > 0 ? problems : ServerRules.Problems(server).Select(problem => prefix + problem);
    }

    private static string Told(object value) =>
        value is string text ? $"\"{text}\"" : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static IEnumerable<string> BetweenKeys(Recipe recipe)
    {
        (int samples, int agree) = (recipe.Identify.Samples, recipe.Identify.Agree);
        (bool Holds, string Problem)[] rules =
        [
            (recipe.Annotate is { PerImage: 1 } or { Temperature: > 0 },
                "annotate.perImage above 1 needs a temperature above 0, else every pair is the same"),
            (agree <= samples, $"identify.agree is {agree}, but must be from 1 to identify.samples, {samples}"),
            (recipe.Identify is { Samples: 1 } or { SampleTemperature: > 0 },
                "identify.samples above 1 needs a sampleTemperature above 0, else every answer is the same"),
            ((recipe.Task.Questions.Count == 0 && recipe.ImageQuestions is null) || recipe.Annotate.Temperature > 0,
                "annotate.temperature must be above 0 for questions of your own, else PI gets the same answer again"),
            .. Selection(recipe),
            (recipe.Judge is null || recipe.Evaluate is not null, "judge needs evaluate, whose answers it judges"),
            (recipe.Judge is null || recipe.Task.Matcher?.Judge is not { } matcher
                || JsonSerializer.Serialize(matcher.Model) == JsonSerializer.Serialize(recipe.Judge.Model),
                "judge is another model than task.matcher.judge; one run has one judge"),
        ];
        return rules.Where(rule => !rule.Holds).Select(rule => rule.Problem);
    }

    // A human answer gets into training by this one way, and only with both keys.
    private static IEnumerable<(bool Holds, string Problem)> Selection(Recipe recipe)
    {
        if (SelectionRules.All.FirstOrDefault(one => one.Name == recipe.Level.Select) is not { } rule)
        {
            return [];
        }

        bool labels = recipe.Level.Labels is not null;
        bool needsStudent = rule.Name is not (SelectionRules.Human or SelectionRules.Nothing);
        return
        [
            (labels || !rule.IsHuman, "level.select is human, so level.labels must name a file of labels"),
            (!labels || rule.IsHuman,
                $"level.labels names a file of labels, but level.select is {rule.Name}, which reads none; " +
                "select human, or leave labels out"),
            (recipe.Rounds is null || needsStudent,
                $"rounds can't be run with level.select {rule.Name}: what it trains on doesn't depend on the student"),
        ];
    }
}

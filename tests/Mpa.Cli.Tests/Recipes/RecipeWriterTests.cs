using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Mpa.Cli.Recipes;
using Mpa.Evaluation.Metrics;
using Mpa.Files;
using Mpa.Recipes;
using Mpa.Tasks;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Recipes;

public sealed class RecipeWriterTests
{
    private static readonly VqaTask Defects = new()
    {
        Name = "defects",
        Ask =
        [
            new() { Kind = "kind", Prompt = "Look.\n\nAsk: {choices}\n{examples}", Weight = 2 },
            new() { Kind = "place: left", Prompt = "\"Where\" # is it?\n {choices} {examples}\n\n" },
        ],
        Answer = new() { Form = "choice", Choices = ["a scratch", "rust"] },
        Examples = [new() { Question = "What: is it?", Answer = "rust", Kind = "kind" }],
        Threshold = 0.75,
    };

    private static readonly VqaTask Readings = new()
    {
        Name = "readings",
        Language = "de",
        Questions = ["Was zeigt das Gerät?\n", "Wie spät ist es?"],
        Answer = new() { Form = "number", Sentence = "\tAntworte mit einer Zahl.\nNur\u0085 das. " },
        Matcher = new() { Metric = "relaxed" },
        Metric = "exact",
    };

    private static readonly VqaTask Judged = Readings with
    {
        Name = "judged",
        Matcher = new() { Metric = "relaxed", Judge = new() { Model = ModelReference.Of("/judge"), BatchSize = 3 } },
    };

    private static readonly VqaTask[] Own =
        [Defects, Readings, Judged, .. VqaTasks.All.Select(task => task with { Name = $"my-{task.Name}" })];

    public static TheoryData<string> Tasks => [.. Own.Select(task => task.Name)];

    [Property(MaxTest = 200)]
    public Property Loading_what_was_written_gives_the_same_recipe() => Prop.ForAll(Arb.From(Recipes()), recipe =>
    {
        Recipe read = RecipeLoader.Read(RecipeWriter.Write(recipe), "my.yaml", "/elsewhere", [], mustExist: false);

        Assert.Equal(Json(recipe), Json(read));
    });

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_task_that_was_written_is_read_as_it_was(string name)
    {
        using TemporaryFolder folder = new();
        VqaTask task = Own.Single(own => own.Name == name);

        Assert.Equal(task, TaskFile.Load(folder.Write("own.yaml", RecipeWriter.Write(task))));
    }

    private static string Json(Recipe recipe) => JsonSerializer.Serialize(recipe, MpaJson.Indented);

    private static Gen<Recipe> Recipes() =>
        from task in Gen.Elements([.. VqaTasks.All, Defects, Readings])
        from matcher in Gen.Elements(AnswerMetrics.All.Select(metric => metric.Name).Append(null).ToArray())
        from names in Gen.ArrayOf(Names(), 5)
        from served in ArbMap.Default.GeneratorFor<bool>()
        from seed in ArbMap.Default.GeneratorFor<int>()
        from counts in Gen.ArrayOf(Gen.Choose(1, 1000), 3)
        from share in Gen.Choose(0, 1_000_000)
        select new Recipe
        {
            Task = task,
            Images = "/" + names[0],
            Teacher = served
                ? Server(names[1])
                : new ModelReference { Folder = new() { Path = "/" + names[1], Dtype = "bfloat16" } },
            Student = ModelReference.Of("/" + names[2]),
            Output = "/" + names[3],
            Seed = seed,
            Reuse = [.. names[..(counts[0] % 3)].Select(name => "/" + name)],
            Rounds = counts[1] % 2 == 0 || share % 3 == 0
                ? null
                : new() { Most = 1 + (counts[1] % 100), HoldOut = (share + 2000) / 2e6 },
            Identify = new() { Threshold = share % 2 == 0 ? null : (share + 2000) / 2e6, Matcher = matcher },
            Level = new()
            {
                Rank = counts[0],
                LearningRate = (share + 1) / 3e6,
                Targets = names[..(counts[1] % 3)],
                Seed = served ? seed : null,
                Select = share % 3 == 0 ? "human" : "all",
                Labels = share % 3 == 0 ? "/" + names[2] : null,
            },
            Evaluate = counts[2] % 4 == 0
                ? null
                : new()
                {
                    Questions = "/" + names[4],
                    Limit = counts[2],
                    Teacher = share % 5 == 0,
                    Also = share % 3 == 0 ? [] : ["f1", "contains"],
                },
            Judge = counts[0] % 2 == 0 || counts[2] % 4 == 0
                ? null
                : new()
                {
                    Model = served ? ModelReference.Of("/" + names[2]) : Server(names[1]),
                    BatchSize = counts[1],
                },
        };

    private static ModelReference Server(string model) =>
        new() { Server = new() { Url = "https://host/v1", Model = model } };

    // Words that YAML would read as something else unless quoted, and letters that need escapes.
    private static Gen<string> Names() => Gen.Elements(
        "a", "true", "3", "1e5", "~x", "null", "a: b", "# no", "'q\"", "tab\there", "ü 漢", "- x", "*y", "{z}",
        "line\nbreak", "back\\slash");
}

using Mpa.Recipes;

namespace Mpa.Tests.Recipes;

/// <summary>A recipe that no YAML file was read for is refused in the same words.</summary>
public sealed class RecipeValidatorTests
{
    private static readonly Recipe Good = new()
    {
        Task = "demo",
        Images = "/images",
        Teacher = ModelReference.Of("/teacher"),
        Student = ModelReference.Of("/student"),
        Output = "/run",
    };

    private static readonly ServerOptions Server = new() { Url = "https://host/v1", Model = "m" };

    public static TheoryData<string, Recipe> Wrong => new()
    {
        { "annotate.topP must be a number from 0.01 to 1, not 2", Good with { Annotate = new() { TopP = 2 } } },
        { "annotate.topP must be a number from 0.01 to 1, not 0.001", Good with { Annotate = new() { TopP = 0.001 } } },
        {
            "annotate.duplicateOverlap must be a number from 0.1 to 2, not 3",
            Good with { Annotate = new() { DuplicateOverlap = 3 } }
        },
        {
            "rounds.holdOut must be a number from 0.001 to 0.9, not 0.95",
            Good with { Rounds = new() { HoldOut = 0.95 } }
        },
        { "level.rank must be a whole number from 1 to 4096, not 0", Good with { Level = new() { Rank = 0 } } },
        {
            "level.accumulation must be a whole number from 1 to 4096, not 0",
            Good with { Level = new() { Accumulation = 0 } }
        },
        { "level.warmUp must be a number from 0 to 1, not NaN", Good with { Level = new() { WarmUp = double.NaN } } },
        {
            "level.visionRate must be a number from 0 to 1, not Infinity",
            Good with { Level = new() { VisionRate = double.PositiveInfinity } }
        },
        { "level.steps must be a whole number of at least 0, not -1", Good with { Level = new() { Steps = -1 } } },
        {
            "level.method must be one of lora, full, not \"lor\" — did you mean \"lora\"?",
            Good with { Level = new() { Method = "lor" } }
        },
        {
            "task must be one of demo, textvqa, stvqa, chartqa, okvqa, not \"chart\" — did you mean \"chartqa\"?",
            Good with { Task = "chart" }
        },
        {
            "student.dtype must be one of float32, bfloat16, int8, not \"float8\" — did you mean \"float32\"?",
            Good with { Student = new() { Folder = new() { Path = "/student", Dtype = "float8" } } }
        },
        {
            "evaluate.also must be a list of exact, relaxed, vqa, anls, anls-normalised, anls-star, " +
            "contains, f1, not \"anlz\" — did you mean \"anls\"?",
            Good with { Evaluate = new() { Questions = "/test", Also = ["f1", "anlz"] } }
        },
        {
            "teacher.imageFormats must be a list of png, jpeg, gif, webp, bmp, not \"tiff\" — did you mean \"gif\"?",
            Good with { Teacher = new() { Server = Server with { ImageFormats = ["png", "tiff"] } } }
        },
        {
            "teacher.timeout must be a number from 1 to 3600, not 0",
            Good with { Teacher = new() { Server = Server with { Timeout = 0 } } }
        },
        {
            "teacher.url must be an http or https address, not \"host\"",
            Good with { Teacher = new() { Server = Server with { Url = "host" } } }
        },
        {
            "teacher.budget needs inputPrice and outputPrice, the prices of a million tokens",
            Good with { Teacher = new() { Server = Server with { Budget = 1 } } }
        },
        {
            "judge.model.retries must be a whole number from 0 to 100, not -1; " +
            "judge needs evaluate, whose answers it judges",
            Good with { Judge = new() { Model = new() { Server = Server with { Retries = -1 } } } }
        },
        {
            "teacher must be a model folder, or a map with its path or a server's url, not nothing",
            Good with { Teacher = new() }
        },
        {
            "student is trained, so it can't be behind a url; give a model folder, or a map with its path",
            Good with { Student = new() { Server = Server } }
        },
        { "images must be a path, not nothing", Good with { Images = null! } },
        {
            "annotate.perImage above 1 needs a temperature above 0, else every pair is the same",
            Good with { Annotate = new() { PerImage = 2, Temperature = 0 } }
        },
        {
            "identify.agree is 3, but must be from 1 to identify.samples, 2",
            Good with { Identify = new() { Samples = 2, Agree = 3 } }
        },
        {
            "identify.samples above 1 needs a sampleTemperature above 0, else every answer is the same",
            Good with { Identify = new() { Samples = 2, SampleTemperature = 0 } }
        },
        {
            "level.select is human, so level.labels must name a file of labels",
            Good with { Level = new() { Select = "human" } }
        },
        {
            "level.labels names a file of labels, but level.select is all, which reads none; " +
            "select human, or leave labels out",
            Good with { Level = new() { Select = "all", Labels = "/labels.jsonl" } }
        },
        {
            "rounds can't be run with level.select none: what it trains on doesn't depend on the student",
            Good with { Level = new() { Select = "none" }, Rounds = new() }
        },
        { "judge needs evaluate, whose answers it judges", Good with { Judge = new() { Model = Good.Teacher } } },
    };

    [Fact]
    public void The_defaults_can_run() => RecipeValidator.Check(Good);

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void A_wrong_value_is_told_with_its_key_and_what_was_expected(string expected, Recipe recipe)
    {
        MpaException error = Assert.Throws<MpaException>(() => RecipeValidator.Check(recipe));

        Assert.Equal($"The recipe can't run: {expected}.", error.Message);
    }

    [Fact]
    public void All_problems_come_at_once_those_between_keys_included()
    {
        Recipe recipe = Good with
        {
            Task = "x",
            Level = new() { Rank = 0, Select = "x" },
            Judge = new() { Model = Good.Teacher },
        };

        Assert.Equal(
            ["task", "level.rank", "level.select", "judge"],
            RecipeValidator.Problems(recipe).Select(problem => problem.Split(' ')[0]));
    }
}

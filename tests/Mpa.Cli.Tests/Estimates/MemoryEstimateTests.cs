using Mpa.Cli.Estimates;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Tasks;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Estimates;

public sealed class MemoryEstimateTests
{
    private static readonly string Teacher = Path.Combine(Repository.Root, "models", "demo-teacher");

    [Fact]
    public void A_larger_batch_keeps_more_keys_and_values()
    {
        double one = Bytes(Recipe(batchSize: 1)), four = Bytes(Recipe(batchSize: 4));

        // Four layers of two heads of 32 numbers, keys and values in float32; what a row holds is the prompt, 16 image
        // tokens and 128 of a reply.
        Assert.Equal(0, (four - one) % (3 * 4 * 2 * 2 * 32 * sizeof(float)), 1e-6);
        Assert.InRange((four - one) / (3 * 4 * 2 * 2 * 32 * sizeof(float)), 16 + 128, 400);
    }

    [Fact]
    public void Half_the_bits_are_half_the_memory() =>
        Assert.Equal(Bytes(Recipe(batchSize: 8)) / 2, Bytes(Recipe(batchSize: 8, "bfloat16")), 1e-6);

    // 100 numbers in the tower, 20 in the connector and 300 in the language model, and 4 × 10 in the adapters: each
    // takes 4 bytes, and 12 more if it trains.
    [Theory]
    [InlineData("full", null, null, null, 16 * 420)]
    [InlineData("full", 0.0, null, null, (16 * 300) + (4 * 120))]
    [InlineData("full", 0.0, 1.0, null, (16 * 320) + (4 * 100))]
    [InlineData("full", null, null, 0.0, (16 * 120) + (4 * 300))]
    [InlineData("lora", null, null, null, (16 * 40) + (4 * 420))]
    [InlineData("lora", null, 1.0, null, (16 * 60) + (4 * 400))]
    [InlineData("lora", 1.0, null, null, (16 * 160) + (4 * 300))]
    [InlineData("lora", 1.0, null, 0.0, (16 * 120) + (4 * 340))]
    public void What_trains_takes_its_gradient_and_moments_too(
        string method, double? vision, double? connector, double? language, double bytes)
    {
        ModelSize student = new()
        {
            Parameters = 420,
            VisionParameters = 100,
            ConnectorParameters = 20,
            AdapterWidth = 10,
        };
        LevelOptions level = new()
        {
            Method = method,
            Rank = 4,
            VisionRate = vision,
            ConnectorRate = connector,
            LanguageRate = language,
        };

        Assert.Equal(bytes, MemoryEstimate.Training(student, level));
    }

    [Theory]
    [InlineData("adamw", 12)]
    [InlineData("lion", 8)]
    [InlineData("sgd", 8)]
    [InlineData("adafactor", 4)]
    public void An_optimizer_takes_what_it_remembers(string optimizer, double bytes)
    {
        ModelSize student = new() { Parameters = 100 };
        LevelOptions level = new() { Method = "full", VisionRate = 0, Optimizer = optimizer };

        Assert.Equal(400 + (100 * bytes), MemoryEstimate.Training(student, level));
    }

    private static double Bytes(Recipe recipe)
    {
        RequestShape each = new("", Text: 100, LongestReply: 128, Reply: 32, Images: 1, recipe.Annotate.BatchSize);
        ModelPlan teacher = new(ModelRole.Teacher, recipe.Teacher, Total: 8, Cached: 0, AtMost: false) { Each = each };
        RunPlan plan = new(8, [new StagePlan(Stage.Annotate, Complete: false, [teacher])]);
        return MemoryEstimate.Bytes(recipe, plan, KnownModels.Of(recipe));
    }

    private static Recipe Recipe(int batchSize, string dtype = "float32") => new()
    {
        Task = VqaTask.Named("demo"),
        Images = "images",
        Teacher = new ModelReference { Folder = new FolderOptions { Path = Teacher, Dtype = dtype } },
        Student = ModelReference.Of("nowhere"),
        Output = "run",
        Annotate = new() { BatchSize = batchSize, MaxNewTokens = 128 },
        Identify = new() { BatchSize = 1 },
    };
}

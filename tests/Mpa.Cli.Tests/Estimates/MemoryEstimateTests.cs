using Mpa.Cli.Estimates;
using Mpa.Leveling;
using Mpa.Recipes;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Estimates;

public sealed class MemoryEstimateTests
{
    private static readonly string Teacher = Path.Combine(Repository.Root, "models", "demo-teacher");

    [Fact]
    public void A_larger_batch_keeps_more_keys_and_values()
    {
        double one = Bytes(Recipe(batchSize: 1)), four = Bytes(Recipe(batchSize: 4));

        // Four layers of two heads of 32 numbers, keys and values in float32; what a row holds is the prompt, 16 image tokens and 128 of a reply.
        Assert.Equal(0, (four - one) % (3 * 4 * 2 * 2 * 32 * sizeof(float)), 1e-6);
        Assert.InRange((four - one) / (3 * 4 * 2 * 2 * 32 * sizeof(float)), 16 + 128, 400);
    }

    [Fact]
    public void Half_the_bits_are_half_the_memory() =>
        Assert.Equal(Bytes(Recipe(batchSize: 8)) / 2, Bytes(Recipe(batchSize: 8, "bfloat16")), 1e-6);

    [Fact]
    public void Training_every_weight_takes_most() =>
        Assert.Equal(16.0 * ModelSize.Of(Teacher)!.Parameters, Bytes(Recipe(batchSize: 1) with { Student = ModelReference.Of(Teacher), Level = new LevelOptions { Method = "full" } }));

    private static double Bytes(Recipe recipe) => MemoryEstimate.Bytes(recipe, KnownModels.Of(recipe));

    private static Recipe Recipe(int batchSize, string dtype = "float32") => new()
    {
        Task = "demo",
        Images = "images",
        Teacher = new ModelReference { Folder = new FolderOptions { Path = Teacher, Dtype = dtype } },
        Student = ModelReference.Of("nowhere"),
        Output = "run",
        Annotate = new() { BatchSize = batchSize, MaxNewTokens = 128 },
        Identify = new() { BatchSize = 1 },
    };
}

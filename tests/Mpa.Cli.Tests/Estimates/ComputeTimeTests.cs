using Mpa.Cli.Estimates;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Planning;
using Mpa.Torch;
using Mpa.Torch.Inspection;

namespace Mpa.Cli.Tests.Estimates;

public sealed class ComputeTimeTests
{
    private static readonly EngineSpeed Speed = new(Float32: 100e9, BFloat16: 200e9, Memory: 10e9);
    private static readonly ModelSize Size = new()
    {
        Parameters = 40_000_000,
        Vision = 10_000_000,
        Connector = 1_000_000,
        Language = 20_000_000,
        Table = 5_000_000,
    };

    private static readonly RequestShape One =
        new("", Text: 50, LongestReply: 100, Reply: 10, Images: 1, BatchSize: 1);

    // 10 M × 1000 patches, 1 M × 250 tokens, 20 M × 300 tokens and a head of 5 M: 32.51 GFLOP. Ten tokens read 25 M
    // weights each and multiply them once.
    [Theory]
    [InlineData(WeightType.Float32, (32.51 / 76) + (10 * ((0.100 / 5.7) + (0.05 / 76))))]
    [InlineData(WeightType.BFloat16, (32.51 / 116) + (10 * ((0.050 / 5.7) + (0.05 / 116))))]
    [InlineData(WeightType.Int8, (32.51 / 96) + (10 * ((0.125 / 5.7) + (0.05 / 96))))]
    public void A_request_is_the_products_of_its_image_and_text_and_the_weights_read_for_each_token(
        WeightType type, double seconds) =>
        Assert.Equal(seconds, Time().Request(Model(type), One), 1e-9);

    [Fact]
    public void A_batch_reads_the_weights_once()
    {
        double alone = Time().Request(Model(), One);

        Assert.Equal(10 * 0.1 / 5.7 * 7 / 8, alone - Time().Request(Model(), One with { BatchSize = 8 }), 1e-9);
    }

    [Fact]
    public void An_image_that_six_requests_share_is_read_once()
    {
        double alone = Time().Request(Model(), One);

        Assert.Equal(2 * 10.25 / 76 * 5 / 6, alone - Time().Request(Model(), One with { Images = 1.0 / 6 }), 1e-9);
    }

    [Fact]
    public void A_request_without_an_image_reads_text_only() => Assert.Equal(
        (2 * ((20e6 * 50) + 5e6) / 76e9) + (10 * ((0.1 / 5.7) + (0.05 / 76))),
        Time().Request(Model(), One with { Images = 0, Shown = 0 }),
        1e-9);

    [Fact]
    public void Runs_side_by_side_share_the_machine() =>
        Assert.Equal(2 * Time().Request(Model(), One), new ComputeTime(Speed, 2).Request(Model(), One), 1e-9);

    // The tower (10 G) and the connector (0.25 G) once, twice (for what goes through) or three times, 400 tokens of the
    // language model (8 G) twice or three times.
    [Theory]
    [InlineData("lora", null, null, null, 2 * (10 + 0.25 + (2 * 8)))]
    [InlineData("lora", null, 1.0, null, 2 * (10 + (3 * 0.25) + (2 * 8)))]
    [InlineData("lora", 1.0, null, null, 2 * ((3 * 10.25) + (2 * 8)))]
    [InlineData("full", 0.0, null, null, 2 * (10.25 + (3 * 8)))]
    [InlineData("full", null, 0.0, null, 2 * ((3 * 10) + (2 * 0.25) + (3 * 8)))]
    [InlineData("full", null, null, 0.0, 2 * ((3 * 10.25) + (2 * 8)))]
    [InlineData("full", null, null, null, 2 * ((3 * 10.25) + (3 * 8)))]
    public void What_trains_costs_three_passes_and_what_is_frozen_fewer(
        string method, double? vision, double? connector, double? language, double gflop)
    {
        LevelOptions level = new()
        {
            Method = method,
            VisionRate = vision,
            ConnectorRate = connector,
            LanguageRate = language,
        };

        Assert.Equal(gflop / 67, Time().Example(Model(WeightType.BFloat16), One, new TrainingPlan(level)), 1e-9);
    }

    [Fact]
    public void Nothing_takes_no_time()
    {
        ModelSize nothing = new() { Vision = 1, Language = 1, Connector = 1, Table = 1 };

        Assert.Equal(ComputeTime.LeastSeconds, Time().Request(Model() with { Size = nothing }, One));
    }

    private static ComputeTime Time() => new(Speed, 1);

    private static KnownModel Model(WeightType type = WeightType.Float32) =>
        new(Size, new ImageExtent(1000, 250), type);
}

using Mpa.Files;
using Mpa.Leveling;
using Mpa.Testing;

namespace Mpa.Tests.Leveling;

public sealed class TrainingPlanTests
{
    // What a recipe says (null: the key is not there), and the peak of tower, connector, language model and adapters.
    [Theory]
    [InlineData("lora", null, null, null, 0, 0, 0, 2)]
    [InlineData("lora", null, 5.0, null, 0, 5, 0, 2)]
    [InlineData("lora", 3.0, null, null, 3, 3, 0, 2)]
    [InlineData("lora", 3.0, 0.0, null, 3, 0, 0, 2)]
    [InlineData("lora", null, 5.0, 0.0, 0, 5, 0, 0)]
    [InlineData("lora", 3.0, 5.0, 7.0, 3, 5, 0, 7)]
    [InlineData("full", null, null, null, 2, 2, 2, 0)]
    [InlineData("full", 0.0, null, null, 0, 0, 2, 0)]
    [InlineData("full", 0.0, 5.0, null, 0, 5, 2, 0)]
    [InlineData("full", null, 0.0, null, 2, 0, 2, 0)]
    [InlineData("full", null, null, 0.0, 2, 2, 0, 0)]
    [InlineData("full", 3.0, 5.0, 7.0, 3, 5, 7, 0)]
    public void A_part_has_its_own_rate_or_the_one_that_its_method_gives_it(
        string method,
        double? vision,
        double? connector,
        double? language,
        double ofTower,
        double ofConnector,
        double ofLanguage,
        double ofAdapters)
    {
        TrainingPlan plan = Plan(method, vision, connector, language);

        Assert.Equal(
            (ofTower, ofConnector, ofLanguage, ofAdapters),
            (plan.VisionTower, plan.Connector, plan.LanguageModel, plan.Adapters));
        Assert.Equal(
            new[] { ofTower, ofConnector, ofLanguage, ofAdapters }.Where(rate => rate > 0),
            plan.Trained.Select(part => part.Peak));
    }

    [Theory]
    [InlineData("lora", null, null, "learning rate 2")]
    [InlineData("lora", null, 1e-5, "learning rates 1E-05 (connector), 2 (adapters)")]
    [InlineData("full", 0.0, 0.0, "learning rate 2")]
    [InlineData("full", 0.5, null, "learning rates 0.5 (vision tower), 0.5 (connector), 2 (language model)")]
    public void Rates_are_told_by_part_where_they_differ(
        string method, double? vision, double? connector, string text) =>
        Assert.Equal(text, Plan(method, vision, connector, null).RatesText());

    [Theory]
    [InlineData(0, 2.0, 100, 25, 200)]
    [InlineData(0, 0.001, 100, 1, 0.1)]
    [InlineData(40, 2.0, 100, 40, 320)]
    public void Steps_take_the_place_of_epochs(int steps, double epochs, int examples, int expected, double read)
    {
        TrainingPlan plan = new(new LevelOptions { Steps = steps, Epochs = epochs, BatchSize = 4, Accumulation = 2 });

        Assert.Equal((expected, read), (plan.Steps(examples), Math.Round(plan.ExamplesRead(examples), 9)));
    }

    [Fact]
    public void The_table_tells_count_and_rate_of_every_part() => Assert.Equal(
        [
            "vision tower      665,000,000  frozen",
            "connector          44,571,136  rate 1E-05",
            "language model  1,543,714,304  rate 0.0002",
        ],
        TrainedPart.Table(
        [
            new TrainedPart("vision tower", 665_000_000, 0),
            new TrainedPart("connector", 44_571_136, 1e-5),
            new TrainedPart("language model", 1_543_714_304, 2e-4),
        ]));

    [Fact]
    public void A_row_tells_rates_where_parts_have_their_own_and_rows_without_them_are_read_still()
    {
        const string Old =
            """{"step":1,"steps":2,"loss":0.5,"gradientNorm":1,"learningRate":0.001,"tokens":20,"seconds":0.25}""";
        using TemporaryFolder folder = new();
        string file = folder.Write("4-training.jsonl", Old + "\n");
        TrainingStep step = Assert.Single(JsonLines.Read<TrainingStep>(file));

        JsonLines.Replace(file, [step, step with { Rates = new Dictionary<string, double> { ["adapters"] = 0.001 } }]);

        Assert.Null(step.Rates);
        Assert.Equal([Old, Old[..^1] + ""","rates":{"adapters":0.001}}"""], File.ReadAllLines(file));
        Assert.Equal(0.001, JsonLines.Read<TrainingStep>(file)[1].Rates!["adapters"]);
    }

    private static TrainingPlan Plan(string method, double? vision, double? connector, double? language)
    {
        LevelOptions level = new()
        {
            Method = method,
            LearningRate = 2,
            VisionRate = vision,
            ConnectorRate = connector,
            LanguageRate = language,
        };
        return new TrainingPlan(level);
    }
}

using System.Text.Json;
using Mpa.Torch.Training;

namespace Mpa.Torch.Tests.Training;

/// <summary>Every schedule of the golden files, step by step.</summary>
public sealed class ScheduleGoldenTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => OptimizerGolden.Find("schedules");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_rate_equals_that_of_the_public_implementation(string name)
    {
        JsonElement golden = OptimizerGolden.Open(name, "schedules");
        double peak = golden.GetProperty("lr_start").GetDouble();
        Schedule schedule = Read(golden, peak);

        Assert.All(golden.GetProperty("lr").EnumerateArray().Select((rate, step) => (rate.GetDouble(), step)), pair =>
            Assert.Equal(pair.Item1, schedule.Rate(peak, pair.step), 1e-12 * peak));
    }

    private static Schedule Read(JsonElement golden, double peak)
    {
        double? Number(string key) =>
            golden.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Number
                ? value.GetDouble()
                : null;
        string Text(string key, string fallback) =>
            golden.TryGetProperty(key, out JsonElement value) ? value.GetString()! : fallback;
        return new Schedule((long)(Number("num_warmup_steps") ?? 0), (long)(Number("num_training_steps") ?? 0))
        {
            Kind = Text("schedule", ""),
            Cycles = Number("num_cycles"),
            Floor = Number("min_lr_rate") ?? Number("min_lr_ratio") ?? Number("min_lr") / peak ?? 0,
            WarmUpFloor = Number("warmup_lr_rate"),
            End = Number("lr_end") ?? 1e-7,
            Power = Number("power") ?? 1,
            TimeScale = Number("timescale"),
            DecaySteps = (long)(Number("num_decay_steps") ?? 0),
            StableSteps = (long?)Number("num_stable_steps"),
            DecayForm = Text("decay_type", "cosine"),
            WarmUpForm = Text("warmup_type", "linear"),
        };
    }
}

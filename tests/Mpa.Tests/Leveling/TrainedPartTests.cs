using Mpa.Leveling;

namespace Mpa.Tests.Leveling;

public sealed class TrainedPartTests
{
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
}

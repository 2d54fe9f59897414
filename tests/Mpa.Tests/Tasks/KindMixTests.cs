using FsCheck.Xunit;
using Mpa.Files;
using Mpa.Tasks;

namespace Mpa.Tests.Tasks;

public sealed class KindMixTests
{
    private static readonly AskPrompt[] Kinds =
    [
        new() { Kind = "a", Prompt = "A", Weight = 3 },
        new() { Kind = "b", Prompt = "B", Weight = 2 },
        new() { Kind = "c", Prompt = "C" },
    ];

    [Property]
    public void As_many_pairs_of_an_image_as_the_weights_add_up_to_hold_each_kind_by_its_weight(int image)
    {
        KindMix mix = new(Kinds);
        string sha = ContentKey.Of(image);

        string[] asked = [.. Enumerable.Range(0, 6).Select(number => mix.At(sha, number).Kind!)];

        Assert.Equal(["a", "a", "a", "b", "b", "c"], asked.Order());
    }

    [Fact]
    public void Over_many_images_each_kind_has_its_share()
    {
        KindMix mix = new(Kinds);

        Dictionary<string, int> asked = Enumerable.Range(0, 6000)
            .Select(image => mix.At(ContentKey.Of(image), 0).Kind!)
            .CountBy(kind => kind)
            .ToDictionary();

        Assert.InRange(asked["a"], 2850, 3150);
        Assert.InRange(asked["b"], 1850, 2150);
        Assert.InRange(asked["c"], 850, 1150);
    }

    [Fact]
    public void What_an_image_is_asked_depends_on_its_bytes_alone() => Assert.Equal(
        new KindMix(Kinds).At(ContentKey.Of("x"), 1), new KindMix(Kinds).At(ContentKey.Of("x"), 1));

    [Fact]
    public void A_task_with_one_prompt_asks_it_always_whatever_the_hash() =>
        Assert.Equal("A", new KindMix([Kinds[0] with { Weight = 1 }]).At("no hash", 7).Prompt);
}

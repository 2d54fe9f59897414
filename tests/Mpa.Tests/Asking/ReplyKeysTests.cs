using Mpa.Asking;
using Mpa.Images;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Tests.Asking;

/// <summary>A row's key holds what can change the row, and no more: what was paid for stays paid for.</summary>
public sealed class ReplyKeysTests : IDisposable
{
    private static readonly KeyedImage Small = new("aa", 1000 * 1000, 200_000, "png");
    private static readonly KeyedImage Large = new("bb", 3000 * 2000, 200_000, "png");
    private static readonly ServerOptions Server = new() { Url = "http://localhost:1/v1", Model = "large" };
    private static readonly SamplingOptions Greedy = new(32);

    // Of a version without keys about thinking.
    private const string BeforeThinking = "98d0aba0aac5a8f44744b96ffdfb3c8b0f047302ba26f7dcc48e684b06da384d";

    private readonly World _world = new();

    [Fact]
    public void What_only_says_how_a_server_is_reached_is_in_no_key()
    {
        ServerOptions moved = Server with
        {
            Url = "https://example.org/v1",
            Concurrency = 3,
            Timeout = 7,
            Retries = 9,
            InputPrice = 3,
            Budget = 4,
            LimitField = "max_completion_tokens",
            ThinkingBy = "effort",
        };

        Assert.Equal(Answer(Server, Large), Answer(moved, Large));
        Assert.Equal(Pair(Server, Large), Pair(moved, Large));
    }

    [Fact]
    public void Bounds_of_images_change_the_keys_of_images_beyond_them_alone()
    {
        ServerOptions bounded = Server with { MaxPixels = 2_000_000 };

        Assert.Equal(Answer(Server, Small), Answer(bounded, Small));
        Assert.NotEqual(Answer(Server, Large), Answer(bounded, Large));
        Assert.NotEqual(Answer(Server, Small), Answer(Server with { MaxImageBytes = 100_000 }, Small));
        Assert.Equal(Answer(Server, Small), Answer(Server with { MaxImageBytes = 300_000 }, Small));
        Assert.NotEqual(Answer(Server, Small), Answer(Server with { ImageFormats = ["jpeg"] }, Small));
        Assert.Equal(Answer(Server, Small), Answer(Server with { ImageFormats = ["jpeg", "webp", "png"] }, Small));
    }

    [Fact]
    public void An_image_that_is_made_anew_to_be_shown_upright_and_on_white_has_a_key_that_says_so()
    {
        KeyedImage remade = Small with { IsRemade = true };
        ServerOptions bounded = Server with { MaxImageBytes = 300_000 };

        Assert.NotEqual(Answer(Server, Small), Answer(Server, remade));
        Assert.NotEqual(Answer(Server, Large), Answer(Server, Large with { IsRemade = true }));
        Assert.NotEqual(Answer(Server, remade), Answer(bounded, remade));
        Assert.Equal(Answer(Server, Small), Answer(bounded, Small));
    }

    [Theory]
    [InlineData(true, ImageNotes.Turned)]
    [InlineData(true, ImageNotes.Animated, ImageNotes.Transparent)]
    [InlineData(false, ImageNotes.Animated)]
    [InlineData(false)]
    public void What_was_noted_of_an_image_tells_whether_it_is_made_anew(bool remade, params string[] notes)
    {
        ImageItem image = new("a", "a.png", "aa", 1, 1) { Notes = notes };

        Assert.Equal(remade, KeyedItem.Of(image).Images.Single().IsRemade);
    }

    [Fact]
    public void Of_several_images_each_that_is_made_anew_is_in_the_key()
    {
        KeyedImage remade = Small with { IsRemade = true };
        string[] keys =
            [Answer(Server, Small, Small), Answer(Server, remade, Small), Answer(Server, Small, remade)];

        Assert.Equal(3, keys.Distinct().Count());
        Assert.Equal(keys[0], Answer(Server with { MaxImageBytes = 300_000 }, Small, Small));
    }

    [Fact]
    public void The_form_of_pairs_is_in_the_keys_of_pairs_alone()
    {
        foreach (ServerOptions other in new[] { Server with { Repairs = 3 }, Server with { Structured = "never" } })
        {
            Assert.Equal(Answer(Server, Small), Answer(other, Small));
            Assert.NotEqual(Pair(Server, Small), Pair(other, Small));
        }
    }

    [Theory]
    [InlineData(0, 3, 0, true)]
    [InlineData(3, 0, 0, true)]
    [InlineData(3, 1, 1, true)]
    [InlineData(3, 1, 2, false)]
    public void A_pair_is_the_same_whatever_repairs_were_allowed_that_it_did_not_need(
        int before, int now, int taken, bool same)
    {
        string key = Pair(Server with { Repairs = before }, Small);

        Assert.Equal(same, Keys(Server with { Repairs = now }).IsSameBefore(key, taken, Item(Small), "Ask.", Greedy));
        Assert.False(Keys(Server with { Repairs = now }).IsSameBefore("another", taken, Item(Small), "Ask.", Greedy));
    }

    [Fact]
    public void Another_model_revision_or_body_changes_every_key()
    {
        foreach (ServerOptions other in new[]
        {
            Server with { Model = "larger" },
            Server with { Revision = "2" },
            Server with { Reports = "large-2" },
            Server with { ExtraBody = "{\"top_k\": 20}" },
            Server with { Thinking = "off" },
            Server with { ThinkingTokens = 500 },
        })
        {
            Assert.NotEqual(Answer(Server, Small), Answer(other, Small));
            Assert.NotEqual(Pair(Server, Small), Pair(other, Small));
        }
    }

    [Fact]
    public void How_much_a_model_thinks_and_how_it_is_told_are_in_the_key_and_a_server_without_keeps_the_key_it_had()
    {
        string[] keys =
        [
            Answer(Server, Small),
            Answer(Server with { Thinking = "off" }, Small),
            Answer(Server with { Thinking = "low" }, Small),
            Answer(Server with { Thinking = "low", ThinkingBy = "template" }, Small),
            Answer(Server with { Thinking = "low", ThinkingTokens = 500 }, Small),
        ];

        Assert.Equal(keys, keys.Distinct());
        Assert.Equal(BeforeThinking, keys[0]);
    }

    public void Dispose() => _world.Dispose();

    private string Answer(ServerOptions server, params KeyedImage[] images) =>
        Keys(server).Of(Item(images), "Ask.", Greedy);

    private string Pair(ServerOptions server, KeyedImage image) => Keys(server).OfPair(Item(image), "Ask.", Greedy);

    private static KeyedItem Item(params KeyedImage[] images) =>
        new(string.Concat(images.Select(image => image.Sha256)), images);

    private ReplyKeys Keys(ServerOptions server)
    {
        ModelReference model = new() { Server = server };
        return ReplyKeys.Of(new RunSession(_world.Recipe with { Teacher = model }, _world.Parts), model);
    }
}

using Mpa.Files;
using Mpa.Models;

namespace Mpa.Tests.Files;

public sealed class ContentKeyTests
{
    private static readonly SamplingOptions Greedy = new();

    [Fact]
    public void A_key_changes_with_each_thing_a_reply_depends_on()
    {
        string[] keys =
        [
            ContentKey.OfReply("image", "prompt", "model", Greedy),
            ContentKey.OfReply("image2", "prompt", "model", Greedy),
            ContentKey.OfReply("image", "prompt2", "model", Greedy),
            ContentKey.OfReply("image", "prompt", "model2", Greedy),
            ContentKey.OfReply("image", "prompt", "model", Greedy with { Seed = 1 }),
            ContentKey.OfReply("image", "prompt", "model", Greedy with { MaxNewTokens = 1 }),
            ContentKey.OfReply("image", "prompt", "model", Greedy with { Stop = ["."] }),
        ];

        Assert.Distinct(keys);
    }

    /// <summary>
    /// The constant is Python's hashlib.sha256 of the JSON list, so that rows of earlier versions stay fresh.
    /// </summary>
    [Fact]
    public void A_key_is_the_hash_of_the_parts_as_json() =>
        Assert.Equal(
            "afc999e27bd9df72a4fc8b17690a45607b435ff7eee5d94ae5a3f2525aabe97d",
            ContentKey.OfReply("image", "prompt", "model", Greedy));

    [Fact]
    public void Parts_are_kept_apart() => Assert.NotEqual(ContentKey.Of("ab", "c"), ContentKey.Of("a", "bc"));
}

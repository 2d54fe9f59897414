using Mpa.Chats;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

public sealed class Idefics3PromptTests
{
    private static readonly Idefics3ChatEncoder Encoder = new(SmallTokenizer.Instance, imageTokens: 2);

    [Fact]
    public void Every_answer_of_a_chat_is_learnt_with_its_space_and_end_mark_and_nothing_else()
    {
        EncodedChat chat = Encoder.Encode(
            [ChatTurn.User("How many?"), ChatTurn.Assistant("4"), ChatTurn.User("And now?", images: 0), ChatTurn.Assistant("about five")],
            [ImageGrid.Whole],
            generationPrompt: false);

        Assert.Equal(" 4<end_of_utterance> about five<end_of_utterance>", Text(chat.Labels.Where(label => label != EncodedChat.NoLabel)));
        Assert.All(chat.Ids.Zip(chat.Labels), pair => Assert.True(pair.Second == EncodedChat.NoLabel || pair.Second == pair.First));
    }

    [Fact]
    public void Ids_of_the_parts_equal_ids_of_the_whole_prompt()
    {
        List<ChatTurn> turns = [ChatTurn.System("  Be\n\nbrief. "), ChatTurn.User("\nWhy 12?\n", images: 2), ChatTurn.Assistant(" \n")];
        List<ImageGrid> grids = [new ImageGrid(2, 1), ImageGrid.Whole];

        int[] ids = Encoder.Encode(turns, grids, generationPrompt: true).Ids;

        Assert.Equal(SmallTokenizer.Instance.Encode(new Idefics3Prompt(2).Render(turns, grids, generationPrompt: true)), ids);
    }

    [Fact]
    public void Each_tile_has_its_image_tokens()
    {
        ImageGrid grid = new(3, 2);

        int[] ids = Encoder.Encode([ChatTurn.User("?")], [grid], generationPrompt: true).Ids;

        Assert.Equal(grid.Tiles * 2, ids.Count(id => id == Encoder.ImageId));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Another_number_of_images_than_places_is_an_error(int images)
    {
        MpaException error = Assert.Throws<MpaException>(
            () => Encoder.Encode([ChatTurn.User("?")], [.. Enumerable.Repeat(ImageGrid.Whole, images)], generationPrompt: true));

        Assert.Contains($"shows 1 images, but {images} were given", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("What is <image>?", "")]
    [InlineData("What is <im", "age>?")]
    public void Text_cannot_smuggle_an_image_in(string first, string second)
    {
        ChatTurn turn = new(ChatRole.User, [ChatPart.Image, ChatPart.OfText(first), ChatPart.OfText(second)]);

        MpaException error = Assert.Throws<MpaException>(() => Encoder.Encode([turn], [ImageGrid.Whole], generationPrompt: true));

        Assert.Contains("What is <im", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_cannot_show_an_image() => Assert.Throws<MpaException>(() => Encoder.Encode(
        [new ChatTurn(ChatRole.Assistant, [ChatPart.Image])], [ImageGrid.Whole], generationPrompt: false));

    [Fact]
    public void A_turn_without_parts_is_an_error() => Assert.Throws<MpaException>(
        () => Encoder.Encode([new ChatTurn(ChatRole.User, [])], [], generationPrompt: true));

    [Fact]
    public void A_tokenizer_without_the_image_mark_is_refused()
    {
        using TemporaryFolder folder = new();
        ByteLevelBpeTokenizer other = ByteLevelBpeTokenizer.Load(TinyTokenizerFile.Write(folder.Path, _ => { }));

        Assert.Contains("<image>", Assert.Throws<MpaException>(() => new Idefics3ChatEncoder(other, 2)).Message, StringComparison.Ordinal);
    }

    private static string Text(IEnumerable<int> ids) => SmallTokenizer.Instance.Decode(ids, skipSpecialTokens: false);
}

using System.Text.Json;
using Mpa.Chats;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Tokenizers.Templates;

namespace Mpa.Torch.Tests.Tokenizers;

/// <summary>Every family's format against its golden chats, and what all of them promise.</summary>
public sealed class ChatFormatTests
{
    public static IEnumerable<TheoryDataRow<string>> Folders =>
        GoldenChatFolder.Find().Select(folder => new TheoryDataRow<string>(folder.Name));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Texts_ids_and_labels_equal_every_golden_chat(string name)
    {
        GoldenChatFolder folder = Named(name);
        ChatEncoder encoder = folder.Encoder(marksInText: true);

        foreach (GoldenPrompt golden in GoldenPrompt.Of(folder))
        {
            EncodedChat chat = encoder.Encode(golden.Turns, golden.Grids, golden.Open);
            if (golden.Rendered is { } rendered && !(golden.Open is false && encoder.Format.LastClose is not null))
            {
                Assert.Equal(rendered, ChatWriter.Template(encoder.Format, golden.Turns, golden.Open));
            }

            int start = Start(golden.Ids, chat.Ids);
            Assert.True(start >= 0, $"{golden.Name}:\n{string.Join(' ', golden.Ids)}\n{string.Join(' ', chat.Ids)}");
            if (golden.Labels is { } labels)
            {
                Assert.Equal(labels.Skip(start).Take(chat.Ids.Length), chat.Labels);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void What_a_user_writes_makes_no_mark(string name)
    {
        GoldenChatFolder folder = Named(name);
        ChatEncoder encoder = folder.Encoder(marksInText: false);
        HashSet<int> marks = [.. Marks(folder).Select(mark => encoder.Tokenizer.TokenId(mark)).OfType<int>()];
        string[] spellings =
        [
            .. Marks(folder),
            .. Enumerable.Range(0, 400).Select(number => $"[UNUSED_TOKEN_{number}]"),
            .. marks.Select(id => encoder.Tokenizer.Decode([id], skipSpecialTokens: false)),
        ];
        int usual = Count("x");

        Assert.NotEmpty(marks);
        Assert.All(spellings, mark => Assert.Equal(usual, Count($"a {mark}{mark} b")));
        Assert.Equal(usual, Count(string.Concat(spellings)));

        int Count(string text) => encoder.Encode([ChatTurn.User(text, 0)], [], generationPrompt: true)
            .Ids.Count(marks.Contains);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Labels_are_the_answer_and_its_end(string name)
    {
        ChatEncoder encoder = Named(name).Encoder(marksInText: false);

        EncodedChat chat = encoder.Encode(
            [ChatTurn.User("How many?", 0), ChatTurn.Assistant("About 4 of them.")], [], generationPrompt: false);

        int[] learned = [.. chat.Labels.Where(label => label != EncodedChat.NoLabel)];
        Assert.Equal(encoder.EndId, learned[^1]);
        Assert.Equal(
            "About 4 of them.", encoder.Tokenizer.Decode(learned[..^1], skipSpecialTokens: true).Trim());
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void An_open_chat_is_the_beginning_of_the_answered_one(string name)
    {
        ChatEncoder encoder = Named(name).Encoder(marksInText: false);
        ChatTurn[] asked = [ChatTurn.User("How many?")];

        int[] open = encoder.Encode(asked, [ImageGrid.Whole], generationPrompt: true).Ids;
        EncodedChat answered = encoder.Encode(
            [.. asked, ChatTurn.Assistant("4")], [ImageGrid.Whole], generationPrompt: false);

        Assert.Equal(open, answered.Ids[..open.Length]);
        Assert.All(answered.Labels[..open.Length], label => Assert.Equal(EncodedChat.NoLabel, label));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void The_template_of_the_folder_is_the_familys(string name)
    {
        GoldenChatFolder folder = Named(name);

        FolderTemplate.Check(folder.Model, GoldenChatFolder.Format(folder)!);
    }

    private static GoldenChatFolder Named(string name) => GoldenChatFolder.Find().First(folder => folder.Name == name);

    /// <summary>Where ids begin in a padded row; −1 if they aren't all of it but padding.</summary>
    private static int Start(IReadOnlyList<int> padded, int[] ids)
    {
        int padding = padded.Count - ids.Length;
        return true switch
        {
            _ when padding < 0 => -1,
            _ when padded.Skip(padding).SequenceEqual(ids) && padded.Take(padding).Distinct().Count() <= 1 => padding,
            _ when padded.Take(ids.Length).SequenceEqual(ids) && padded.Skip(ids.Length).Distinct().Count() <= 1 => 0,
            _ => -1,
        };
    }

    /// <summary>Special tokens by the folder's files.</summary>
    private static IEnumerable<string> Marks(GoldenChatFolder folder)
    {
        string json = Path.Combine(folder.Model, "tokenizer.json");
        IEnumerable<JsonElement> added = File.Exists(json)
            ? JsonElement.Parse(File.ReadAllText(json)).GetProperty("added_tokens").EnumerateArray()
            : JsonElement.Parse(File.ReadAllText(Path.Combine(folder.Model, "tokenizer_config.json")))
                .GetProperty("added_tokens_decoder").EnumerateObject().Select(entry => entry.Value);
        return added.Where(token => token.GetProperty("special").GetBoolean())
            .Select(token => token.GetProperty("content").GetString()!);
    }
}

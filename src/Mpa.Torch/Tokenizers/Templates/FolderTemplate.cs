using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mpa.Chats;
using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Tokenizers.Templates;

/// <summary>
/// A folder's own chat template, held against the prompts that its family writes: a model that was trained with others
/// would be asked in words that it doesn't know.
/// </summary>
internal static class FolderTemplate
{
    private const string NextStep =
        "Take the template out of the folder if the model knows the family's prompts all the same.";

    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly IReadOnlyList<(ChatTurn[] Turns, bool Open)> Chats =
    [
        ([ChatTurn.User("What is shown?")], true),
        ([ChatTurn.User("What is it?", 0)], true),
        ([ChatTurn.User("What is it?"), ChatTurn.Assistant("A cat"), ChatTurn.User("Sure?", 0)], true),
        ([ChatTurn.System("Be short."), ChatTurn.User("What is it?", 2), ChatTurn.Assistant("A cat")], false),
    ];

    /// <summary>Fails if the folder's template writes another prompt than the family.</summary>
    /// <param name="folder">A hub-layout folder.</param>
    /// <param name="family">How the family writes chats.</param>
    /// <exception cref="MpaException">It does, or it can't be told.</exception>
    public static void Check(string folder, ChatFormat family)
    {
        if (Find(folder) is not var (file, text))
        {
            return;
        }

        try
        {
            ChatTemplate template = new(text);
            foreach ((ChatTurn[] turns, bool open) in Chats)
            {
                string own = template.Render([.. turns.Select(Message)], open);
                string usual = ChatWriter.Template(family, turns, open);
                if (own != usual)
                {
                    throw new MpaException(
                        $"{file}: its chat template writes {Quote(own)} where this family's prompts are "
                        + $"{Quote(usual)}; mpa writes the family's alone. {NextStep}");
                }
            }
        }
        catch (TemplateException error)
        {
            throw new MpaException(
                $"{file}: its chat template can't be held against this family's prompts: it uses {error.Message}. "
                + NextStep,
                error);
        }
    }

    /// <summary>The template of the folder's processor, in the order in which transformers 5 looks for it.</summary>
    private static (string File, string Text)? Find(string folder)
    {
        foreach (string name in new[] { "processor_config.json", "chat_template.json", "chat_template.jinja" })
        {
            string file = Path.Combine(folder, name);
            if (File.Exists(file) && Text(file) is { } text)
            {
                return (file, text);
            }
        }

        return null;
    }

    private static string? Text(string file)
    {
        if (file.EndsWith(".json", StringComparison.Ordinal))
        {
            return ConfigReader.Open(file).OptionalText("chat_template");
        }

        byte[] bytes = File.ReadAllBytes(file);
        LfsPointer.Refuse(file, bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    private static string Quote(string prompt) => JsonSerializer.Serialize(prompt, Readable);

    private static object? Message(ChatTurn turn) => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["role"] = turn.Role.ToString().ToLowerInvariant(),
        ["content"] = turn.Parts.Select(Part).ToList(),
    };

    private static object? Part(ChatPart part) => part.Text is { } text
        ? new Dictionary<string, object?>(StringComparer.Ordinal) { ["type"] = "text", ["text"] = text }
        : new Dictionary<string, object?>(StringComparer.Ordinal) { ["type"] = "image" };
}

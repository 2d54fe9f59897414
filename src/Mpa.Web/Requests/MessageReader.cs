using System.Text.Json;
using Mpa.Chats;

namespace Mpa.Web.Requests;

/// <summary>Reads messages into turns. Texts go on as they are; parts keep their order.</summary>
/// <param name="options">The limits.</param>
internal sealed class MessageReader(ServeOptions options)
{
    private static readonly Dictionary<string, ChatRole> Roles = new(StringComparer.Ordinal)
    {
        ["system"] = ChatRole.System,
        ["developer"] = ChatRole.System, // the newer name of the same
        ["user"] = ChatRole.User,
        ["assistant"] = ChatRole.Assistant,
    };

    private static readonly string[] Members =
    [
        "role",
        "content",
        "name",
        "refusal",
        "annotations",
        "audio",
        "function_call",
        "tool_calls",
    ];

    private readonly ImageReader _images = new(options.ImageLimits);

    /// <summary>The turns, and their images in order.</summary>
    /// <exception cref="ApiException">A message is wrong, or a limit is passed.</exception>
    public (IReadOnlyList<ChatTurn> Turns, IReadOnlyList<ReadImage> Images) Read(JsonField messages)
    {
        List<ReadImage> images = [];
        ChatTurn[] turns = [.. messages.Items().Select(message => Turn(message.Object(Members), images))];
        if (turns.Length == 0 || turns[^1].Role != ChatRole.User)
        {
            string problem = turns.Length == 0 ? "is empty" : "ends with a message that is not the user's";
            throw ApiException.Invalid(messages.Path, $"messages {problem}: end it with the user's question.");
        }

        long length = turns.Sum(turn => turn.Parts.Sum(part => (long)(part.Text?.Length ?? 0)));
        return length <= options.MaxTextLength
            ? (turns, images)
            : throw ApiException.Invalid(
                messages.Path,
                $"The messages have {length:N0} characters; this server takes {options.MaxTextLength:N0}.",
                "context_length_exceeded");
    }

    private ChatTurn Turn(JsonField message, List<ReadImage> images)
    {
        ChatRole role = Roles.TryGetValue(message["role"].Text(), out ChatRole known)
            ? known
            : throw message["role"].Wrong("system, user or assistant");
        foreach (string unused in (string[])["function_call", "tool_calls", "audio"])
        {
            JsonField field = message[unused];
            bool empty = field.Value.ValueKind == JsonValueKind.Array && field.Value.GetArrayLength() == 0;
            if (!field.IsMissing && !empty)
            {
                throw ApiException.Invalid(
                    field.Path,
                    $"{field.Path} can't be followed: these models read text and images only.",
                    "unsupported_value");
            }
        }

        JsonField content = message["content"];
        ChatPart[] parts = content.Value.ValueKind switch
        {
            JsonValueKind.String => [ChatPart.OfText(content.Text())],
            JsonValueKind.Array => [.. content.Items().Select(part => Part(part, role, images))],
            _ => [],
        };
        return parts.Length > 0
            ? new ChatTurn(role, parts)
            : throw content.Wrong("a text, or an array of one part or more");
    }

    private ChatPart Part(JsonField part, ChatRole role, List<ReadImage> images)
    {
        string type = part.Object("type", "text", "image_url")["type"].Text();
        switch (type)
        {
            case "text":
                return ChatPart.OfText(part["text"].Text());
            case "image_url" when role != ChatRole.User:
                throw ApiException.Invalid(part.Path, $"{part.Path} shows an image, but only the user's messages may.");
            case "image_url" when images.Count == options.MaxImages:
                throw ApiException.Invalid(
                    part.Path, $"The messages show more than {options.MaxImages} images, the most this server takes.");
            case "image_url":
                images.Add(_images.Read(part["image_url"]));
                return ChatPart.Image;
            default:
                throw part["type"].Wrong("text or image_url");
        }
    }
}

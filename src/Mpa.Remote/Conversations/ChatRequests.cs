using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Mpa.Models;
using Mpa.Planning;
using Mpa.Recipes;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatResponseFormat = Microsoft.Extensions.AI.ChatResponseFormat;

namespace Mpa.Remote.Conversations;

/// <summary>
/// Writes requests as chats: images first, then the text, as the models' own chat templates have them.
/// </summary>
internal sealed class ChatRequests(ServerOptions options)
{
    // JSON numbers are doubles to many servers and 32-bit to some; a seed must arrive as it left.
    private const ulong SeedMask = 0x7FFF_FFFF;

    private readonly ImageCache _images = new(options);
    private readonly (byte[] Path, BinaryData Value)[] _extra = Extra(options.ExtraBody);

    /// <summary>The user's message, and a guess at the tokens that it and its reply take.</summary>
    /// <exception cref="Imaging.ImageException">An image can't be used.</exception>
    public async Task<(ChatMessage Message, int PromptTokens)> MessageAsync(ModelRequest request)
    {
        List<AIContent> contents = [];
        long pixels = 0;
        foreach (RequestImage asked in request.Images)
        {
            SentImage image = await _images.GetAsync(asked);
            contents.Add(new DataContent(image.Bytes, image.MediaType));
            pixels += image.Pixels;
        }

        contents.Add(new TextContent(request.Prompt));
        return (new ChatMessage(ChatRole.User, contents), TokenEstimate.Prompt(request.Prompt, pixels));
    }

    /// <summary>
    /// How the reply is drawn and what form it has. What the client library has no property for goes into the body as
    /// it is.
    /// </summary>
    /// <param name="request">What is asked.</param>
    /// <param name="structured">Whether its form is asked for as a schema.</param>
    /// <param name="thinking">How it is told to think more or less.</param>
    public ChatOptions Options(ModelRequest request, bool structured, ThinkingWay thinking)
    {
        SamplingOptions sampling = request.Sampling;
        return new ChatOptions
        {
            Temperature = (float)sampling.Temperature,
            TopP = sampling.TopP < 1 ? (float)sampling.TopP : null,
            Seed = sampling.Temperature > 0 ? (long)(sampling.Seed & SeedMask) : null,
            StopSequences = sampling.Stop is { Count: > 0 } stop ? [.. stop] : null,
            ResponseFormat = structured && request.Form is { } form ? Format(form) : null,
            RawRepresentationFactory = _ => Raw(sampling, thinking),
        };
    }

    private static ChatResponseFormatJson Format(ReplyForm form)
    {
        using JsonDocument schema = JsonDocument.Parse(form.JsonSchema);
        return ChatResponseFormat.ForJsonSchema(schema.RootElement.Clone(), form.Name);
    }

    private ChatCompletionOptions Raw(SamplingOptions sampling, ThinkingWay thinking)
    {
        ChatCompletionOptions raw = new();
        raw.Patch.Set(
            options.LimitField == "max_tokens" ? "$.max_tokens"u8 : "$.max_completion_tokens"u8,
            sampling.MaxNewTokens + options.ThinkingTokens);
        ThinkingWays.Write(raw, options, thinking);
        if (sampling.TopK > 0)
        {
            raw.Patch.Set("$.top_k"u8, sampling.TopK);
        }

        if (sampling.RepetitionPenalty is { } penalty)
        {
            raw.Patch.Set("$.repetition_penalty"u8, penalty);
        }

        if (sampling.MinNewTokens > 0)
        {
            raw.Patch.Set("$.min_tokens"u8, sampling.MinNewTokens);
        }

        foreach ((byte[] path, BinaryData value) in _extra)
        {
            raw.Patch.Set(path, value);
        }

        return raw;
    }

    private static (byte[] Path, BinaryData Value)[] Extra(string? body) => body is null
        ? []
        : [.. JsonNode.Parse(body)!.AsObject().Select(field => (
            Encoding.UTF8.GetBytes($"$[{JsonSerializer.Serialize(field.Key)}]"),
            BinaryData.FromString(field.Value?.ToJsonString() ?? "null")))];
}

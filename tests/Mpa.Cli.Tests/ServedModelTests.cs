using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Mpa.Tasks;
using Mpa.Testing;

namespace Mpa.Cli.Tests;

/// <summary>The real program serves the demo's teacher; clients ask as any client does, all at once.</summary>
public sealed class ServedModelTests
{
    private const int Clients = 64;
    private static readonly string Charts = Path.Combine(Repository.Root, "data", "demo", "test");

    [Fact]
    public async Task Sixty_four_clients_at_once_get_the_teachers_answers()
    {
        // Given
        string teacher = Path.Combine(Repository.Root, "models", "demo-teacher");
        using Process program = RealProgram.Start(["serve", teacher, "--port", "0"]);
        try
        {
            using HttpClient client = new() { BaseAddress = new Uri(await RealProgram.AddressAsync(program) + "/") };
            JsonElement[] rows =
            [
                .. File.ReadLines(Path.Combine(Charts, "questions.jsonl"))
                    .Take(Clients)
                    .Select(line => JsonElement.Parse(line)),
            ];

            // When: one half by streams.
            (HttpStatusCode Status, string Text)[] answers = await Task.WhenAll(
                rows.Select((row, i) => AskAsync(client, row, stream: i % 2 == 0)));
            (HttpStatusCode refused, string message) = await PostAsync(
                client, Chat("What?", "https://example.com/chart.png", stream: false));

            // Then: the teacher is right in some 88 of 100 cases.
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
            int right = rows.Zip(answers)
                .Count(pair => pair.First.GetProperty("answers")[0].GetString() == pair.Second.Text);
            Assert.InRange(right, Clients * 3 / 4, Clients);
            Assert.Equal(HttpStatusCode.BadRequest, refused);
            Assert.Contains("must be a data URL", message);
        }
        finally
        {
            program.Kill();
        }
    }

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(
        HttpClient client, JsonElement row, bool stream)
    {
        string file = Path.Combine(Charts, row.GetProperty("image").GetString()!);
        byte[] image = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        string url = $"data:image/png;base64,{Convert.ToBase64String(image)}";
        string prompt = VqaTask.Named("demo").AnswerPrompt(row.GetProperty("question").GetString()!);
        (HttpStatusCode status, string body) = await PostAsync(client, Chat(prompt, url, stream));
        return (status, stream ? Streamed(body) : Whole(body));
    }

    private static string Whole(string body) =>
        Choice(body).GetProperty("message").GetProperty("content").GetString()!;

    private static string Streamed(string body) =>
        string.Concat(body
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line != "data: [DONE]")
            .Select(line => Choice(line["data: ".Length..]).GetProperty("delta"))
            .Select(delta => delta.TryGetProperty("content", out JsonElement content) ? content.GetString() : ""));

    private static JsonElement Choice(string body) => JsonElement.Parse(body).GetProperty("choices")[0];

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(HttpClient client, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync(
            "chat/completions", content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static string Chat(string question, string image, bool stream) => JsonSerializer.Serialize(new
    {
        model = "demo-teacher",
        temperature = 0,
        max_tokens = 128,
        stream,
        messages = new[]
        {
            new
            {
                role = "user",
                content = new object[]
                {
                    new { type = "image_url", image_url = new { url = image } },
                    new { type = "text", text = question },
                },
            },
        },
    });
}

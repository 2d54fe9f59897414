using System.Text;
using System.Text.Json.Nodes;

namespace Mpa.Mutants.Kinds;

/// <summary>
/// Broken replies of a served teacher: to annotation, to the question asked again, in a batch's results.
/// </summary>
internal static class ReplyMutants
{
    private const string Pair = "{\"question\": \"What is the value of red?\", \"answer\": \"4\"}";

    private static readonly string[] Contents =
    [
        "<think>hm", "hm</think>" + Pair, Pair + "<|im_end|>", "```json\n" + Pair, Pair[..^1] + ",}", Pair[..20],
        "Q: a? A: 4", "", " ", "\0", "[" + Pair + "]", "{}", "null", "\ufeff" + Pair, "\u2028", "question:\nanswer:",
        "{\"question\": \"<image><|im_start|>system\", \"answer\": \"4\"}", "{\"question\": 4, \"answer\": {\"a\": 1}}",
    ];

    private static readonly string[] Heads =
    [
        "HTTP/1.1 200 OK\r\nContent-Type: text/html", "HTTP/1.1 500 Internal Server Error", "HTTP/1.1 400 Bad Request",
        "HTTP/1.1 204 No Content", "HTTP/1.1 302 Found\r\nLocation: /v1", "HTTP/1.1 999 X", "HTTP/1.1 200",
        "HTTP/9.9 200 OK", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked",
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-7",
        "HTTP/1.1 200 OK\r\n\u00e4: \u00e4", "\0\0\0", "",
    ];

    public static Trial Prepare(Seeds seeds, IReadOnlyList<int> numbers, string folder)
    {
        string images = Directory.CreateDirectory(Path.Combine(folder, "images")).FullName;
        IEnumerable<string> charts = Directory.EnumerateFiles(Seeds.At("data/demo/test/images"))
            .Order(StringComparer.Ordinal)
            .Take(numbers.Count);
        foreach (string chart in charts)
        {
            File.Copy(chart, Path.Combine(images, Path.GetFileName(chart)));
        }

        byte[][] annotations = [.. numbers.Select(number => Reply(number, Pair))];
        byte[][] answers = [.. numbers.Select(number => Reply(number + 1_000_000, "4"))];
        RawServer server = new(annotations, answers, Sound(Pair));
        File.WriteAllText(Path.Combine(folder, "mutant.yaml"), Recipe(server.Url, images, "out"));
        File.WriteAllText(Path.Combine(folder, "answers.yaml"), Recipe(server.Url + "/sound", images, "out-answers"));
        WriteResults(seeds, numbers, folder);
        return new Trial(
        [
            ["run", "mutant.yaml", "--until", "identify"],
            ["run", "answers.yaml", "--until", "identify"],
            ["annotate", "mutant.yaml", "--set", "output=out-batch", "--batch-results", "results.jsonl"],
            ["report", "out"],
        ], server);
    }

    private static string Recipe(string url, string images, string output) => $$"""
        task: chartqa
        images: {{images}}
        teacher: { url: "{{url}}", model: fake, concurrency: 1, repairs: 1, retries: 0, failures: 1, patience: 0.05 }
        student: {{Seeds.At("models/demo-student")}}
        annotate: { perImage: 1 }
        output: {{output}}

        """;

    // A whole response: head, empty line, body.
    private static byte[] Reply(int number, string content)
    {
        Random random = MutantKind.All[5].Random(number);
        byte[] body = Body(content);
        switch (random.Next(8))
        {
            case 0:
                return WithHead(random.Pick(Heads), ByteMutation.Apply(body, random));
            case 1:
                return ByteMutation.Apply(RawServer.Sound(body), random);
            case 2:
                return RawServer.Sound(ByteMutation.Apply(body, random));
            case 3:
                return RawServer.Sound(Body(random.Pick(Contents)));
            default:
                return RawServer.Sound(JsonMutation.Apply(body, random));
        }
    }

    private static byte[] Sound(string content) => RawServer.Sound(Body(content));

    private static byte[] WithHead(string head, byte[] body) =>
        [.. Encoding.UTF8.GetBytes(head), .. "\r\n\r\n"u8, .. body];

    private static byte[] Body(string content) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion",
        ["created"] = 1,
        ["model"] = "fake",
        ["system_fingerprint"] = "fp_1",
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = content, ["refusal"] = null },
            ["logprobs"] = null,
            ["finish_reason"] = "stop",
        }),
        ["usage"] = new JsonObject
        {
            ["prompt_tokens"] = 100,
            ["completion_tokens"] = 10,
            ["total_tokens"] = 110,
            ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
        },
    }.ToJsonString());

    // https://platform.openai.com/docs/guides/batch: one object a line, with the request's custom_id.
    private static void WriteResults(Seeds seeds, IReadOnlyList<int> numbers, string folder)
    {
        string requests = Path.Combine(folder, "requests.jsonl");
        seeds.Printed("annotate", Path.Combine(folder, "mutant.yaml"), "--batch-file", requests);
        string[] ids = [.. File.ReadLines(requests).Select(line => (string)JsonNode.Parse(line)!["custom_id"]!)];
        using FileStream file = File.Create(Path.Combine(folder, "results.jsonl"));
        foreach ((string id, int number) in ids.Zip(numbers))
        {
            Random random = MutantKind.All[5].Random(number + 2_000_000);
            byte[] line = Encoding.UTF8.GetBytes(new JsonObject
            {
                ["id"] = "batch_req_1",
                ["custom_id"] = id,
                ["response"] = new JsonObject
                {
                    ["status_code"] = 200,
                    ["request_id"] = "r",
                    ["body"] = JsonNode.Parse(Body(Pair)),
                },
                ["error"] = null,
            }.ToJsonString());
            file.Write(random.Next(4) == 0 ? ByteMutation.Apply(line, random) : JsonMutation.Apply(line, random));
            file.Write("\n"u8);
        }
    }
}

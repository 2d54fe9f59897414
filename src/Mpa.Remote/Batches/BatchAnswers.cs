using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mpa.Remote.Batches;

/// <summary>Reads the output and error files of batches: {"custom_id", "response": {"status_code", "body"}, "error": {"code", "message"}}.</summary>
internal static class BatchAnswers
{
    // The batch ended before these were carried out; they are to be asked again.
    private static readonly string[] Unasked = ["batch_expired", "batch_cancelled"];

    /// <summary>Answers by custom_id. A success counts before a failure of the same request.</summary>
    /// <exception cref="MpaException">A file is missing, or a line is not of this format; the message names it.</exception>
    public static Dictionary<string, BatchAnswer> Read(IReadOnlyList<string> files)
    {
        Dictionary<string, BatchAnswer> answers = [];
        foreach (string file in files)
        {
            int number = 0;
            foreach (string line in Lines(file))
            {
                number++;
                if (line.Length > 0 && Parse(line, $"{file}:{number}") is ({ } id, { } answer) && !(answers.TryGetValue(id, out BatchAnswer? other) && other.Status == 200))
                {
                    answers[id] = answer;
                }
            }
        }

        return answers;
    }

    private static IEnumerable<string> Lines(string file) => File.Exists(file)
        ? File.ReadLines(file)
        : throw new MpaException($"{file}: there is no such file; give the output file of the batch");

    private static (string? Id, BatchAnswer? Answer) Parse(string line, string where)
    {
        try
        {
            JsonObject row = JsonNode.Parse(line) as JsonObject ?? throw new FormatException("no JSON object");
            string id = (string?)row["custom_id"] ?? throw new FormatException("custom_id is missing");
            return (id, row["error"] is JsonObject error ? OfError(error) : OfResponse(row["response"] as JsonObject ?? throw new FormatException("neither response nor error is there")));
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new MpaException($"{where}: this line is not of a batch's output ({error.Message.ReplaceLineEndings(" ")}); give the file as it was downloaded", error);
        }
    }

    private static BatchAnswer? OfError(JsonObject error) =>
        Unasked.Contains((string?)error["code"]) ? null : new BatchAnswer(0, (string?)error["message"] ?? error.ToJsonString());

    private static BatchAnswer OfResponse(JsonObject response) => new((int?)response["status_code"] ?? throw new FormatException("status_code is missing"), response["body"]?.ToJsonString() ?? "");
}

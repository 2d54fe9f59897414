using System.Text.Json;
using Mpa.Testing;

namespace Mpa.Torch.Tests.Training;

/// <summary>Cases in the golden files of schedules and optimizers, as "file|list|number".</summary>
internal static class OptimizerGolden
{
    public static IEnumerable<TheoryDataRow<string>> Find(string list) => Repository
        .FromGoldens<string>(root => Files(root).SelectMany(file => Names(file, list)))
        .Select(name => new TheoryDataRow<string>(name));

    public static JsonElement File(string name) =>
        Read(Repository.Golden($"optim/{name.Split('|')[0]}"));

    public static JsonElement Open(string name, string list) =>
        File(name).GetProperty(list)[int.Parse(name.Split('|')[1])];

    private static IEnumerable<string> Files(string root)
    {
        string folder = Path.Combine(root, "optim");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal) : [];
    }

    private static IEnumerable<string> Names(string file, string list) =>
        Read(file).TryGetProperty(list, out JsonElement cases)
            ? cases.EnumerateArray().Select((golden, i) => $"{Path.GetFileName(file)}|{i}|{Label(golden)}")
            : [];

    private static string Label(JsonElement golden) =>
        golden.TryGetProperty("schedule", out JsonElement schedule)
            ? schedule.GetString()!
            : golden.GetProperty("optimizer").GetString()!;

    private static JsonElement Read(string file) => JsonElement.Parse(System.IO.File.ReadAllText(file));
}

using System.Text.Json;
using Mpa.Testing;

namespace Mpa.Imaging.Tests;

/// <summary>Rows of the golden folder's preprocess/*.jsonl, one test case each.</summary>
internal static class GoldenRows
{
    public static string Folder => Path.Combine(Repository.Goldens, "preprocess");

    /// <summary>A short name for the test list, and the row.</summary>
    public static TheoryData<string, string> Read(string pattern, Func<JsonElement, string> name)
    {
        TheoryData<string, string> rows = [];
        foreach (string line in Directory.GetFiles(Folder, pattern).Order().SelectMany(File.ReadLines))
        {
            rows.Add(name(JsonDocument.Parse(line).RootElement), line);
        }

        return rows;
    }

    public static RgbImage Chart(string file) => ImageDecoder.Decode(Path.Combine(Repository.GoldenImages, file));

    public static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));

    public static (int Width, int Height) Size(JsonElement row, string key) => (row.GetProperty(key)[0].GetInt32(), row.GetProperty(key)[1].GetInt32());
}

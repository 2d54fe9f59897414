using System.Text.Json;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

public sealed class TokenizerGoldenTests
{
    [Fact]
    public void Ids_and_texts_equal_the_goldens_on_every_line()
    {
        List<string> names = [.. TokenizerGoldens.Names()];
        Assert.SkipWhen(names.Count == 0, $"no real vocabulary in {TokenizerGoldens.Folder}; MPA_GOLDENS and MPA_GOLDEN_TOKENIZERS name the folders");

        List<string> wrong = [.. names.SelectMany(WrongLines)];

        Assert.True(wrong.Count == 0, $"{wrong.Count} lines differ:\n{string.Join('\n', wrong.Take(10))}");
    }

    private static IEnumerable<string> WrongLines(string name)
    {
        ByteLevelBpeTokenizer tokenizer = ByteLevelBpeTokenizer.Load(TokenizerGoldens.TokenizerPath(name));
        List<JsonElement> rows = [.. TokenizerGoldens.Rows(name)];
        Assert.NotEmpty(rows);
        return rows.Where(row => !Holds(tokenizer, row))
            .Select(row => $"{name}: {row} but got [{string.Join(", ", tokenizer.Encode(row.GetProperty("text").GetString()!))}]")
            .ToList();
    }

    private static bool Holds(ByteLevelBpeTokenizer tokenizer, JsonElement row)
    {
        int[] ids = [.. row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
        return tokenizer.Encode(row.GetProperty("text").GetString()!).SequenceEqual(ids)
            && tokenizer.Decode(ids, skipSpecialTokens: false) == row.GetProperty("decoded").GetString()
            && (!row.TryGetProperty("decoded_skip_special", out JsonElement skipped)
                || tokenizer.Decode(ids, skipSpecialTokens: true) == skipped.GetString());
    }
}

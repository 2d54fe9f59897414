using System.Text.Json.Nodes;
using Mpa.Testing;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

/// <summary>Form C, seen through a tokenizer with the NFC normalizer and all bytes. Cases of UAX #15.</summary>
public sealed class CanonicalCompositionTests
{
    private static readonly ITokenizer Composing = Load();

    [Theory]
    [InlineData("e\u0301", "é")]
    [InlineData("\u212B", "\u00C5")] // a singleton: the Ångström sign
    [InlineData("a\u0323\u0307", "\u1EA1\u0307")]
    [InlineData("a\u0307\u0323", "\u1EA1\u0307")] // marks in order of their classes
    [InlineData("\u1100\u1161\u11A8", "\uAC01")] // Hangul
    [InlineData("\uAC00\u11A8", "\uAC01")]
    [InlineData("\u0958", "\u0915\u093C")] // excluded from composition
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    [InlineData("a\u0315\u0300b", "\u00E0\u0315b")] // not blocked: 0300 comes first
    [InlineData("plain — text, 東京 😀", "plain — text, 東京 😀")]
    public void Text_is_composed(string text, string composed) =>
        Assert.Equal(composed, Composing.Decode(Composing.Encode(text), skipSpecialTokens: false));

    private static ITokenizer Load()
    {
        using TemporaryFolder folder = new();
        TokenizerWriter.Write(folder.Root, SmallTokenizer.Bpe);
        string path = folder.At("tokenizer.json");
        JsonNode json = JsonNode.Parse(File.ReadAllText(path))!;
        json["normalizer"] = new JsonObject { ["type"] = "NFC" };
        File.WriteAllText(path, json.ToJsonString());
        return BpeTokenizer.Load(path);
    }
}

using FsCheck.Xunit;
using Mpa.Replies;

namespace Mpa.Tests.Replies;

public sealed class LooseJsonTests
{
    [Theory]
    [InlineData("""{"a": "1", "b": [2, true, null]}""")]
    [InlineData("""{"a": "1", "b": [2, true, null],}""")]
    [InlineData("{'a': '1', 'b': [2, True, None]}")]
    [InlineData("{a: '1', b: [2, true, null]")]
    [InlineData("{\n  \"a\": \"1\"\n  \"b\": [2, true, null]\n}")]
    [InlineData("{\"a\": \"1\"; \"b\": [2, true, null]}")]
    [InlineData("{\"a\": \"1\", // a note\n\"b\": [2, true, null]}")]
    [InlineData("{\"a\": \"1\", /* a\nnote */ \"b\": [2, true, null]}")]
    [InlineData("{“a”: “1”, ‘b’: [2, true, null]}")]
    [InlineData("{\"a\"：\"\\u0031\", \"b\": [2, true, null]}")]
    public void What_is_nearly_JSON_is_read(string text) =>
        Assert.Equal("""{"a":"1","b":[2,true,null]}""", LooseJson.Read(text)?.ToJsonString());

    [Theory]
    [InlineData("""{"a": "a 5" screen"}""", """a 5" screen""")]
    [InlineData("""{'a': 'don't'}""", "don't")]
    [InlineData("{a: $1,234.50}", "$1,234.50")]
    [InlineData("{a: 2023-05-01, b: 1}", "2023-05-01")]
    [InlineData("{a: 007}", "007")]
    [InlineData("{\"a\": \"x\\ny\\\"\"}", "x\ny\"")]
    [InlineData("{\"a\": \"x", "x")]
    public void A_value_is_read_whole(string text, string value) =>
        Assert.Equal(value, (string?)LooseJson.Read(text)?["a"]);

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("[illegible]")]
    [InlineData("{colors}")]
    [InlineData("[1] and more")]
    [InlineData("a {\"b\": 1}")]
    public void A_text_that_is_no_list_or_map_is_none(string text) => Assert.Null(LooseJson.Read(text));

    [Theory]
    [InlineData("See [1]: {\"a\": 1}, as asked.", """{"a":1}""")]
    [InlineData("{first} [\"x\"]", """["x"]""")]
    [InlineData("```json\n[1, 2]\n```", "[1,2]")]
    public void The_longest_of_a_reply_is_found(string reply, string expected) =>
        Assert.Equal(expected, LooseJson.Find(reply)?.ToJsonString());

    [Property]
    public void No_text_is_too_much(byte[] choices)
    {
        string[] parts = ["{", "}", "[", "]", "\"", "'", ",", ":", "a", "1", "\\", "//", "\n", " "];
        LooseJson.Find(string.Concat(choices.Select(choice => parts[choice % parts.Length])));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("{a: \"")]
    [InlineData("[\"a\" ")]
    public void A_long_text_is_read_in_good_time(string part) =>
        LooseJson.Find(string.Concat(Enumerable.Repeat(part, 20_000)));
}

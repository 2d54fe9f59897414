using Mpa.Recipes;

namespace Mpa.Tests.Recipes;

public sealed class ServerRulesTests
{
    private static readonly ServerOptions Good = new() { Url = "https://api.example.org/v1", Model = "m" };

    [Theory]
    [InlineData("https://api.example.org/v1")]
    [InlineData("http://localhost:8000/v1")]
    [InlineData("http://127.0.0.1:8000/v1")]
    [InlineData("http://[::1]:8000/v1")]
    public void Good_addresses(string url) => Assert.Empty(ServerRules.Problems(Good with { Url = url }));

    [Theory]
    [InlineData("http://192.168.1.7:8000/v1", "use https, or say allowHttp: true")]
    [InlineData("http://localhost.example.org/v1", "use https")]
    [InlineData("https://me:secret@api.example.org/v1", "holds a user name, a query or a fragment")]
    [InlineData("https://api.example.org/v1?key=secret", "holds a user name, a query or a fragment")]
    [InlineData("ftp://x", "must be an http or https address")]
    public void Bad_addresses(string url, string expected)
    {
        string problem = Assert.Single(ServerRules.Problems(Good with { MoreUrls = [url] }));

        Assert.Contains(expected, problem);
        Assert.DoesNotContain("secret", problem);
    }

    [Fact]
    public void Http_to_others_may_be_allowed() =>
        Assert.Empty(ServerRules.Problems(Good with { Url = "http://192.168.1.7:8000/v1", AllowHttp = true }));

    [Fact]
    public void A_key_in_the_place_of_its_variable_is_refused_and_not_repeated()
    {
        string problem = Assert.Single(ServerRules.Problems(Good with { KeyVariable = "sk-proj-123456" }));

        Assert.Contains("never the key itself", problem);
        Assert.DoesNotContain("123456", problem);
    }

    [Fact]
    public void A_budget_needs_prices() =>
        Assert.Contains("inputPrice", Assert.Single(ServerRules.Problems(Good with { Budget = 5 })));

    [Theory]
    [InlineData("{\"reasoning_effort\": \"low\"}", "extraBody holds reasoning_effort, which thinking sets too")]
    [InlineData("{\"chat_template_kwargs\": {}}", "extraBody holds chat_template_kwargs, which thinking sets too")]
    public void What_thinking_sets_stands_in_no_body_beside_it(string body, string expected)
    {
        string problem = Assert.Single(ServerRules.Problems(Good with { Thinking = "off", ExtraBody = body }));

        Assert.StartsWith(expected, problem);
        Assert.Empty(ServerRules.Problems(Good with { ExtraBody = body }));
    }

    [Fact]
    public void Who_wants_no_thoughts_leaves_them_no_room() =>
        Assert.StartsWith(
            "thinkingTokens leaves room for thoughts",
            Assert.Single(ServerRules.Problems(Good with { Thinking = "off", ThinkingTokens = 9 })));

    [Theory]
    [InlineData("[1]")]
    [InlineData("top_k: 20")]
    public void What_goes_into_the_body_is_an_object(string body) =>
        Assert.Contains("JSON object", Assert.Single(ServerRules.Problems(Good with { ExtraBody = body })));
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Mpa.Web.Tests;

public sealed class SecurityTests
{
    private const string Token = "correct-horse-battery-staple";

    private const string NeedsToken =
        "can be reached from other machines, so clients must show a token: put one of 16 characters or more in the "
        + "environment variable MPA_SERVE_TOKEN, or serve on 127.0.0.1";

    private const string Longer = "it must have 16 or more (openssl rand -hex 24 makes one)";

    [Theory]
    [InlineData(null, 401)]
    [InlineData("Bearer wrong-horse-battery-staple", 401)]
    [InlineData("Basic " + Token, 401)]
    [InlineData("Bearer " + Token + "x", 401)]
    [InlineData("Bearer " + Token, 200)]
    [InlineData("bearer " + Token, 200)]
    public async Task Where_a_token_is_set_it_must_be_shown(string? header, int expected)
    {
        await using Served served = await Served.StartAsync(options: new ServeOptions { Token = Token });
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/chat/completions");
        request.Content = Served.Json(Served.Question());
        request.Headers.TryAddWithoutValidation("Authorization", header);

        using HttpResponseMessage response = await served.Client.SendAsync(
            request, TestContext.Current.CancellationToken);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected, (int)response.StatusCode);
        Assert.DoesNotContain("horse", body);
        Assert.Equal("", served.Errors.ToString());
        Assert.Equal(
            expected == 401, response.Headers.WwwAuthenticate.Contains(new AuthenticationHeaderValue("Bearer")));
    }

    [Theory]
    [InlineData("/v1/models", 401)]
    [InlineData("/metrics", 401)]
    [InlineData("/nothing", 401)]
    [InlineData("/health", 200)]
    public async Task Only_the_servers_health_may_be_asked_without_the_token(string path, int expected)
    {
        await using Served served = await Served.StartAsync(options: new ServeOptions { Token = Token });

        using HttpResponseMessage response = await served.Client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(expected, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("0.0.0.0", null, "0.0.0.0 " + NeedsToken)]
    [InlineData("::", null, ":: " + NeedsToken)]
    [InlineData("0.0.0.0", "short", "the token in MPA_SERVE_TOKEN has 5 characters: " + Longer)]
    [InlineData("127.0.0.1", "", "the token in MPA_SERVE_TOKEN has 0 characters: " + Longer)]
    public void Another_address_than_loopback_demands_a_token(string address, string? token, string expected)
    {
        ServeOptions options = new() { Address = IPAddress.Parse(address), Token = token };

        Assert.Equal(expected, Assert.Throws<MpaException>(options.Check).Message);
    }

    [Fact]
    public void With_a_token_any_address_may_be_served() =>
        new ServeOptions { Address = IPAddress.Any, Token = Token }.Check();

    [Theory]
    [InlineData("evil.example", 403)]
    [InlineData("evil.example:80", 403)]
    [InlineData("127.0.0.1.evil.example", 403)]
    [InlineData("10.0.0.1", 403)]
    [InlineData("localhost:1234", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("[::1]:8000", 200)]
    public async Task On_loopback_a_request_must_name_a_loopback_host(string host, int expected)
    {
        await using Served served = await Served.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/models");
        request.Headers.Host = host;

        using HttpResponseMessage response = await served.Client.SendAsync(
            request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_page_of_another_site_can_neither_ask_nor_read()
    {
        await using Served served = await Served.StartAsync();
        using HttpRequestMessage simple = new(HttpMethod.Post, "/v1/chat/completions");
        simple.Content = new StringContent(Served.Question(), Encoding.UTF8, "text/plain");
        using HttpRequestMessage preflight = new(HttpMethod.Options, "/v1/chat/completions");
        preflight.Headers.Add("Origin", "https://evil.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");

        using HttpResponseMessage asked = await served.Client.SendAsync(simple, TestContext.Current.CancellationToken);
        using HttpResponseMessage allowed = await served.Client.SendAsync(
            preflight, TestContext.Current.CancellationToken);

        Assert.Equal(
            (HttpStatusCode.UnsupportedMediaType, HttpStatusCode.MethodNotAllowed),
            (asked.StatusCode, allowed.StatusCode));
        Assert.DoesNotContain(allowed.Headers, header =>
            header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(served.Model.Asked);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        await using Served served = await Served.StartAsync(options: new ServeOptions { MaxBodyBytes = 1000 });

        string question = Served.Question(content: $"\"{new string('a', 2000)}\"");
        (int status, System.Text.Json.JsonElement body) = await served.AskAsync(question);

        string? message = body.GetProperty("error").GetProperty("message").GetString();
        Assert.Equal((413, "The request's body is too large; send fewer or smaller images."), (status, message));
    }

    [Theory]
    [InlineData("GET", "/v1/completions", 404)]
    [InlineData("GET", "/v1/models/nobody", 404)]
    [InlineData("GET", "/v1/chat/completions", 405)]
    [InlineData("DELETE", "/v1/models", 405)]
    public async Task Other_paths_and_methods_get_the_protocols_error(string method, string path, int expected)
    {
        await using Served served = await Served.StartAsync();
        using HttpRequestMessage request = new(new HttpMethod(method), path);

        using HttpResponseMessage response = await served.Client.SendAsync(
            request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, (int)response.StatusCode);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\"type\":\"invalid_request_error\"", body);
    }
}

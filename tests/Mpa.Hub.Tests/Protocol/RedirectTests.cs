using Mpa.Testing;

namespace Mpa.Hub.Tests.Protocol;

public sealed class RedirectTests
{
    [Fact]
    public async Task Another_host_gets_the_request_and_never_the_token()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        await using FakeHub cdn = await FakeHub.StartAsync();
        world.Hub.Cdn = cdn.With(PullWorld.Weights, world.Hub.Files[PullWorld.Weights]);

        await world.PullAsync();

        Assert.Equal(world.Hub.Files[PullWorld.Weights], world.Read(PullWorld.Weights));
        Assert.Equal("", Assert.Single(cdn.Requests).Authorization);
        Assert.All(world.Hub.Requests, request => Assert.Equal($"Bearer {PullWorld.Token}", request.Authorization));
    }

    [Fact]
    public async Task A_hub_under_a_new_name_is_followed_with_the_token()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.Intercept = context =>
        {
            bool list = context.Request.Path.Value!.StartsWith("/api/", StringComparison.Ordinal)
                && !context.Request.Query.ContainsKey("moved");
            if (list)
            {
                context.Response.Redirect($"{context.Request.Path}?blobs=true&moved=1");
            }

            return Task.FromResult(list);
        };

        await world.PullAsync();

        Assert.All(world.Hub.Requests, request => Assert.Equal($"Bearer {PullWorld.Token}", request.Authorization));
    }

    [Fact]
    public async Task Without_a_token_none_is_sent()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.GivenToken = null;

        await world.PullAsync();

        Assert.All(world.Hub.Requests, request => Assert.Equal("", request.Authorization));
    }

    [Theory]
    [InlineData("http://example.com/x?X-Signature=secret-signature")]
    [InlineData("ftp://example.com/x")]
    [InlineData("file:///etc/passwd")]
    public async Task A_redirect_to_an_unsafe_address_is_not_followed(string target)
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.Intercept = context =>
        {
            context.Response.Redirect(target);
            return Task.FromResult(true);
        };

        Assert.Contains($"redirects to {target.Split('?')[0]}, which is not followed", await world.RefusedAsync());
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.Intercept = context =>
        {
            context.Response.Redirect(context.Request.Path);
            return Task.FromResult(true);
        };

        Assert.Contains("more than 5 redirects", await world.RefusedAsync());
        Assert.Equal(6, world.Hub.Requests.Count);
    }

    [Theory]
    [InlineData("https://hub.example", "https://cdn.example", true)]
    [InlineData("https://hub.example", "http://cdn.example", false)]
    [InlineData("https://hub.example", "http://127.0.0.1:8000", false)]
    [InlineData("https://hub.example", "https://localhost", false)]
    [InlineData("http://localhost:1", "http://127.0.0.1:2", true)]
    [InlineData("http://localhost:1", "http://cdn.example", false)]
    public void A_hub_elsewhere_leads_to_no_service_of_this_machine(string hub, string target, bool follows) =>
        Assert.Equal(follows, HubAddress.MayFollow(new Uri(hub), new Uri(target)));

    [Theory]
    [InlineData("https://hub.example/a", "https://hub.example/b", true)]
    [InlineData("https://hub.example", "https://HUB.example:443", true)]
    [InlineData("https://hub.example", "https://hub.example:444", false)]
    [InlineData("https://hub.example", "http://hub.example", false)]
    [InlineData("https://hub.example", "https://hub.example.evil", false)]
    [InlineData("https://hub.example", "https://x@hub.example", true)]
    public void Only_scheme_host_and_port_decide_who_gets_the_token(string one, string other, bool same) =>
        Assert.Equal(same, HubAddress.SameOrigin(new Uri(one), new Uri(other)));
}

namespace Mpa.Hub.Tests;

public sealed class HubNamesTests
{
    [Theory]
    [InlineData("HuggingFaceTB/SmolVLM-256M-Instruct", "main", "HuggingFaceTB--SmolVLM-256M-Instruct")]
    [InlineData("a/b@v1.0", "v1.0", "a--b@v1.0")]
    [InlineData("a/b@refs/pr/3", "refs/pr/3", "a--b@refs~pr~3")]
    public void A_name_is_read_with_its_revision(string text, string revision, string folder)
    {
        HubModelName name = HubModelName.Parse(text);

        Assert.Equal((revision, folder, text), (name.Revision, name.FolderName, name.ToString()));
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("a/b/c")]
    [InlineData("../b")]
    [InlineData("a/..")]
    [InlineData("a/b@")]
    [InlineData("a/b@..")]
    [InlineData("a/b@x/../y")]
    [InlineData("a--x/b")]
    [InlineData("https://huggingface.co/a/b")]
    [InlineData("a/b\n")]
    public void What_is_no_name_is_told(string text) =>
        Assert.Contains(
            "not a model of the hub; write owner/name",
            Assert.Throws<MpaException>(() => HubModelName.Parse(text)).Message);

    [Fact]
    public void The_hub_and_the_token_come_from_the_environment()
    {
        HubOptions options = HubOptions.FromEnvironment(
            name => name == "HF_ENDPOINT" ? "https://mirror.example/hub/" : " hf_x\n");

        Assert.Equal(("https://mirror.example/hub", "hf_x"), (options.Endpoint.AbsoluteUri, options.Token));
        Assert.Equal(new Uri("https://huggingface.co"), HubOptions.FromEnvironment(_ => null).Endpoint);
    }

    [Theory]
    [InlineData("http://mirror.example")]
    [InlineData("https://user:password@mirror.example")]
    [InlineData("mirror.example")]
    [InlineData("ftp://mirror.example")]
    public void An_endpoint_that_is_not_safe_is_refused_without_being_repeated(string endpoint) =>
        Assert.DoesNotContain(
            endpoint,
            Assert.Throws<MpaException>(
                () => HubOptions.FromEnvironment(name => name == "HF_ENDPOINT" ? endpoint : null)).Message);

    [Fact]
    public void A_token_that_can_be_none_is_not_repeated() =>
        Assert.DoesNotContain(
            "secret",
            Assert.Throws<MpaException>(
                () => HubOptions.FromEnvironment(name => name == "HF_TOKEN" ? "secret token" : null)).Message);

    [Fact]
    public void The_models_home_is_a_variables_or_below_the_users()
    {
        Assert.Equal("/data/models", ModelsHome.Folder(_ => "/data/models"));
        Assert.EndsWith(Path.Combine(".mpa", "models"), ModelsHome.Folder(_ => null));
    }
}

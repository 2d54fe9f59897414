using Mpa.Imaging;
using Mpa.Models;
using Mpa.Remote.Http;
using Mpa.Runs;
using Mpa.Testing;

namespace Mpa.Remote.Tests.Fakes;

/// <summary>A remote model at a fake server, under a clock that jumps.</summary>
internal sealed class Served : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _image;

    public Served(
        Func<Asked, Reaction> react,
        Func<ServerOptions, ServerOptions>? change = null,
        string? key = null,
        ModelRole role = ModelRole.Teacher)
    {
        Server = new FakeServer(react) { OnStuck = Time.Expire };
        ServerOptions options = new() { Url = Server.Url, Model = "served-model", Repairs = 0, Structured = "never" };
        Section = new ServerSection(role, change?.Invoke(options) ?? options);
        Model = new RemoteModel(Section, new ApiKey(key), Time, ServerHandler.Network);
        _image = new(() => WriteImage("image.png", 40, 30));
    }

    public EagerTime Time { get; } = new();

    public FakeServer Server { get; }

    public ServerSection Section { get; }

    public ServerOptions Options => Section.Options;

    public RemoteModel Model { get; }

    public string Image => _image.Value;

    public string At(string name) => _folder.At(name);

    public string WriteImage(string name, int width, int height)
    {
        File.WriteAllBytes(_folder.At(name), ImageEncoder.ToPng(new RgbImage(width, height)));
        return _folder.At(name);
    }

    /// <summary>Requests that differ in their text: "0", "1" and so on.</summary>
    public ModelRequest[] Requests(int count) => [.. Enumerable.Range(0, count).Select(i => Request($"{i}"))];

    public ModelRequest Request(
        string prompt = "What is it?",
        SamplingOptions? sampling = null,
        ReplyForm? form = null) => new([new RequestImage(Image)], prompt, sampling ?? new SamplingOptions(), form);

    public async Task<ModelReply> AskAsync(ModelRequest request) =>
        (await Model.AskAsync([request], TestContext.Current.CancellationToken))[0];

    public Task<ModelReply> AskAsync(string prompt = "What is it?") => AskAsync(Request(prompt));

    /// <summary>All replies in the order of the requests.</summary>
    public async Task<ModelReply[]> AskEachAsync(IReadOnlyList<ModelRequest> requests)
    {
        ModelReply[] replies = new ModelReply[requests.Count];
        await foreach (
            (int index, ModelReply reply) in Model.AskEachAsync(requests, TestContext.Current.CancellationToken))
        {
            Assert.Null(replies[index]);
            replies[index] = reply;
        }

        return replies;
    }

    public void Dispose()
    {
        Model.Dispose();
        Server.Dispose();
        _folder.Dispose();
    }
}

using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Testing;

namespace Mpa.Tests.Asking;

/// <summary>A world whose teacher or judge is behind a server that answers as a test says.</summary>
internal sealed class ServedWorld(Func<ModelRequest, ModelReply> answer, int images = 12) : IDisposable
{
    /// <summary>Prices at which a reply of 10,000 tokens read and written costs 0.03.</summary>
    public static readonly ServerOptions Server = new()
    {
        Url = "http://localhost/v1",
        Model = "served",
        InputPrice = 1,
        OutputPrice = 2,
    };

    /// <summary>The world around it.</summary>
    public World World { get; } = new(images);

    /// <summary>What the served model tells of its server.</summary>
    public string? Notice { get; set; }

    /// <summary>Requests to the server.</summary>
    public int Asked { get; private set; }

    /// <summary>A reply of 10,000 tokens read and written.</summary>
    public static ModelReply Reply(string text, FinishReason finish = FinishReason.Stop) =>
        new(text, finish, 10_000, 10_000, 0);

    public Task<Manifest> RunAsync(Stage? until = null)
    {
        RunParts local = World.Parts;
        FakeServedModel served = new("served", "served", Counted) { Notice = Notice };
        return new Pipeline(local with { Models = new Models(local.Models, served) }, World.Progress.Add)
            .RunAsync(World.Recipe, until: until, cancellation: TestContext.Current.CancellationToken);
    }

    public void Dispose() => World.Dispose();

    private ModelReply Counted(ModelRequest request)
    {
        Asked++;
        return answer(request);
    }

    private sealed class Models(IModels local, FakeServedModel served) : IModels
    {
        public IVisionLanguageModel Open(ModelReference model, ModelRole role, FeatureRoom? features) =>
            model.Server is null ? local.Open(model, role, features) : served;

        public void Check(ModelReference model, ModelRole role)
        {
        }

        public string Fingerprint(ModelReference model) =>
            model.Server is null ? local.Fingerprint(model) : served.Fingerprint;
    }
}

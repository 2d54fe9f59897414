using Mpa.Models;
using Mpa.Remote.Tests.Fakes;
using Mpa.Testing;

namespace Mpa.Remote.Tests;

public sealed class RemoteModelContractTests : VisionLanguageModelContract, IDisposable
{
    private readonly Served _served = new(asked => Reactions.Reply($"{asked.Question} drawn with {asked.Body["seed"]}"));

    public void Dispose() => _served.Dispose();

    protected override IVisionLanguageModel Open() => new RemoteModel(_served.Options, new ApiKey(null), _served.Time, Http.ServerHandler.Network);

    protected override IReadOnlyList<ModelRequest> Requests() =>
        [_served.Request("one"), _served.Request("two"), _served.Request("three", new SamplingOptions(Temperature: 1, Seed: 9))];

    protected override ModelRequest Failing() => new([new RequestImage("/there/is/no/such.png")], "What is it?", new SamplingOptions());
}

using Mpa.Models;
using Mpa.Testing;

namespace Mpa.Tests.Models;

/// <summary>The fake keeps the contract of a model, so that a test that passes with it says something.</summary>
public sealed class FakeModelTests : VisionLanguageModelContract
{
    protected override IVisionLanguageModel Open() => new FakeModel("fake", "1", request => request.Prompt == "fail"
        ? FakeModel.Failure("no such image")
        : FakeModel.Reply(request.Prompt.ToUpperInvariant()));

    protected override IReadOnlyList<ModelRequest> Requests() =>
        [new([], "one", new()), new([], "two", new()), new([], "three", new())];

    protected override ModelRequest Failing() => new([], "fail", new());
}

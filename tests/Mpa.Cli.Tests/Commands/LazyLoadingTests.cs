using Mpa.Cli.Doctor;
using Mpa.Testing;
using Mpa.Torch;

namespace Mpa.Cli.Tests.Commands;

/// <summary>libtorch takes a second to load and 480 MB of disk cache: only what opens a model may pay for it.</summary>
public sealed class LazyLoadingTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("plan", "recipes/demo.yaml")]
    [InlineData("plan", "recipes/demo.yaml", "--resolved")]
    [InlineData("models", "models")]
    [InlineData("inspect", "models/demo-student")]
    public async Task Help_plan_and_a_look_at_models_load_no_TorchSharp(params string[] args)
    {
        using StringWriter output = new();
        Terminal terminal = new(output, output, Interactive: false, Color: false, 160, TimeProvider.System);
        using TemporaryFolder cache = new();
        MachineFile.Write(cache.Root, new EngineSpeed(1e9, 1e9, 1e9), TimeProvider.System.GetUtcNow());
        Workshop here = ThisMachine.Open();
        MpaApp app = new(terminal, here with { Places = here.Places with { Cache = cache.Root } });

        int code = await app.RunAsync(args, TestContext.Current.CancellationToken);

        Assert.True(code == 0, output.ToString());
        Assert.DoesNotContain(
            AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.GetName().Name == "TorchSharp");
    }
}

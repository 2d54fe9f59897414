using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Generation;
using Mpa.Torch.Lora;
using Mpa.Torch.Serving;
using Mpa.Torch.Tests.Generation;
using TorchSharp;

namespace Mpa.Torch.Tests.Serving;

/// <summary>Loading leaves no tensor behind, whether it succeeds or not.</summary>
public sealed class ChatLanesTests
{
    private static readonly string Student = TrainedPair.ModelFolder("student");

    [Fact]
    public void Lanes_with_adapters_let_everything_go()
    {
        using TemporaryFolder folder = new();
        SaveAdapter(folder.Root);

        Assert.Equal(0, LeftBehind(() => ChatLanes.Load(
            Student, "base", [("tuned", folder.Root)], TorchModelOptions.Default).Dispose()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_adapter_that_cannot_be_used_takes_the_base_with_it(bool damaged)
    {
        using TemporaryFolder folder = new();
        SaveAdapter(folder.Root);
        string weights = folder.At("adapter_model.safetensors");
        if (damaged)
        {
            File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..^1]);
        }
        else
        {
            File.Delete(weights);
        }

        Assert.Equal(0, LeftBehind(() => Assert.Throws<MpaException>(() => ChatLanes.Load(
            Student, "base", [("tuned", folder.Root)], TorchModelOptions.Default))));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("missing")]
    [InlineData("another model's")]
    public void A_model_that_fails_to_load_half_way_is_disposed(string weights)
    {
        using TemporaryFolder folder = TrainedPair.Copy("student");
        string path = folder.At("model.safetensors");
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        if (weights == "cut")
        {
            File.WriteAllBytes(path, bytes[..^1]);
        }
        else if (weights == "another model's")
        {
            File.Copy(Path.Combine(TrainedPair.ModelFolder("teacher"), "model.safetensors"), path);
        }

        Assert.Equal(0, LeftBehind(() => Assert.Throws<MpaException>(
            () => LoadedModel.Load(folder.Root, WeightType.Float32))));
    }

    [Fact]
    public void Int8_weights_go_with_their_scales() =>
        Assert.Equal(0, LeftBehind(() => LoadedModel.Load(Student, WeightType.Int8).Dispose()));

    private static long LeftBehind(Action work)
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        work();
        return DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
    }

    private static void SaveAdapter(string folder)
    {
        using LoadedModel model = LoadedModel.Load(Student, WeightType.Float32);
        using LoraAdapters adapters =
            LoraAdapters.Attach(model.Network, new LoraConfig(4, 32, [], model.Network.LanguageLinears), seed: 3);
        adapters.Save(folder, "student");
    }
}

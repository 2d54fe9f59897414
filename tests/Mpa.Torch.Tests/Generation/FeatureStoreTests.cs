using System.Security.Cryptography;
using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Generation;
using TorchSharp;

namespace Mpa.Torch.Tests.Generation;

public sealed class FeatureStoreTests : IDisposable
{
    private readonly LoadedModel _model = LoadedModel.Load(TrainedPair.ModelFolder("student"), WeightType.Float32);
    private readonly TemporaryFolder _folder = new();
    private readonly string _file;
    private readonly RequestImage _image;

    public FeatureStoreTests()
    {
        _file = _folder.At("bar.png");
        File.Copy(TrainedPair.Image("bar-00.png"), _file);
        _image = new RequestImage(_file, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_file))));
    }

    [Fact]
    public void An_image_that_is_held_is_not_read_again()
    {
        using FeatureStore store = Store();
        Tensors first = Read(store, _image);
        File.Delete(_file);

        Assert.Equal(first, Read(store, _image));
        Assert.NotNull(Outcome(store, _image with { Sha256 = null }).Error);
    }

    [Fact]
    public void An_image_whose_features_are_on_disk_is_not_read()
    {
        FeatureRoom room = new(_folder.At("features"), 1 << 20);
        using FeatureStore first = Store(new FeatureFiles(room, "model"));
        Tensors seen = Read(first, _image);
        File.Delete(_file);

        using FeatureStore second = Store(new FeatureFiles(room, "model"));

        Assert.Equal(seen, Read(second, _image));
    }

    [Fact]
    public void An_image_that_has_changed_since_the_run_looked_at_it_is_an_error()
    {
        using FeatureStore store = Store();
        File.Copy(TrainedPair.Image("bar-01.png"), _file, overwrite: true);

        Assert.Equal($"{_file} has changed since the run looked at it; run again", Outcome(store, _image).Error);
        Assert.Null(Outcome(store, _image with { Sha256 = null }).Error);
    }

    [Fact]
    public void A_hash_that_is_none_names_no_file_outside_the_features_folder()
    {
        string other = _folder.Write("other.safetensors", "another program's");
        using FeatureStore store = Store(new FeatureFiles(new FeatureRoom(_folder.At("features"), 1 << 20), "model"));

        Assert.Contains("run again", Outcome(store, _image with { Sha256 = "../../other" }).Error);
        Assert.True(File.Exists(other));
    }

    [Fact]
    public void Features_are_gone_with_the_store()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (FeatureStore store = Store())
        {
            Read(store, _image);
            Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    private FeatureStore Store(FeatureFiles? files = null) =>
        new(new FeatureComputer(_model.Network, _model.Processor), _model.Processor, 1 << 20, files);

    private static ImageOutcome Outcome(FeatureStore store, RequestImage image) =>
        store.Read([new(image)], CancellationToken.None)[new(image)];

    private static Tensors Read(FeatureStore store, RequestImage image)
    {
        ImageFeatures features = Outcome(store, image).Image!;
        return new Tensors(features.Grid.Rows, Convert.ToHexString(features.Features.bytes));
    }

    private sealed record Tensors(int Rows, string Bytes);
}

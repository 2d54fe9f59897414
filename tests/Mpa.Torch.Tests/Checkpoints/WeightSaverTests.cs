using System.Text.Json;
using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Generation;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Checkpoints;

public sealed class WeightSaverTests : IDisposable
{
    private const int ShardBytes = 100_000;
    private static readonly string Student = Path.Combine(Repository.Root, "models", "demo-student");

    private readonly TemporaryFolder _folder = new();
    private readonly LoadedModel _student = LoadedModel.Load(Student, WeightType.Float32);

    private Dictionary<string, Tensor> Weights =>
        _student.Network.Parameters.ToDictionary(p => p.Name, p => (Tensor)p.Value);

    [Fact]
    public void Weights_that_fit_one_file_are_the_bytes_they_were_loaded_from()
    {
        WeightSaver.Save(Weights, _folder.Root, ScalarType.BFloat16);

        Assert.Equal(["model.safetensors"], FileNames());
        Assert.True(Bytes(Student).SequenceEqual(Bytes(_folder.Root)));
    }

    [Fact]
    public void A_large_model_is_cut_into_shards_with_an_index_that_load_again()
    {
        WeightSaver.Save(Weights, _folder.Root, ScalarType.BFloat16, ShardBytes);

        using Checkpoint whole = new(Student);
        using Checkpoint cut = new(_folder.Root);
        string[] files = [.. WeightFiles.Of(_folder.Root)];
        Assert.True(files.Length > 3);
        Assert.Equal($"model-00002-of-{files.Length:D5}.safetensors", Path.GetFileName(files[1]));
        Assert.Equal(whole.Names.Order(StringComparer.Ordinal), cut.Names.Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.True(FitsOrIsAlone(SafetensorsHeader.Read(file))));
        Assert.All(whole.Names, name => Assert.Equal(Bytes(whole, name), Bytes(cut, name)));
    }

    [Fact]
    public void The_index_tells_the_bytes_of_all_tensors_and_the_file_of_each()
    {
        WeightSaver.Save(Weights, _folder.Root, ScalarType.BFloat16, ShardBytes);

        using JsonDocument index = JsonDocument.Parse(File.ReadAllBytes(_folder.At("model.safetensors.index.json")));
        JsonElement map = index.RootElement.GetProperty("weight_map");
        Assert.Equal(
            Weights.Values.Sum(value => value.numel()) * 2,
            index.RootElement.GetProperty("metadata").GetProperty("total_size").GetInt64());
        Assert.All(map.EnumerateObject(), place =>
            Assert.Contains(place.Name, SafetensorsHeader.Read(_folder.At(place.Value.GetString()!)).Keys));
    }

    [Fact]
    public void Weights_that_stood_there_before_are_gone()
    {
        _folder.Write("other.safetensors", "another program's");

        WeightSaver.Save(Weights, _folder.Root, ScalarType.BFloat16);
        WeightSaver.Save(Weights, _folder.Root, ScalarType.Float32, ShardBytes);
        WeightSaver.Save(Weights, _folder.Root, ScalarType.BFloat16, 3 * ShardBytes);
        IEnumerable<string?> shards = WeightFiles.Of(_folder.Root).Select(Path.GetFileName);
        Assert.Equal([.. shards, "model.safetensors.index.json", "other.safetensors"], FileNames());

        WeightSaver.Save(Weights, _folder.Root, ScalarType.BFloat16);
        Assert.Equal(["model.safetensors", "other.safetensors"], FileNames());
    }

    [Fact]
    public void Weights_stay_as_they_are_until_the_new_ones_are_whole()
    {
        WeightSaver.Save(Weights, _folder.Root, ScalarType.BFloat16);
        byte[] before = Bytes(_folder.Root);

        // A type that the format doesn't have.
        Assert.ThrowsAny<Exception>(() => WeightSaver.Save(Weights, _folder.Root, ScalarType.ComplexFloat32));
        Directory.CreateDirectory(_folder.At("model.safetensors.partial"));
        Assert.ThrowsAny<Exception>(() => WeightSaver.Save(Weights, _folder.Root, ScalarType.Float32));

        Assert.Equal(["model.safetensors"], FileNames());
        Assert.True(before.SequenceEqual(Bytes(_folder.Root)));
    }

    public void Dispose()
    {
        _student.Dispose();
        _folder.Dispose();
    }

    private static bool FitsOrIsAlone(Dictionary<string, SafetensorsEntry> shard) =>
        shard.Count == 1 || shard.Values.Sum(tensor => tensor.Length) <= ShardBytes;

    private static byte[] Bytes(string folder) => File.ReadAllBytes(Path.Combine(folder, "model.safetensors"));

    private static byte[] Bytes(Checkpoint checkpoint, string name)
    {
        using Tensor tensor = checkpoint.Read(name);
        return tensor.bytes.ToArray();
    }

    private string[] FileNames() =>
        [.. Directory.GetFiles(_folder.Root).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}

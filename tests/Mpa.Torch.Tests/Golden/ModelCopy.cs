using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Mpa.Models;
using Mpa.Testing;

namespace Mpa.Torch.Tests.Golden;

/// <summary>A golden model folder that a test changes.</summary>
internal static class ModelCopy
{
    private static readonly string Chart = Path.Combine(Repository.Root, "data/demo/test/images/test-0001.png");

    public static string Original(string model) => Repository.Golden($"models/{model}/model");

    public static TemporaryFolder Of(string model) => OfFolder(Original(model));

    public static TemporaryFolder OfFolder(string original)
    {
        TemporaryFolder folder = new();
        foreach (string file in Directory.GetFiles(original))
        {
            File.Copy(file, folder.At(Path.GetFileName(file)));
        }

        return folder;
    }

    /// <summary>Changes a JSON file of a folder.</summary>
    public static void Edit(string path, Action<JsonObject> edit)
    {
        JsonObject json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        edit(json);
        File.WriteAllText(path, json.ToJsonString());
    }

    /// <summary>Changes the header of a safetensors file; the tensors' bytes stay where they are.</summary>
    public static void EditHeader(string path, Func<JsonObject, JsonObject> edit)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        JsonObject header = JsonNode.Parse(bytes.AsSpan(8, length))!.AsObject();
        byte[] json = System.Text.Encoding.UTF8.GetBytes(edit(header).ToJsonString());
        byte[] prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, json.Length);
        File.WriteAllBytes(path, [.. prefix, .. json, .. bytes.AsSpan(8 + length)]);
    }

    /// <summary>Gives every tensor of a safetensors file another name.</summary>
    public static void Rename(string path, Func<string, string> name) => EditHeader(path, header => new JsonObject(
        header.Select(entry => KeyValuePair.Create(name(entry.Key), entry.Value?.DeepClone()))));

    /// <summary>What the model of a folder replies about a chart.</summary>
    public static async Task<string?> ReplyAsync(string folder)
    {
        using TorchModel model = TorchModel.Load(folder, new TorchModelOptions { Threads = 1 });
        ModelRequest request = new([new RequestImage(Chart)], "What is shown?", new SamplingOptions(20));
        IReadOnlyList<ModelReply> replies = await model.AskAsync([request], CancellationToken.None);
        return replies[0].Text;
    }
}

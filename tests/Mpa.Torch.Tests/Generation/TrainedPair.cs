using System.Text.Json;
using Mpa.Models;
using Mpa.Testing;

namespace Mpa.Torch.Tests.Generation;

/// <summary>The small trained teacher and student of the goldens folder, which answer sensibly.</summary>
internal static class TrainedPair
{
    private static string Folder => Repository.Golden("trained");

    /// <summary>The folder of "teacher" or "student".</summary>
    public static string ModelFolder(string who) => Path.Combine(Folder, who);

    /// <summary>A copy of the folder, to be changed.</summary>
    public static TemporaryFolder Copy(string who)
    {
        TemporaryFolder folder = new();
        foreach (string file in Directory.GetFiles(TrainedPair.ModelFolder(who)))
        {
            File.Copy(file, folder.At(Path.GetFileName(file)));
        }

        return folder;
    }

    public static TorchModel Open(string who, int batchSize = 64) =>
        TorchModel.Load(ModelFolder(who), new TorchModelOptions { Threads = 1, BatchSize = batchSize });

    public static async Task<ModelReply> AskAsync(TorchModel model, ModelRequest request) =>
        Assert.Single(await model.AskAsync([request], TestContext.Current.CancellationToken));

    public static JsonElement[] Rows(string file) =>
        [.. File.ReadLines(Path.Combine(Folder, file)).Select(line => JsonElement.Parse(line))];

    public static string Image(string name) => Path.Combine(Folder, "images", name);

    public static ModelRequest Request(JsonElement row, SamplingOptions sampling) =>
        new([Asked(row.GetProperty("image").GetString()!)], row.GetProperty("prompt").GetString()!, sampling);

    /// <summary>Questions of different lengths: to one image, to two, to none.</summary>
    public static IReadOnlyList<ModelRequest> Mixed(SamplingOptions sampling) =>
    [
        new(
            [Asked("bar-00.png")],
            "What is the value of the black bar? Answer with a single word or phrase.",
            sampling),
        new([Asked("bar-01.png"), Asked("bar-02.png")], "How many bars are there?", sampling),
        new([], "What is the value of the red bar?", sampling),
        new([Asked("bar-03.png")], "Write a question about this chart and its answer.", sampling),
    ];

    private static RequestImage Asked(string name) => new(Image(name));
}

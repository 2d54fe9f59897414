using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Tests.Generation;

namespace Mpa.Torch.Tests;

public sealed class TorchModelTests
{
    private static readonly SamplingOptions Short = new(4);

    [Fact]
    public void A_folder_of_another_family_is_an_error_that_lists_the_known_ones()
    {
        // Given
        using TemporaryFolder folder = new();
        folder.Write("config.json", """{"model_type": "paligemma"}""");

        // When
        string message = Assert.Throws<MpaException>(() => TorchModel.Load(folder.Root)).Message;

        // Then
        string[] named = ["paligemma", "idefics3", "smolvlm", "qwen2_vl", "qwen2_5_vl"];
        Assert.All(named, part => Assert.Contains(part, message));
    }

    [Fact]
    public void A_folder_without_a_model_is_an_error_that_says_what_is_missing() => Assert.Contains(
        "config.json", Assert.Throws<MpaException>(() => TorchModel.Load("/there/is/no/model")).Message);

    [Fact]
    public async Task A_prompt_that_is_too_long_is_an_error_with_both_numbers()
    {
        // Given
        using TorchModel model = TrainedPair.Open("student");
        string prompt = string.Join(' ', Enumerable.Repeat("bar", 700));

        // When
        ModelReply reply = await TrainedPair.AskAsync(model, new ModelRequest([], prompt, Short));

        // Then
        Assert.Equal(FinishReason.Error, reply.Finish);
        Assert.Matches(@"takes [\d,]{3,} tokens.* reads 512 at most", reply.Error);
    }

    [Fact]
    public async Task What_was_seen_of_an_image_is_taken_from_its_room_by_the_next_session()
    {
        // Given: two charts with different answers, both looked at.
        using TemporaryFolder folder = new();
        TorchModelOptions options = new() { Threads = 1, Features = new FeatureRoom(folder.Root, 1 << 20) };
        ModelRequest[] requests = TrainedPair.Rows("questions.jsonl")
            .GroupBy(row => row.GetProperty("prompt").GetString())
            .Select(group => group
                .DistinctBy(row => row.GetProperty("student").GetString())
                .DistinctBy(row => row.GetProperty("image").GetString())
                .Take(2))
            .First(rows => rows.Count() == 2)
            .Select(row => TrainedPair.Request(row, Short))
            .ToArray();
        string[] before = await Replies();
        Assert.NotEqual(before[0], before[1]);

        // When: what was seen of one is put in the other's place.
        string[] files = Directory.GetFiles(folder.Root, "*.safetensors", SearchOption.AllDirectories);
        Assert.Equal(2, files.Length);
        byte[] first = File.ReadAllBytes(files[0]);
        File.Copy(files[1], files[0], overwrite: true);
        File.WriteAllBytes(files[1], first);

        // Then
        Assert.Equal([before[1], before[0]], await Replies());

        async Task<string[]> Replies()
        {
            using TorchModel model = TorchModel.Load(TrainedPair.ModelFolder("student"), options);
            IReadOnlyList<ModelReply> replies = await model.AskAsync(requests, TestContext.Current.CancellationToken);
            return [.. replies.Select(reply => reply.Text)];
        }
    }

    [Fact]
    public async Task A_long_prompt_leaves_a_shorter_reply()
    {
        // Given: 512 positions, of which the prompt takes all but a few.
        using TorchModel model = TrainedPair.Open("student");
        SamplingOptions sampling = new(40, MinNewTokens: 40);
        ModelRequest[] lengths = [.. Enumerable.Range(480, 30)
            .Select(words => new ModelRequest([], string.Join(' ', Enumerable.Repeat("bar", words)), sampling))];

        // When
        IReadOnlyList<ModelReply> replies = await model.AskAsync(lengths, TestContext.Current.CancellationToken);

        // Then
        ModelReply[] answered = [.. replies.Where(reply => reply.Error is null)];
        Assert.InRange(answered.Length, 1, lengths.Length - 1);
        Assert.All(answered, reply => Assert.Equal(Math.Min(40, 512 - reply.PromptTokens), reply.ReplyTokens));
    }

    [Fact]
    public async Task A_path_that_is_none_is_an_error_of_its_request_alone()
    {
        using TorchModel model = TrainedPair.Open("student");
        ModelRequest[] requests = [new([new RequestImage("")], "What is it?", Short), TrainedPair.Mixed(Short)[0]];

        IReadOnlyList<ModelReply> replies = await model.AskAsync(requests, TestContext.Current.CancellationToken);

        Assert.NotNull(replies[0].Error);
        Assert.Null(replies[1].Error);
    }

    [Fact]
    public void Files_of_two_models_in_one_folder_are_an_error_that_names_both()
    {
        // Given
        using TemporaryFolder folder = TrainedPair.Copy("student");
        File.WriteAllText(folder.At("processor_config.json"), """{"image_seq_len": 64}""");

        // When
        string message = Assert.Throws<MpaException>(() => TorchModel.Load(folder.Root)).Message;

        // Then
        Assert.Contains("processor_config.json says 64", message);
        Assert.Contains("config.json makes 16", message);
    }

    [Theory]
    [InlineData("image.png", "no image at all")]
    [InlineData("empty.png", "")]
    public async Task A_file_that_is_no_image_is_an_error_that_names_it(string name, string content)
    {
        // Given
        using TemporaryFolder folder = new();
        string path = folder.Write(name, content);
        using TorchModel model = TrainedPair.Open("student");

        // When
        ModelReply reply = await TrainedPair.AskAsync(model, new([new RequestImage(path)], "What is it?", Short));

        // Then
        Assert.Contains(path, reply.Error);
    }

    [Fact]
    public void The_fingerprint_changes_with_a_weight_and_with_the_number_type()
    {
        // Given
        using TemporaryFolder folder = TrainedPair.Copy("student");

        string Fingerprint(WeightType type)
        {
            using TorchModel model = TorchModel.Load(folder.Root, new TorchModelOptions { Weights = type });
            return model.Fingerprint;
        }

        string[] before = [Fingerprint(WeightType.Float32), Fingerprint(WeightType.BFloat16)];

        // When
        string weights = folder.At("model.safetensors");
        byte[] bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);

        // Then
        Assert.Equal(3, before.Append(Fingerprint(WeightType.Float32)).Distinct().Count());
    }

    [Fact]
    public async Task Bfloat16_answers_too()
    {
        TorchModelOptions options = new() { Weights = WeightType.BFloat16, Threads = 1 };
        using TorchModel model = TorchModel.Load(TrainedPair.ModelFolder("teacher"), options);

        IReadOnlyList<ModelReply> replies = await model.AskAsync(
            TrainedPair.Mixed(new SamplingOptions(24)), TestContext.Current.CancellationToken);

        Assert.Equal("9", replies[0].Text);
        Assert.All(replies, reply => Assert.Null(reply.Error));
    }
}

public sealed class TorchModelContractTests : VisionLanguageModelContract
{
    protected override IVisionLanguageModel Open() => TrainedPair.Open("teacher");

    protected override IReadOnlyList<ModelRequest> Requests() =>
    [
        .. TrainedPair.Mixed(new SamplingOptions(24)),
        .. TrainedPair.Mixed(new SamplingOptions(12, Temperature: 1, Seed: 7, Stop: ["?"])),
    ];

    protected override ModelRequest Failing() =>
        new([new RequestImage("/there/is/no/such.png")], "What is it?", new SamplingOptions());
}

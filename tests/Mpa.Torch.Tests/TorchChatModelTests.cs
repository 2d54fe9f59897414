using Mpa.Chats;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Testing;
using Mpa.Torch.Generation;
using Mpa.Torch.Lora;
using Mpa.Torch.Tests.Generation;
using Mpa.Torch.Tokenizers;
using TorchSharp;
using TorchSharp.Modules;

namespace Mpa.Torch.Tests;

public sealed class TorchChatModelTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(3)]
    public async Task Many_who_talk_at_once_get_the_replies_that_a_closed_batch_gives(int batchSize)
    {
        // Given
        ModelRequest[] requests = [.. Enumerable.Range(1, 6).SelectMany(round =>
            TrainedPair.Mixed(new SamplingOptions(round * 6, round % 3 * 0.6, 0.95, Seed: (ulong)round)))];
        using TorchModel closed = TrainedPair.Open("teacher");
        IReadOnlyList<ModelReply> expected = await closed.AskAsync(requests, TestContext.Current.CancellationToken);
        using TorchChatModel open = Open("teacher", batchSize);

        // When
        Reply[] actual = await Task.WhenAll(requests.Select(request => AskAsync(open, Chat(request))));

        // Then
        Assert.Equal(
            expected.Select(reply => (reply.Text, (FinishReason?)reply.Finish, reply.PromptTokens, reply.ReplyTokens)),
            actual.Select(reply => (reply.Text, reply.Last.Finish, reply.Last.PromptTokens, reply.Last.ReplyTokens)));
    }

    [Fact]
    public async Task A_reply_is_told_while_it_is_written()
    {
        using TorchChatModel model = Open("teacher");

        Reply reply = await AskAsync(model, Chat(TrainedPair.Mixed(new SamplingOptions(24))[3]));

        Assert.True(reply.Pieces.Count(piece => piece.Text.Length > 0) > 3);
        int[] tokens = [.. reply.Pieces.Select(piece => piece.ReplyTokens)];
        Assert.Equal(tokens.Order(), tokens);
    }

    [Fact]
    public async Task Scores_are_the_log_probabilities_of_the_reply()
    {
        // Given
        ModelRequest request = TrainedPair.Mixed(new SamplingOptions(24))[0];
        using TorchChatModel open = Open("teacher");

        // When
        Reply reply = await AskAsync(open, Chat(request) with { TopLogProbabilities = 2 });
        ScoredAnswer scored = Score(request, reply.Text);

        // Then
        TokenScore[] tokens = [.. reply.Pieces.SelectMany(piece => piece.Tokens)];
        Assert.Equal(reply.Text, string.Concat(tokens.Select(token => token.Text)).Trim());
        Assert.All(
            tokens.Zip(scored.LogProbabilities),
            pair => Assert.Equal(pair.Second, pair.First.LogProbability, 1e-4));
        Assert.All(tokens, token =>
        {
            TokenScore likeliest = token.Top[0];
            Assert.Equal(2, token.Top.Count);
            Assert.Equal((token.Text, token.LogProbability), (likeliest.Text, likeliest.LogProbability));
        });
    }

    [Fact]
    public async Task Who_leaves_in_the_middle_gives_the_place_to_the_next()
    {
        // Given: room for one, who asks for more tokens than there is time for.
        using TorchChatModel model = Open("teacher", batchSize: 1);
        ChatRequest endless = Chat(TrainedPair.Mixed(new SamplingOptions(400, MinNewTokens: 400))[2]);
        using CancellationTokenSource leave = new();
        IAsyncEnumerator<ChatPiece> pieces =
            model.ReplyAsync(endless, leave.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await pieces.MoveNextAsync());
        Task<Reply> next = AskAsync(model, Chat(TrainedPair.Mixed(new SamplingOptions(4))[0]));

        // When
        await leave.CancelAsync();
        await pieces.DisposeAsync();

        // Then
        Assert.NotNull((await next).Last.Finish);
    }

    [Fact]
    public async Task An_adapter_is_served_beside_its_base_and_changes_only_its_own_replies()
    {
        // Given
        using TemporaryFolder folder = new();
        ModelRequest[] requests = [.. TrainedPair.Mixed(new SamplingOptions(24))];
        string[] tuned = SaveAdapter(folder.At("adapter"), requests);
        using TorchModel closed = TrainedPair.Open("student");
        IReadOnlyList<ModelReply> replies = await closed.AskAsync(requests, TestContext.Current.CancellationToken);
        string[] plain = [.. replies.Select(reply => reply.Text)];
        using TorchChatModel model = TorchChatModel.Load(
            TrainedPair.ModelFolder("student"),
            "base",
            [("tuned", folder.At("adapter"))],
            new TorchModelOptions { Threads = 1 });

        // When: all at once, so that the two batches are written on alternately.
        Task<Reply>[] ofBase = [.. requests.Select(request => AskAsync(model, Chat(request, "base")))];
        Task<Reply>[] ofAdapter = [.. requests.Select(request => AskAsync(model, Chat(request, "tuned")))];

        // Then
        Assert.Equal(["base", "tuned"], model.Names);
        Assert.Equal(plain, (await Task.WhenAll(ofBase)).Select(reply => reply.Text));
        Assert.Equal(tuned, (await Task.WhenAll(ofAdapter)).Select(reply => reply.Text));
        Assert.NotEqual(plain, tuned);
    }

    [Fact]
    public async Task What_cannot_be_answered_is_told_before_the_first_piece()
    {
        using TorchChatModel model = Open("student");
        ChatRequest empty = new("student", [ChatTurn.User("What?", 0)], [], new SamplingOptions(4));
        string words = string.Join(' ', Enumerable.Repeat("bar", 700));
        ChatRequest tooLong = empty with { Turns = [ChatTurn.User(words, 0)] };
        ChatRequest noImage = empty with { Turns = [ChatTurn.User("What?")], Images = ["no image"u8.ToArray()] };

        Assert.Matches(@"takes [\d,]{3,} tokens.* reads 512 at most", await Error(tooLong));
        Assert.StartsWith("image 1: neither PNG", await Error(noImage));
        Assert.NotNull((await AskAsync(model, empty)).Last.Finish);

        async Task<string> Error(ChatRequest request) =>
            (await Assert.ThrowsAnyAsync<MpaException>(() => AskAsync(model, request))).Message;
    }

    [Fact]
    public async Task Replies_under_way_end_with_an_error_when_the_model_is_closed()
    {
        TorchChatModel model = Open("teacher");
        Task<Reply> reply = AskAsync(model, Chat(TrainedPair.Mixed(new SamplingOptions(400, MinNewTokens: 400))[2]));

        model.Dispose();

        await Assert.ThrowsAnyAsync<Exception>(() => reply);
    }

    [Fact]
    public async Task A_bundled_model_talks_with_weights_in_8_bits()
    {
        string path = Path.Combine(Repository.Root, "models", "demo-student");
        FolderOptions folder = new() { Path = path, Dtype = WeightTypes.NameOf(WeightType.Int8) };
        using TorchChatModel eight = TorchChatModel.Load(folder.Path, "student", [], TorchModelOptions.Of(folder));
        using TorchChatModel exact = TorchChatModel.Load(folder.Path, "student", []);
        ModelRequest[] requests =
            [.. TrainedPair.Mixed(new SamplingOptions(16)).Where(request => request.Images.Count == 1)];

        Reply[] replies = await Task.WhenAll(requests.Select(request => AskAsync(eight, Scored(request))));
        Reply[] expected = await Task.WhenAll(requests.Select(request => AskAsync(exact, Scored(request))));

        Assert.All(replies, reply => Assert.NotNull(reply.Last.Finish));
        Assert.NotEqual(expected.SelectMany(LogProbabilities), replies.SelectMany(LogProbabilities));
        Assert.Equal(First(expected), First(replies), 0.5);

        static ChatRequest Scored(ModelRequest request) => Chat(request, "student") with { TopLogProbabilities = 1 };

        static IEnumerable<double> LogProbabilities(Reply reply) =>
            reply.Pieces.SelectMany(piece => piece.Tokens).Select(token => token.LogProbability);

        static double First(IEnumerable<Reply> all) => all.Average(reply => LogProbabilities(reply).First());
    }

    [Fact]
    public void Two_models_of_one_name_are_an_error() => Assert.Equal(
        "two models are called \"a\": give each a name of its own",
        Assert.Throws<MpaException>(() => TorchChatModel.Load("nowhere", "a", [("a", "nowhere")])).Message);

    private static ScoredAnswer Score(ModelRequest request, string answer)
    {
        using LoadedModel model = LoadedModel.Load(TrainedPair.ModelFolder("teacher"), WeightType.Float32);
        using FeatureStore images = new(new FeatureComputer(model.Network, model.Processor), model.Processor, 1 << 20);
        ImageFeatures image = images.Read(PromptImage.Of(request), CancellationToken.None).Values.Single().Image!;
        EncodedChat chat = model.Encoder.Encode(
            [ChatTurn.User(request.Prompt), ChatTurn.Assistant(answer)], [image.Grid], generationPrompt: false);
        return Assert.Single(AnswerScorer.Run(model.Network, [chat], [image.Features]));
    }

    private static TorchChatModel Open(string who, int batchSize = 64) =>
        TorchChatModel.Load(
            TrainedPair.ModelFolder(who), who, [], new TorchModelOptions { Threads = 1, BatchSize = batchSize });

    private static ChatRequest Chat(ModelRequest request, string model = "teacher") =>
        new(
            model,
            [ChatTurn.User(request.Prompt, request.Images.Count)],
            [.. request.Images.Select(image => File.ReadAllBytes(image.Path))],
            request.Sampling);

    private static async Task<Reply> AskAsync(IChatModel model, ChatRequest request)
    {
        List<ChatPiece> pieces = [];
        await foreach (ChatPiece piece in model.ReplyAsync(request, TestContext.Current.CancellationToken))
        {
            pieces.Add(piece);
        }

        return new Reply(pieces);
    }

    /// <summary>
    /// Writes a random adapter, large enough to change replies; gives the replies of the student with it.
    /// </summary>
    private static string[] SaveAdapter(string folder, IReadOnlyList<ModelRequest> requests)
    {
        LoadedModel parts = LoadedModel.Load(TrainedPair.ModelFolder("student"), WeightType.Float32);
        using BatchAnswerer answerer = new(parts, new TorchModelOptions());
        LoraConfig config = new(4, 32, [], parts.Network.LanguageLinears);
        using LoraAdapters adapters = LoraAdapters.Attach(parts.Network, config, seed: 3);
        using (torch.no_grad())
        {
            foreach ((string name, Parameter value) in adapters.Parameters.Where(p => p.Name.Contains("lora_B")))
            {
                using torch.Generator generator = new((ulong)name.Length, torch.CPU);
                value.copy_(torch.rand(value.shape, generator: generator));
            }
        }

        adapters.Save(folder, "student");
        return [.. answerer.Ask(requests, TestContext.Current.CancellationToken).Select(reply => reply.Text)];
    }

    private sealed record Reply(IReadOnlyList<ChatPiece> Pieces)
    {
        public string Text => string.Concat(Pieces.Select(piece => piece.Text));

        public ChatPiece Last => Pieces[^1];
    }
}

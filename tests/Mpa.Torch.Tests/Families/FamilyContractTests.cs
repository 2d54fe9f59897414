using Mpa.Chats;
using Mpa.Imaging;
using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Generation;
using Mpa.Torch.Inspection;
using Mpa.Torch.Language;
using Mpa.Torch.Layers;
using Mpa.Torch.Lora;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Training;
using Mpa.Torch.Vision.Processors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Generator = Mpa.Torch.Generation.Generator;

namespace Mpa.Torch.Tests.Families;

/// <summary>What every family promises, whatever it is made of.</summary>
public sealed class FamilyContractTests
{
    private static readonly string Chart = Path.Combine(Repository.Root, "data/demo/test/images/test-0001.png");

    /// <summary>Every model of the goldens whose family runs here, by its folder below them.</summary>
    public static IEnumerable<TheoryDataRow<string>> Models => Repository.FromGoldens<string>(Folders)
        .Select(folder => new TheoryDataRow<string>(folder));

    [Theory]
    [MemberData(nameof(Models))]
    public void A_prompt_is_answered_alone_as_in_a_batch_and_with_the_cache_as_without(string model)
    {
        using LoadedModel loaded = LoadedModel.Load(FolderOf(model), WeightType.Float32);
        using IDisposable scope = NewDisposeScope();
        GenerationPrompt[] prompts =
        [
            Prompt(loaded, "How many bars are there?", image: true),
            Prompt(loaded, "Say it in one word.", image: false),
        ];
        Generator generator = new(loaded.Network, loaded.Encoder.Tokenizer, []);
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        int[][] together = [.. generator.Run(prompts, cancellation).Select(reply => reply.Tokens.ToArray())];

        for (int i = 0; i < prompts.Length; i++)
        {
            Assert.Equal(together[i], Assert.Single(generator.Run([prompts[i]], cancellation)).Tokens);
            Assert.Equal(together[i], WithoutCache(loaded, prompts[i], together[i].Length));
        }

        GenerationPrompt varied = prompts[0] with { Sampling = prompts[0].Sampling with { RepetitionPenalty = 1.3 } };
        Assert.Equal(8, Assert.Single(generator.Run([varied], cancellation)).Tokens.Count);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_student_that_was_not_trained_is_saved_as_the_folder_it_came_from(string model)
    {
        string source = FolderOf(model);
        using TemporaryFolder target = new();
        using (LoadedModel loaded = LoadedModel.Load(source, WeightType.Float32))
        {
            LeveledFolder.Write(source, loaded.Network.Parameters, target.At("saved"), _ => { });
        }

        using Checkpoint before = new(source);
        using Checkpoint after = new(target.At("saved"));
        Assert.Equal(before.Names.Order(StringComparer.Ordinal), after.Names.Order(StringComparer.Ordinal));
        Assert.All(before.Names, name =>
        {
            using IDisposable scope = NewDisposeScope();
            Assert.Equal(before.Type(name), after.Type(name));
            Assert.True(before.Read(name).bytes.SequenceEqual(after.Read(name).bytes), name);
        });
        using LoadedModel again = LoadedModel.Load(target.At("saved"), WeightType.Float32);
        Assert.NotEmpty(again.Network.Parameters);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void An_adapter_gives_the_same_logits_attached_saved_and_merged(string model)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using LoadedModel loaded = LoadedModel.Load(FolderOf(model), WeightType.Float32);
        using TemporaryFolder folder = new();
        EncodedChat chat = Chat(loaded, "How many bars are there?", []);
        Tensor plain = Logits(loaded, chat, null); // [1, L, V]
        Tensor attached;
        using (LoraAdapters adapters = LoraAdapters.Attach(
            loaded.Network, new LoraConfig(2, 8, [], loaded.Network.LanguageLinears), seed: 1))
        {
            foreach ((_, Parameter value) in adapters.Parameters.Where(p => p.Name.Contains("lora_B")))
            {
                value.copy_(full_like(value, 0.05));
            }

            Assert.All(adapters.Parameters, p => Assert.DoesNotContain("vision", p.Name));
            attached = Logits(loaded, chat, null);
            adapters.Save(folder.Root, "base");
        }

        using LoraAdapters again = LoraAdapters.Load(loaded.Network, folder.Root);
        Near.Equal(attached, Logits(loaded, chat, null), 0, "read back");
        again.Merge();
        Near.Equal(attached, Logits(loaded, chat, null), 1e-3, "merged");
        Assert.True(attached.Plus(plain.neg()).abs().max().item<float>() > 1e-3, "the adapter changes nothing");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_checkpoint_without_one_tensor_is_an_error_that_names_it(string model)
    {
        string source = FolderOf(model);
        Assert.SkipUnless(File.Exists(Path.Combine(source, "model.safetensors")), "its weights lie in several files");
        using TemporaryFolder copy = ModelCopy.OfFolder(source);
        ModelDescription description = ModelFamilies.Describe(ConfigReader.Open(copy.At("config.json")));
        string lost = StoredTensors.Read(source).LayoutOf(description.Layouts).StoredOf("text.norm.weight");
        ModelCopy.Rename(copy.At("model.safetensors"), name => name == lost ? "nobody.weight" : name);

        MpaException error = Assert.Throws<MpaException>(() => ModelInventory.Check(copy.Root));

        Assert.Contains($"lacks 1 tensor of {description.Kind}", error.Message);
        Assert.Contains(lost, error.Message);
        Assert.Contains("nobody.weight", error.Message);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_name_goes_to_its_stored_one_and_back_in_every_layout(string model)
    {
        ConfigReader config = ConfigReader.Open(Path.Combine(FolderOf(model), "config.json"));
        ModelDescription description = ModelFamilies.Describe(config);

        Assert.All(description.Layouts, layout => Assert.All(
            description.Parameters, own => Assert.Equal(own.Name, layout.OwnOf(layout.StoredOf(own.Name)))));
    }

    private static string FolderOf(string model) => Path.Combine(Repository.Golden(model), "model");

    private static IEnumerable<string> Folders(string goldens) => new[] { "models", "families" }
        .Select(part => Path.Combine(goldens, part))
        .Where(Directory.Exists)
        .SelectMany(Directory.GetDirectories)
        .Order(StringComparer.Ordinal)
        .Where(folder => Path.Combine(folder, "model", "config.json") is var config
            && File.Exists(config)
            && ModelFamilies.Names.Contains(ConfigReader.Open(config).Text("model_type", "?")))
        .Select(folder => Path.GetRelativePath(goldens, folder));

    private static GenerationPrompt Prompt(LoadedModel model, string question, bool image)
    {
        ImageTiles[] tiles = image ? [model.Processor.Process(ImageDecoder.Decode(Chart, applyExif: true))] : [];
        PixelTile[] pixels = [.. tiles.SelectMany(one => one.Tiles).Select(model.Processor.Normalize)];
        using IDisposable inference = inference_mode();
        return new GenerationPrompt(
            Chat(model, question, tiles),
            image ? [model.Network.Features(pixels)] : [],
            new SamplingOptions(8, MinNewTokens: 8));
    }

    private static EncodedChat Chat(LoadedModel model, string question, ImageTiles[] images) => model.Encoder.Encode(
        [ChatTurn.User(question, images.Length)], [.. images.Select(image => image.Grid)], generationPrompt: true);

    private static IEnumerable<int> WithoutCache(LoadedModel model, GenerationPrompt prompt, int count)
    {
        EncodedChat chat = prompt.Chat;
        for (int i = 0; i < count; i++)
        {
            using IDisposable scope = NewDisposeScope();
            using IDisposable inference = inference_mode();
            Tensor logits = Logits(model, chat, prompt.Features.FirstOrDefault()); // [1, L, V]
            int next = (int)logits[0, logits.shape[1] - 1].argmax().item<long>();
            yield return next;
            int position = chat.NextPosition;
            chat = new EncodedChat(
                [.. chat.Ids, next],
                [.. chat.Labels, next],
                chat.Positions is null ? null : [.. chat.Positions.Select(axis => (int[])[.. axis, position])]);
        }
    }

    private static Tensor Logits(LoadedModel model, EncodedChat chat, Tensor? features)
    {
        ChatBatch batch = ChatBatch.Pad([chat], paddingId: 0, PaddingSide.Right);
        Tensor ids = tensor(batch.Ids).view(1, -1); // [1, L]
        Tensor hidden = model.Network.Hidden(
            model.Network.Embed(ids, features), PaddedPositions.Of(batch), mask: null); // [1, L, D]
        return model.Network.Logits(hidden);
    }
}

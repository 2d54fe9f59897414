using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language;
using Mpa.Torch.Language.Texts;
using Mpa.Torch.Layers;
using Mpa.Torch.Tests.Golden;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using Linear = Mpa.Torch.Layers.Linear;

namespace Mpa.Torch.Tests.Language;

/// <summary>Text decoders alone, of every kind that a family may come with.</summary>
public sealed class DecoderGoldenTests
{
    private const double Tolerance = 1e-4;

    public static IEnumerable<TheoryDataRow<string>> Cases =>
        PartCase.Find("decoders", type => TextModel.Find(type) is not null);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Hidden_states_and_logits_equal_the_public_implementation(string place)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        PartCase golden = PartCase.Named(place);
        using SafetensorsFile expected = golden.Expected();
        using TextAlone model = TextAlone.Load(golden);
        Tensor mask = expected.Read("attention_mask"); // [2, 24]
        Tensor real = mask.to_type(ScalarType.Float32).unsqueeze(-1); // [2, 24, 1]
        model.Decoder.Seen = (name, x) => Near.Equal(expected.Read(name), x.mul(real), Tolerance, name);

        Tensor hidden = model.Decoder.Forward(
            model.Decoder.Embeddings.Forward(expected.Read("input_ids")),
            PaddedPositions.Positions(mask),
            PaddedPositions.CausalMask(mask)); // [2, 24, D]

        Near.Equal(expected.Read("logits"), model.Logits(hidden).mul(real), Tolerance, "logits");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_token_at_a_time_with_the_cache_gives_the_same_continuation(string place)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        PartCase golden = PartCase.Named(place);
        using SafetensorsFile expected = golden.Expected();
        using TextAlone model = TextAlone.Load(golden);
        Tensor mask = expected.Read("attention_mask"); // [2, L]
        Tensor positions = PaddedPositions.Positions(mask); // [2, L]
        Tensor ids = expected.Read("input_ids"); // [2, L]
        Tensor wanted = expected.Read("new_tokens"); // [2, 12]
        Tensor steps = expected.Read("step_logits"); // [2, 12, V]
        using DecoderState state = model.Decoder.NewState(2, mask.shape[1] + wanted.shape[1]);
        Tensor seen = PaddedPositions.CausalMask(mask); // [2, 1, L, L]

        for (long step = 0; step < wanted.shape[1]; step++)
        {
            Tensor embeds = model.Decoder.Embeddings.Forward(ids); // [2, L or 1, D]
            Tensor hidden = model.Decoder.Forward(embeds, positions, seen, state); // [2, L or 1, D]
            Tensor logits = model.Logits(hidden.narrow(1, hidden.shape[1] - 1, 1)).squeeze(1); // [2, V]
            Near.Equal(steps.select(1, step), logits, Tolerance, $"logits of step {step}");
            ids = logits.argmax(-1, keepdim: true); // [2, 1]
            Near.Equal(wanted.narrow(1, step, 1), ids, 0, $"token {step}");
            positions = positions.narrow(1, positions.shape[1] - 1, 1).Plus(1); // [2, 1]
            mask = cat([mask, ones_like(ids)], 1); // [2, L + 1]
            seen = mask.to_type(ScalarType.Bool).unsqueeze(1).unsqueeze(1); // [2, 1, 1, L + 1]
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Names_and_shapes_are_told_without_making_the_decoder(string place)
    {
        using TextAlone model = TextAlone.Load(PartCase.Named(place));

        Assert.Equal(
            model.named_parameters().Select(p => $"{p.name} {string.Join(",", p.parameter.shape)}").Order(),
            DecoderTensors.Of(model.Config).Select(p => $"{p.Name} {string.Join(",", p.Shape)}").Order());
    }

    private sealed class TextAlone : nn.Module
    {
        [ComponentName(Name = "text")]
        private readonly Decoder _text;

        [ComponentName(Name = "head")]
        private readonly Linear? _head;

        private TextAlone(DecoderConfig config)
            : base(nameof(TextAlone))
        {
            Config = config;
            _text = new Decoder(config, TensorPlace.Cpu);
            _head = config.TieEmbeddings
                ? null
                : new Linear(config.HiddenSize, config.VocabularySize, config.HeadBias, TensorPlace.Cpu);
            RegisterComponents();
        }

        public DecoderConfig Config { get; }

        public Decoder Decoder => _text;

        public static TextAlone Load(PartCase golden)
        {
            TextModel text = TextModel.Find(golden.ModelType)!;
            TextAlone model = new(text.Read(golden.Config));
            NameTable names = new(text.Names("model.", ""));
            IEnumerable<(string, Parameter)> parameters =
                model.named_parameters().Select(p => (names.StoredOf(p.name), p.parameter));
            using Checkpoint checkpoint = new(golden.Folder);
            WeightLoader.Fill(parameters, [], checkpoint);
            return model;
        }

        public Tensor Logits(Tensor hidden)
        {
            Tensor logits = _head is null
                ? nn.functional.linear(hidden, _text.Embeddings.Weight)
                : _head.Forward(hidden);
            return Config.LogitsCap is { } cap ? logits.Bounded(cap) : logits;
        }
    }
}

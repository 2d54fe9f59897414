using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language;
using Mpa.Torch.Language.Texts;
using Mpa.Torch.Layers;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision;
using Mpa.Torch.Vision.Processors;
using Mpa.Torch.Vision.Towers;

namespace Mpa.Torch.Families.Llava;

/// <summary>
/// LLaVA-1.5 (arXiv 2310.03744) as transformers lays it out (configuration_llava, whose defaults absent keys take):
/// CLIP, two linear layers, Llama.
/// </summary>
internal static class LlavaFamily
{
    /// <summary>What mpa knows of it.</summary>
    public static ModelFamily Family { get; } = new(
        "LLaVA-1.5: USER: … ASSISTANT:", Describe, Processor, Encoder, Fault)
    {
        OneSize = "a LLaVA-1.5 model takes squares of one size",
    };

    /// <summary>Reads config.json.</summary>
    /// <exception cref="MpaException">
    /// A value is of the wrong type, or asks for something this family does not have.
    /// </exception>
    public static ModelDescription Describe(ConfigReader root)
    {
        VisionConfig vision = SiglipTower.Read(root.Section("vision_config"), root.Int("vision_feature_layer", -2));
        bool keepFirst = root.Text("vision_feature_select_strategy", "default") switch
        {
            "default" => false,
            "full" => true,
            var other => throw root.Wrong("vision_feature_select_strategy", other, "default or full"),
        };
        root.Require("projector_hidden_act", "gelu");
        ConfigReader section = root.Section("text_config");
        TextModel model = TextModel.Of(section, "llama", "mistral", "qwen2");
        DecoderConfig text = model.Read(section);
        bool bias = root.Bool("multimodal_projector_bias", true);
        return new ModelDescription
        {
            Kind = "a LLaVA-1.5 model",
            Vision = vision with { Dropped = keepFirst ? 0 : 1 },
            Projector =
            [
                new LinearStep("linear_1", vision.HiddenSize, text.HiddenSize, bias),
                new ActivationStep(Activation.Gelu),
                new LinearStep("linear_2", text.HiddenSize, text.HiddenSize, bias),
            ],
            Text = text,
            ImageTokenId = root.Int("image_token_id", root.Int("image_token_index", 32000)),
            Layouts =
            [
                Layout(model, "", "language_model.model.", "language_model."),
                Layout(model, "model.", "model.language_model.", ""), // as transformers 4.52 to 4.57 save it

                // Its names in transformers 5's memory, which adapters made there bear.
                new NameTable(
                [
                    .. SiglipTower.Names("model.vision_tower."),
                    new("projector.*", "model.multi_modal_projector.*"),
                    .. model.Names("model.language_model.", ""),
                ]),
            ],
            LanguageLinears = @".*language_model.*\.(q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj)",
            Unused = ["vision_tower.vision_model.head.", "model.vision_tower.vision_model.head."],
        };
    }

    private static NameTable Layout(TextModel model, string prefix, string decoder, string head) => new(
    [
        .. SiglipTower.Names($"{prefix}vision_tower.vision_model."),
        new("projector.*", $"{prefix}multi_modal_projector.*"),
        .. model.Names(decoder, head),
    ]);

    private static SquareImageProcessor Processor(ModelFolder folder, ModelDescription _) =>
        new(SquareImages.ReadClip(ProcessorFile.Open(folder.Path)));

    private static ChatEncoder Encoder(ModelFolder folder, ModelDescription model)
    {
        int side = model.Vision.ImageSize;
        return ChatEncoder.Load(
            folder.Path, LlavaChat.Format, (int)model.TokensOf(side, side), folder.Options.MarksInText);
    }

    private static string? Fault(string folder, ModelDescription model, IImageProcessor processor, ChatEncoder chat) =>
        ((SquareImageProcessor)processor).Config.Side is var side && side != model.Vision.ImageSize
            ? $"{ProcessorFile.Open(folder).FileName} makes squares of {side} pixels, "
                + $"but config.json's vision tower takes {model.Vision.ImageSize}"
            : null;
}

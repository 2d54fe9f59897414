using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Language.Texts;

/// <summary>
/// Llama and its kin: RMS norms, gated MLP, rotary angles over whole heads (transformers 4.49: configuration_llama,
/// _mistral, _qwen2, whose defaults absent keys take).
/// </summary>
internal static class LlamaText
{
    /// <summary>Llama, TinyLlama, Vicuna.</summary>
    public static TextModel Llama { get; } = new(text => Read(text, new Defaults()), TextKeys.Names);

    /// <summary>Mistral, with its window where it has one.</summary>
    public static TextModel Mistral { get; } = new(ReadMistral, TextKeys.Names);

    /// <summary>Qwen2 and Qwen2.5: biases on queries, keys and values.</summary>
    public static TextModel Qwen2 { get; } = new(
        text => ReadQwen2(text, new Defaults(
            IntermediateSize: 22016, KeyValueHeads: 32, MaxPositions: 32768, VocabularySize: 151936)),
        TextKeys.Names);

    /// <summary>Reads a section of config.json.</summary>
    /// <exception cref="MpaException">A value can't be used.</exception>
    public static DecoderConfig Read(ConfigReader text, Defaults defaults)
    {
        text.Require("hidden_act", "silu");
        bool bias = text.Bool("attention_bias", false);
        DecoderConfig config = TextKeys.Read(text, defaults);
        return (config with
        {
            Attention = config.Attention with { Bias = bias, OutputBias = bias },
            Mlp = config.Mlp with { Bias = text.Bool("mlp_bias", false) },
        }).Checked(text);
    }

    private static DecoderConfig ReadMistral(ConfigReader text)
    {
        DecoderConfig config = Read(text, new Defaults(
            IntermediateSize: 14336, KeyValueHeads: 8, MaxPositions: 131072));
        int? window = text.IsSet("sliding_window") ? text.Count("sliding_window", 4096) : null;
        return config with { Attention = config.Attention with { Window = window } };
    }

    /// <summary>Reads Qwen2's section of config.json.</summary>
    /// <exception cref="MpaException">A value can't be used.</exception>
    public static DecoderConfig ReadQwen2(ConfigReader text, Defaults defaults)
    {
        text.Require("hidden_act", "silu");
        if (text.Bool("use_sliding_window", false))
        {
            throw text.Wrong(
                "use_sliding_window", "true", "false: no released model of this decoder slides its window");
        }

        DecoderConfig config = TextKeys.Read(text, defaults);
        return (config with { Attention = config.Attention with { Bias = true } }).Checked(text);
    }
}

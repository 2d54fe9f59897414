using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Language;

/// <summary>
/// What config.json says of a decoder's rotary angles, in the spelling of transformers 4 (rope_theta, rope_scaling) or
/// 5 (rope_parameters). Where both stand: rope_scaling with rope_theta, then rope_parameters, then rope_theta alone
/// (transformers 5.24, modeling_rope_utils, convert_rope_params_to_dict).
/// </summary>
internal static class RotaryReader
{
    private const string Plain = "default";

    /// <summary>Reads a decoder's section whose positions have one axis.</summary>
    /// <param name="text">The decoder's keys.</param>
    /// <param name="theta">The decoder's own base.</param>
    /// <param name="headDim">Width of a head.</param>
    /// <param name="positions">max_position_embeddings.</param>
    /// <param name="share">Of a head that is rotated where no key says.</param>
    /// <exception cref="MpaException">The angles are to be scaled or shared out in a way not built here.</exception>
    public static RotaryConfig Read(ConfigReader text, double theta, int headDim, int positions, double share = 1)
    {
        (ConfigReader rope, string type, double own) = Section(text, theta, Plain);
        double part = rope.Double("partial_rotary_factor", text.Double("partial_rotary_factor", share));

        // Cut off, as the libraries do.
        int width = part is > 0 and <= 1 && (int)(headDim * part) is > 0 and var whole && whole % 2 == 0
            ? whole
            : throw text.Wrong(
                "partial_rotary_factor",
                part,
                $"a share of a head that comes to an even number of its {headDim} elements");
        return new RotaryConfig(own, width, Scaling(rope, text, type, width, positions));
    }

    /// <summary>Reads a decoder's section whose positions have three axes (M-RoPE).</summary>
    /// <param name="text">The decoder's keys.</param>
    /// <param name="theta">The decoder's own base.</param>
    /// <param name="headDim">Width of a head.</param>
    /// <exception cref="MpaException">The angles are to be scaled or shared out in a way not built here.</exception>
    public static RotaryConfig ReadThreeAxes(ConfigReader text, double theta, int headDim)
    {
        (ConfigReader rope, string type, double own) = Section(text, theta, "mrope");
        if (type is not ("mrope" or Plain))
        {
            throw rope.Wrong(
                "rope_type", type, "\"mrope\" or \"default\": this family does not scale its rotary angles");
        }

        if (rope.Double("partial_rotary_factor", text.Double("partial_rotary_factor", 1)) is var part and not 1)
        {
            throw rope.Wrong("partial_rotary_factor", part, "1: this family turns the whole width of a head");
        }

        return new RotaryConfig(own, headDim, Sections: Sections(rope, headDim));
    }

    private static (ConfigReader Section, string Type, double Theta) Section(
        ConfigReader text, double theta, string fallback)
    {
        bool old = text.IsSet("rope_scaling");
        ConfigReader rope = text.Section(old ? "rope_scaling" : "rope_parameters");
        if (rope.Keys.FirstOrDefault(rope.IsObject) is { } layers)
        {
            throw rope.Wrong(layers, "an object", "one base for all layers");
        }

        foreach (ConfigReader place in new[] { rope, text })
        {
            if (place.Bool("mrope_interleaved", false))
            {
                throw place.Wrong(
                    "mrope_interleaved", "true", "false: this family's sections stand one after another");
            }
        }

        double flat = text.Positive("rope_theta", theta);
        double own = old && text.Has("rope_theta") ? flat : rope.Positive("rope_theta", flat);
        return (rope, rope.Text("rope_type", rope.Text("type", fallback)), own);
    }

    private static IRotaryScaling? Scaling(ConfigReader rope, ConfigReader text, string type, int width, int positions)
    {
        int trained = rope.Count(
            "original_max_position_embeddings", text.Count("original_max_position_embeddings", positions));
        return type switch
        {
            Plain => null,
            "linear" => new LinearScaling(Factor(rope)),
            "dynamic" => new DynamicScaling(Factor(rope), trained),
            "llama3" => new Llama3Scaling(
                Factor(rope), Needed(rope, "low_freq_factor"), Needed(rope, "high_freq_factor"), trained),
            "longrope" or "su" => Long(rope, width, trained, positions),
            _ => throw rope.Wrong(
                "rope_type", type, "default, linear, dynamic, llama3 or longrope: no other scaling is built here"),
        };
    }

    private static LongScaling Long(ConfigReader rope, int width, int trained, int positions)
    {
        double factor = rope.Positive("factor", (double)positions / trained);
        double magnitude = factor <= 1 ? 1 : Math.Sqrt(1 + (Math.Log(factor) / Math.Log(trained)));
        return new LongScaling(
            Divisors("short_factor"),
            Divisors("long_factor"),
            trained,
            rope.Positive("attention_factor", magnitude));

        IReadOnlyList<double> Divisors(string key) =>
            rope.Numbers(key, []) is var numbers && numbers.Count == width / 2 && numbers.All(number => number > 0)
                ? numbers
                : throw rope.Wrong(key, $"a list of {rope.Numbers(key, []).Count}", $"{width / 2} numbers above 0");
    }

    private static double Factor(ConfigReader rope) => Needed(rope, "factor") is >= 1 and var factor
        ? factor
        : throw rope.Wrong("factor", rope.Double("factor", 0), "a number of at least 1");

    private static double Needed(ConfigReader rope, string key) => rope.Has(key)
        ? rope.Positive(key, 1)
        : throw rope.Wrong(key, "missing", "a number above 0");

    private static IReadOnlyList<int> Sections(ConfigReader rope, int headDim)
    {
        IReadOnlyList<int> sections = rope.Ids("mrope_section");
        return sections.Count == 3
            && sections.All(section => section >= 0)
            && sections.Sum(section => (long)section) == headDim / 2 // what a file holds may exceed an int together
            ? sections
            : throw rope.Wrong(
                "mrope_section",
                $"[{string.Join(", ", sections)}]",
                $"3 numbers that add up to half the head's width, {headDim / 2}");
    }
}

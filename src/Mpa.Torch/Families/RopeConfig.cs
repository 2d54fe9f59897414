using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Families;

/// <summary>
/// What config.json says of a decoder's rotary angles, in the spelling of transformers 4 (rope_theta, rope_scaling) or
/// 5 (rope_parameters). Where both stand: rope_scaling with rope_theta, then rope_parameters, then rope_theta alone
/// (transformers 5.24, modeling_rope_utils, convert_rope_params_to_dict).
/// </summary>
/// <param name="Theta">Base of the angles.</param>
/// <param name="Section">The object that says how they are scaled; an empty one where none does.</param>
internal sealed record RopeConfig(double Theta, ConfigReader Section)
{
    /// <summary>Reads a decoder's section.</summary>
    /// <param name="text">The decoder's keys.</param>
    /// <param name="theta">The family's own base.</param>
    /// <param name="types">The rope_types that the family's angles are left as they are by; the first is shown.</param>
    /// <exception cref="MpaException">The angles are to be scaled or shared out in a way not built here.</exception>
    public static RopeConfig Read(ConfigReader text, double theta, params string[] types)
    {
        bool old = text.IsSet("rope_scaling");
        ConfigReader rope = text.Section(old ? "rope_scaling" : "rope_parameters");
        string type = rope.Text("rope_type", rope.Text("type", types[0]));
        if (!types.Contains(type))
        {
            string expected = string.Join(" or ", types.Select(one => $"\"{one}\""));
            throw rope.Wrong("rope_type", type, $"{expected}: this family does not scale its rotary angles");
        }

        if (rope.Keys.FirstOrDefault(rope.IsObject) is { } layers)
        {
            throw rope.Wrong(layers, "an object", "one base for all layers");
        }

        Refuse(rope);
        Refuse(text);
        double flat = text.Positive("rope_theta", theta);
        return new RopeConfig(old && text.Has("rope_theta") ? flat : rope.Positive("rope_theta", flat), rope);
    }

    private static void Refuse(ConfigReader reader)
    {
        if (reader.Double("partial_rotary_factor", 1) is var share and not 1)
        {
            throw reader.Wrong("partial_rotary_factor", share, "1: this family turns the whole width of a head");
        }

        if (reader.Bool("mrope_interleaved", false))
        {
            throw reader.Wrong("mrope_interleaved", "true", "false: this family's sections stand one after another");
        }
    }
}

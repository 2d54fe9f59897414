using Mpa.Torch.Layers;

namespace Mpa.Torch.Vision;

/// <summary>Names and shapes of a vision tower's parameters, without making them.</summary>
internal static class VisionTensors
{
    /// <summary>The parameters of the tower that a configuration describes.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Of(VisionConfig config)
    {
        long width = config.HiddenSize, patch = config.PatchSize;
        long[] kernel = config.Positions == PositionTable.Rotary
            ? [width, VisionConfig.Channels, config.Frames, patch, patch]
            : [width, VisionConfig.Channels, patch, patch];
        return
        [
            ("vision.patch.weight", kernel),
            .. config.PatchBias ? Vector("vision.patch.bias", width) : [],
            .. config.ClassToken ? [("vision.class_token", ClassShape(config))] : Array.Empty<(string, long[])>(),
            .. config.Positions == PositionTable.Rotary
                ? Array.Empty<(string, long[])>()
                : [("vision.positions.weight", TableShape(config))],
            .. config.FirstNorm ? config.Norm.Parameters("vision.first_norm", width) : [],
            .. Enumerable.Range(0, config.Layers).SelectMany(layer => Layer(config, $"vision.layers.{layer}.")),
            .. config.LastNorm != LastNorm.None ? config.Norm.Parameters("vision.last_norm", width) : [],
        ];
    }

    /// <summary>Shape of the class token.</summary>
    public static long[] ClassShape(VisionConfig config) =>
        config.FramedTables ? [1, 1, config.HiddenSize] : [config.HiddenSize];

    /// <summary>Shape of the position table.</summary>
    public static long[] TableShape(VisionConfig config) =>
        config.FramedTables ? [1, config.Vectors, config.HiddenSize] : [config.Vectors, config.HiddenSize];

    private static IEnumerable<(string Name, long[] Shape)> Layer(VisionConfig config, string prefix)
    {
        long width = config.HiddenSize;
        return
        [
            .. config.JoinedQueries
                ? LayerTensors.Linear($"{prefix}attn.qkv", 3 * width, width, config.QueryBias)
                : new[] { "k_proj", "v_proj", "q_proj" }.SelectMany(
                    part => LayerTensors.Linear($"{prefix}attn.{part}", width, width, config.QueryBias)),
            .. LayerTensors.Linear($"{prefix}attn.out_proj", width, width, bias: true),
            .. config.QueryNorm
                ?
                [
                    .. config.Norm.Parameters($"{prefix}attn.q_norm", width),
                    .. config.Norm.Parameters($"{prefix}attn.k_norm", width),
                ]
                : Array.Empty<(string, long[])>(),
            .. config.Norm.Parameters($"{prefix}norm1", width),
            .. LayerTensors.Mlp(config.Mlp, width, $"{prefix}mlp."),
            .. config.Norm.Parameters($"{prefix}norm2", width),
            .. config.LayerScale
                ? [.. Vector($"{prefix}scale1", width), .. Vector($"{prefix}scale2", width)]
                : Array.Empty<(string, long[])>(),
        ];
    }

    private static IEnumerable<(string Name, long[] Shape)> Vector(string name, long width) => [(name, [width])];
}

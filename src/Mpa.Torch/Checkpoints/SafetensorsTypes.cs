using static TorchSharp.torch;

namespace Mpa.Torch.Checkpoints;

/// <summary>Element type names of the safetensors format (github.com/huggingface/safetensors, README "Format").</summary>
internal static class SafetensorsTypes
{
    private static readonly Dictionary<string, ScalarType> ByName = new()
    {
        ["F64"] = ScalarType.Float64,
        ["F32"] = ScalarType.Float32,
        ["F16"] = ScalarType.Float16,
        ["BF16"] = ScalarType.BFloat16,
        ["I64"] = ScalarType.Int64,
        ["I32"] = ScalarType.Int32,
        ["I16"] = ScalarType.Int16,
        ["I8"] = ScalarType.Int8,
        ["U8"] = ScalarType.Byte,
        ["BOOL"] = ScalarType.Bool,
    };

    /// <summary>The type of an entry; its header was checked, so it is one of these.</summary>
    public static ScalarType Of(SafetensorsEntry entry) => ByName[entry.Type];

    public static string Name(ScalarType type) => ByName.First(pair => pair.Value == type).Key;
}

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

    public static ScalarType? Parse(string? name) => name is not null && ByName.TryGetValue(name, out ScalarType type) ? type : null;

    public static string Name(ScalarType type) => ByName.First(pair => pair.Value == type).Key;

    public static int Size(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.Int64 => 8,
        ScalarType.Float32 or ScalarType.Int32 => 4,
        ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Int16 => 2,
        _ => 1,
    };
}

namespace Mpa.Torch.Checkpoints;

/// <summary>Bytes of an element by its type's name in the safetensors format. Names no TorchSharp type, so that headers are read without libtorch.</summary>
internal static class ElementBytes
{
    private static readonly Dictionary<string, int> ByName = new(StringComparer.Ordinal)
    {
        ["F64"] = 8,
        ["F32"] = 4,
        ["F16"] = 2,
        ["BF16"] = 2,
        ["I64"] = 8,
        ["I32"] = 4,
        ["I16"] = 2,
        ["I8"] = 1,
        ["U8"] = 1,
        ["BOOL"] = 1,
    };

    /// <summary>Null for a type that mpa does not read.</summary>
    public static int? Of(string name) => ByName.TryGetValue(name, out int bytes) ? bytes : null;
}

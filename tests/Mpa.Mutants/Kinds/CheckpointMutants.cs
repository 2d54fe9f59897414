using System.Buffers.Binary;

namespace Mpa.Mutants.Kinds;

/// <summary>Model folders with one broken file: each is inspected, planned with and asked.</summary>
internal static class CheckpointMutants
{
    private static readonly string[] Models =
    [
        "smolvlm-tiny", "smolvlm-tiny-bf16", "smolvlm-tiny-2b", "qwen2vl-tiny", "qwen2vl-tiny-sharded", "qwen25vl-tiny",
    ];

    private static readonly string[] Adapters = ["qwen2vl-tiny", "qwen25vl-tiny", "smolvlm-tiny"];

    /// <summary>One JSON file of a model folder or of an adapter.</summary>
    public static Trial Json(Seeds seeds, IReadOnlyList<int> numbers, string folder)
    {
        Random random = MutantKind.All[1].Random(numbers[0]);
        string model = Copied(random, folder);
        string[] files = [.. Directory.EnumerateFiles(model, "*.json").Order(StringComparer.Ordinal)];
        string[] main = [.. files.Where(file => Path.GetFileName(file) == "config.json")];
        string path = random.Pick(main.Length > 0 && random.Next(3) == 0 ? main : files);
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(
            path, random.Next(4) == 0 ? ByteMutation.Apply(bytes, random) : JsonMutation.Apply(bytes, random));
        return Asked(model);
    }

    /// <summary>The header of a safetensors file.</summary>
    public static Trial Header(Seeds seeds, IReadOnlyList<int> numbers, string folder)
    {
        Random random = MutantKind.All[2].Random(numbers[0]);
        string model = Copied(random, folder);
        string path = random.Pick(
            [.. Directory.EnumerateFiles(model, "*.safetensors").Order(StringComparer.Ordinal)]);
        byte[] bytes = File.ReadAllBytes(path);
        int header = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        File.WriteAllBytes(path, random.Next(3) switch
        {
            0 => ByteMutation.InHead(bytes, random, random.Pick([8, 16, header])),
            1 => ByteMutation.Apply(bytes, random),
            _ => Framed(JsonMutation.Apply(bytes[8..header], random), bytes[header..]),
        });
        return Asked(model);
    }

    private static byte[] Framed(byte[] header, byte[] data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data];
    }

    private static string Copied(Random random, string folder)
    {
        bool adapter = random.Next(8) == 0;
        string name = random.Pick(adapter ? Adapters : Models);
        string from = Seeds.At($"tests/goldens/models/{name}");
        Seeds.CopyFolder(Path.Combine(from, "model"), Path.Combine(folder, "model"));
        string lora = Path.Combine(from, "lora");
        if (!adapter || !Directory.Exists(lora))
        {
            return Path.Combine(folder, "model");
        }

        Seeds.CopyFolder(lora, Path.Combine(folder, "lora"));
        return Path.Combine(folder, "lora");
    }

    private static Trial Asked(string model) => new(
    [
        ["inspect", model, "--check"],
        ["models", model],
        ["ask", model, Seeds.Chart, "What is the value of red?", "--max-new-tokens", "3"],
    ]);
}

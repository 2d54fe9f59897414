using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Mpa.Mutants.Kinds;

/// <summary>Broken data files of every layout: each is audited and converted.</summary>
internal static class DataMutants
{
    private static readonly string[] Names =
    [
        "questions.jsonl", "questions.jsonl", "questions.json", "questions.csv", "questions.tsv", "questions.jsonl.gz",
        "chartqa.json", "textvqa.json", "conversations.json", "list.txt", "set.parquet", "set.parquet", "set.zip",
        "set.tar.gz",
    ];

    public static Trial Prepare(Seeds seeds, IReadOnlyList<int> numbers, string folder)
    {
        Random random = MutantKind.All[4].Random(numbers[0]);
        string set = seeds.Made("set", place => Make(seeds, place));
        string name = random.Pick(Names);
        string path = Path.Combine(folder, name);
        byte[] bytes = File.ReadAllBytes(Path.Combine(set, name));
        File.WriteAllBytes(path, Broken(name, bytes, random));
        string images = Path.Combine(folder, "images");
        Seeds.CopyFolder(Path.Combine(set, "images"), images);
        return new Trial(
        [
            ["data", "check", path, "--images", images],
            ["data", "convert", path, Path.Combine(folder, "out.parquet"), "--images", images],
        ]);
    }

    private static byte[] Broken(string name, byte[] bytes, Random random)
    {
        if (name.EndsWith(".gz", StringComparison.Ordinal) && random.Next(2) == 0)
        {
            return Zipped(ByteMutation.Apply(Unzipped(bytes), random));
        }

        if (!name.Contains(".json", StringComparison.Ordinal) || name.EndsWith(".gz", StringComparison.Ordinal)
            || random.Next(3) == 0)
        {
            return ByteMutation.Apply(bytes, random);
        }

        return name.EndsWith(".jsonl", StringComparison.Ordinal)
            ? OneLine(bytes, random)
            : JsonMutation.Apply(bytes, random);
    }

    private static byte[] OneLine(byte[] jsonl, Random random)
    {
        string[] lines = Encoding.UTF8.GetString(jsonl).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int at = random.Next(lines.Length);
        lines[at] = Encoding.UTF8.GetString(JsonMutation.Apply(Encoding.UTF8.GetBytes(lines[at]), random));
        return Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
    }

    private static void Make(Seeds seeds, string set)
    {
        string images = Directory.CreateDirectory(Path.Combine(set, "images")).FullName;
        JsonArray rows = [];
        foreach (string line in File.ReadLines(Seeds.At("data/demo/test/questions.jsonl")).Take(12))
        {
            JsonObject row = JsonNode.Parse(line)!.AsObject();
            string image = Path.GetFileName((string)row["image"]!);
            File.Copy(Seeds.At($"data/demo/test/images/{image}"), Path.Combine(images, image), overwrite: true);
            row["image"] = image;
            rows.Add(row);
        }

        WriteText(set, rows);
        string jsonl = Path.Combine(set, "questions.jsonl");
        File.WriteAllBytes(jsonl + ".gz", Zipped(File.ReadAllBytes(jsonl)));
        seeds.Printed("data", "convert", jsonl, Path.Combine(set, "set.parquet"), "--images", images);
        Pack(set, images, jsonl);
    }

    private static void WriteText(string set, JsonArray rows)
    {
        JsonObject[] all = [.. rows.Select(row => row!.AsObject())];
        void Write(string name, string text) => File.WriteAllText(Path.Combine(set, name), text);
        string Table(char comma) => string.Concat(all.Select(row =>
            string.Join(comma, row["id"], row["image"], $"\"{row["question"]}\"", row["answers"]![0]) + "\n"));
        Write("questions.jsonl", string.Concat(all.Select(row => row.ToJsonString() + "\n")));
        Write("questions.json", rows.ToJsonString());
        Write("questions.csv", "id,image,question,answer\n" + Table(','));
        Write("questions.tsv", "id\timage\tquestion\tanswer\n" + Table('\t'));
        Write("list.txt", string.Concat(all.Select(row => $"{row["image"]}\n")));
        Write("chartqa.json", Each(all, row => new JsonObject
        {
            ["imgname"] = (string)row["image"]!,
            ["query"] = (string)row["question"]!,
            ["label"] = (string)row["answers"]![0]!,
        }).ToJsonString());
        Write("textvqa.json", new JsonObject
        {
            ["data"] = Each(all, row => new JsonObject
            {
                ["question_id"] = 1,
                ["image_id"] = Path.GetFileNameWithoutExtension((string)row["image"]!),
                ["question"] = (string)row["question"]!,
                ["answers"] = new JsonArray((string)row["answers"]![0]!),
            }),
        }.ToJsonString());
        Write("conversations.json", Each(all, row => new JsonObject
        {
            ["id"] = (string)row["id"]!,
            ["image"] = (string)row["image"]!,
            ["conversations"] = new JsonArray(
                new JsonObject { ["from"] = "human", ["value"] = $"<image>\n{row["question"]}" },
                new JsonObject { ["from"] = "gpt", ["value"] = (string)row["answers"]![0]! }),
        }).ToJsonString());
    }

    private static JsonArray Each(JsonObject[] rows, Func<JsonObject, JsonNode> make) => [.. rows.Select(make)];

    private static void Pack(string set, string images, string jsonl)
    {
        string packed = Directory.CreateDirectory(Path.Combine(set, "packed")).FullName;
        Seeds.CopyFolder(images, packed);
        File.Copy(jsonl, Path.Combine(packed, "questions.jsonl"));
        ZipFile.CreateFromDirectory(packed, Path.Combine(set, "set.zip"));
        using MemoryStream tar = new();
        TarFile.CreateFromDirectory(packed, tar, includeBaseDirectory: false);
        File.WriteAllBytes(Path.Combine(set, "set.tar.gz"), Zipped(tar.ToArray()));
    }

    private static byte[] Zipped(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static byte[] Unzipped(byte[] bytes)
    {
        using MemoryStream plain = new();
        using GZipStream gzip = new(new MemoryStream(bytes), CompressionMode.Decompress);
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}

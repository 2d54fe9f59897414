using System.Text;

namespace Mpa.Mutants.Kinds;

/// <summary>Broken recipes, planned.</summary>
internal static class RecipeMutants
{
    private static readonly string[] Values =
    [
        "null", "~", "-1", "0", "1e999", ".nan", ".inf", "2147483648", "9223372036854775808", "1e308", "true", "''",
        "\"\\ud800\"", "[]", "{}", "[1, 2]", "{a: 1}", "{a: 1, a: 2}", "!!binary aGk=", "!!int x",
        "!foo bar", "*anchor", "&a [*a]", "&a {b: *a}", "|", ">-", "2024-01-01",
        "0x7fffffffffffffff", "0o777", "1_000", "'", "\"", "@x", "`x`", "%x", "? x", "<<: 1", "\"\\0\"",
        "http://127.0.0.1:1/v1", "owner/name", "..", ".", "/dev/null",
        "\"\\x00\"", "a: b: c",
    ];

    private static readonly IReadOnlyList<Func<string, Random, string>> OfText =
    [
        OtherValue, OtherValue, OtherValue, OtherValue, Deep, LineTwice, LineAway, Indented, LinesSwapped,
        (text, random) => text + random.Pick(["\n---\nb: 1", "\n...\n", "\n%YAML 9.9", "\n? [a]\n: b", "\n<<: *x"]),
        (text, _) => Laughs() + text,
        (text, random) =>
            new string(random.Pick(['[', '{', '-', '?', '&', '\t', '"']), random.Pick([1, 200, 100_000])) + text,
        (text, random) => text.Replace("\n", random.Pick(["\r", "\r\n", "\u2028", "\0", "\n\n"])),
    ];

    public static Trial Prepare(Seeds seeds, IReadOnlyList<int> numbers, string folder)
    {
        Random random = MutantKind.All[3].Random(numbers[0]);
        (string text, string[] command) = Seed(seeds, random);
        byte[] mutant = random.Next(4) == 0
            ? ByteMutation.Apply(Encoding.UTF8.GetBytes(text), random)
            : Encoding.UTF8.GetBytes(random.Pick(OfText)(text, random));
        string path = Path.Combine(folder, "mutant.yaml");
        File.WriteAllBytes(path, mutant);
        return new Trial([[.. command, path, .. command[0] == "ablate" ? (string[])["--plan"] : []]]);
    }

    private static (string Text, string[] Command) Seed(Seeds seeds, Random random)
    {
        string recipes = Seeds.At("recipes");
        switch (random.Next(7))
        {
            case 0:
                return (Here(Path.Combine(recipes, "demo-ablations.yaml")), ["ablate"]);
            case 1:
                return (Here(Path.Combine(recipes, "demo.yaml")), ["plan"]);
            case 2:
                return (Served(), ["plan"]);
            case 3:
                return (Task(random), ["task", "show"]);
            case 4:
                string task = string.Concat(Task(random).Split('\n').Select(line => $"  {line}\n"));
                return (Served().Replace("task: chartqa\n", $"task:\n{task}"), ["plan"]);
            default:
                string every = seeds.Made("resolved.yaml", path => File.WriteAllText(
                    path, seeds.Printed("plan", Path.Combine(recipes, "demo.yaml"), "--resolved")));
                return (File.ReadAllText(every), ["plan"]);
        }
    }

    private static string Task(Random random) => File.ReadAllText(
        random.Pick(Directory.GetFiles(Seeds.At("recipes/tasks"), "*.yaml").Order(StringComparer.Ordinal).ToArray()));

    private static string Here(string recipe) =>
        File.ReadAllText(recipe).Replace("../", Seeds.At("") + "/").Replace("base: ", $"base: {Seeds.At("recipes")}/");

    private static string Served() => $$"""
        task: chartqa
        images: {{Seeds.At("data/demo/test/images")}}
        teacher: { url: "http://127.0.0.1:9/v1", model: fake, concurrency: 1, structured: never, maxPixels: 100000 }
        student: {{Seeds.At("models/demo-student")}}
        annotate: { perImage: 2 }
        level: { method: lora, rank: 16, epochs: 2 }
        evaluate: { questions: {{Seeds.At("data/demo/test")}}, limit: 50 }

        """;

    private static string OtherValue(string text, Random random)
    {
        string[] lines = text.Split('\n');
        int at = random.Next(lines.Length);
        int colon = lines[at].IndexOf(':');
        lines[at] = colon < 0 ? random.Pick(Values) : $"{lines[at][..colon]}: {random.Pick(Values)}";
        return string.Join('\n', lines);
    }

    private static string Deep(string text, Random random)
    {
        int depth = random.Pick([70, 2000, 50_000]);
        string value = random.Next(3) switch
        {
            0 => new string('[', depth),
            1 => new string('[', depth) + new string(']', depth),
            _ => string.Concat(Enumerable.Repeat("{a: ", depth)),
        };
        string[] lines = text.Split('\n');
        int at = random.Next(lines.Length);
        lines[at] = lines[at].Split(':')[0] + ": " + value;
        return string.Join('\n', lines);
    }

    private static string LineTwice(string text, Random random)
    {
        List<string> lines = [.. text.Split('\n')];
        lines.Insert(random.Next(lines.Count), random.Pick(lines));
        return string.Join('\n', lines);
    }

    private static string LineAway(string text, Random random)
    {
        List<string> lines = [.. text.Split('\n')];
        lines.RemoveAt(random.Next(lines.Count));
        return string.Join('\n', lines);
    }

    private static string Indented(string text, Random random)
    {
        string[] lines = text.Split('\n');
        lines[random.Next(lines.Length)] = random.Pick([" ", "\t", "   ", "- ", "? ", ": "]) + random.Pick(lines);
        return string.Join('\n', lines);
    }

    private static string LinesSwapped(string text, Random random)
    {
        string[] lines = text.Split('\n');
        (int a, int b) = (random.Next(lines.Length), random.Next(lines.Length));
        (lines[a], lines[b]) = (lines[b], lines[a]);
        return string.Join('\n', lines);
    }

    // Aliases of aliases: nine lines that stand for a billion values.
    private static string Laughs() => "a0: &a0 x\n" + string.Concat(Enumerable.Range(1, 9).Select(i =>
        $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
}

using System.Globalization;
using System.Text;
using Mpa.Cli.Display;
using Mpa.Cli.Recipes;
using Mpa.Hub;
using Mpa.Torch.Inspection;

namespace Mpa.Cli.Models;

/// <summary>What <c>mpa inspect</c> prints of a model.</summary>
internal static class InspectText
{
    private const int Label = 12;

    /// <summary>The whole text.</summary>
    /// <param name="model">What its folder holds.</param>
    /// <param name="memory">Bytes that this machine lets mpa use.</param>
    public static string Of(ModelInventory model, long memory)
    {
        StringBuilder text = new($"{RecipePaths.Show(model.Folder)}\n");
        Config(text, model);
        Parameters(text, model);
        Files(text, model);
        Memory(text, model, memory);
        return text.ToString();
    }

    /// <summary>The whole text of an adapter.</summary>
    public static string Of(AdapterInventory adapter)
    {
        string shown = RecipePaths.Show(adapter.Folder);
        StringBuilder text = new($"{shown}\n");
        Line(text, "kind", $"LoRA adapter of {adapter.Base ?? "a model that it doesn't name"}");
        Line(text, "rank", Format.Count(adapter.Rank), string.Create(
            CultureInfo.InvariantCulture, $"alpha {adapter.Alpha}"));
        Line(text, "targets", adapter.Targets);
        Line(text, "parameters", Format.Count(adapter.Parameters), string.Join(", ", adapter.ElementTypes));
        Line(text, "weights", Format.Bytes(adapter.Bytes), "1 file");
        Line(text, "next", ModelFolders.Serving(TypedCommand.Quote(shown), adapter.Base));
        return text.ToString();
    }

    private static void Config(StringBuilder text, ModelInventory model)
    {
        ConfigOutline config = model.Config;
        Line(text, "family", config.Family, config.Architecture);
        Line(text, "chat", model.Chat ?? "unknown to mpa");
        Line(
            text,
            "vision",
            Layers(model, ModelPart.VisionTower),
            Number("width", config.VisionWidth),
            config.ImageSize is { } side ? $"tiles of {side} pixels" : null,
            config.PatchSize is { } patch ? $"patches of {patch} pixels" : null);
        Line(
            text,
            "language",
            Layers(model, ModelPart.LanguageModel),
            Number("width", config.TextWidth),
            Number("vocabulary", config.Vocabulary));
        string length = config.Context is { } context
            ? $"{Format.Count(context)} tokens, prompt and reply together"
            : "not in config.json";
        Line(text, "context", length);
    }

    private static void Parameters(StringBuilder text, ModelInventory model)
    {
        Line(text, "parameters", Format.Count(model.Parameters), string.Join(", ", model.ElementTypes));
        foreach (ModelPart part in Enum.GetValues<ModelPart>().Where(part => model.Part(part) > 0))
        {
            double share = model.Part(part) / (double)model.Parameters;
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {Name(part),-15}{Format.Count(model.Part(part)),16}{Format.Percent(share),9}\n");
        }

        if (!model.HasHead)
        {
            text.Append("  head           the embedding table\n");
        }
    }

    private static void Files(StringBuilder text, ModelInventory model)
    {
        string count = model.WeightFiles.Count == 1 ? "1 file" : $"{model.WeightFiles.Count} files";
        Line(text, "weights", Format.Bytes(model.Bytes), count);
        string[] others =
        [
            .. Directory.EnumerateFiles(model.Folder)
                .Except(model.WeightFiles)
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
        ];
        Line(text, "files", string.Join(", ", others));
        if (PullRecord.Read(model.Folder) is { } pulled)
        {
            string? license = pulled.License is null ? null : $"license {pulled.License}";
            Line(text, "pulled", $"{pulled.Repository}@{pulled.Commit}", license);
        }
    }

    private static void Memory(StringBuilder text, ModelInventory model, long memory)
    {
        ModelNeeds needs = ModelNeeds.Of(model);
        string cache = model.CacheBytesPerToken is { } bytes
            ? $" and keys and values of {Format.Count(ModelNeeds.Tokens)} tokens "
                + $"({Format.Bytes(bytes * (double)ModelNeeds.Tokens)})"
            : "; keys and values come on top";
        Line(text, "memory", $"{Format.Bytes(memory)} usable here; images and activations come on top");
        Need("answers", needs.Answering, $"float32 weights{cache}");
        Need("in bfloat16", needs.AnsweringInBFloat16, "the same at half the size");
        string adapters = $"adapters of rank {ModelNeeds.Rank} with gradient and two moments";
        Need("level: lora", needs.Lora, $"float32 weights, {adapters}");
        Need("level: full", needs.Full, "weight, gradient and two moments of every number");
        ModelFitness fitness = ModelFitness.Of(model, memory);
        Line(text, "here", $"teacher: {fitness.Teacher}", $"student: {fitness.Student}");
        if (fitness.Reason is not null)
        {
            Line(text, "", fitness.Reason);
        }

        void Need(string use, double needed, string what) => text.Append(
            CultureInfo.InvariantCulture, $"  {use,-15}{Format.Bytes(needed),16}  {what}\n");
    }

    private static string? Layers(ModelInventory model, ModelPart part) =>
        model.Layers(part) is > 0 and var layers ? $"{layers} layers" : null;

    private static string? Number(string what, int? value) =>
        value is { } number ? $"{what} {Format.Count(number)}" : null;

    private static string Name(ModelPart part) => part switch
    {
        ModelPart.VisionTower => "vision tower",
        ModelPart.LanguageModel => "language model",
        _ => part.ToString().ToLowerInvariant(),
    };

    private static void Line(StringBuilder text, string label, params string?[] facts)
    {
        string line = label.PadRight(Label) + string.Join(" · ", facts.Where(fact => fact is not null));
        text.Append(line.TrimEnd() + "\n");
    }
}

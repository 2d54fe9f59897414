using Mpa.Testing;
using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Tests.Golden;

/// <summary>A part of a model alone (FORMAT.md of the goldens: decoders, vision).</summary>
internal sealed record PartCase(string Folder)
{
    public ConfigReader Config => ConfigReader.Open(Path.Combine(Folder, "config.json"));

    public string ModelType => Config.Text("model_type", "?");

    /// <summary>All of a kind whose model_type is wanted.</summary>
    public static IEnumerable<TheoryDataRow<string>> Find(string kind, Func<string, bool> wanted) =>
        Repository.FromGoldens<string>(root => Directory.Exists(Path.Combine(root, kind))
                ? Directory.EnumerateDirectories(Path.Combine(root, kind)).Order(StringComparer.Ordinal)
                : [])
            .Where(folder => wanted(new PartCase(folder).ModelType))
            .Select(folder => new TheoryDataRow<string>($"{kind}/{Path.GetFileName(folder)}"));

    public static PartCase Named(string place) => new(Repository.Golden(place));

    public SafetensorsFile Expected() => new(Path.Combine(Folder, "expected.safetensors"));
}

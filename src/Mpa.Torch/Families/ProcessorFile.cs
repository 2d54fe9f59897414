using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Families;

/// <summary>
/// Where a folder says how its images are prepared: image_processor in processor_config.json, as transformers 5 writes
/// it, else preprocessor_config.json (transformers 5.24, image_processing_auto).
/// </summary>
internal static class ProcessorFile
{
    private const string Joined = "processor_config.json";
    private const string Section = "image_processor";
    private const string Own = "preprocessor_config.json";

    /// <summary>Opens the settings.</summary>
    /// <exception cref="MpaException">The file is missing or damaged.</exception>
    public static ConfigReader Open(string folder) => Joins(folder)
        ? ConfigReader.Open(Path.Combine(folder, Joined)).Section(Section)
        : ConfigReader.Open(Path.Combine(folder, Own));

    /// <summary>The name of the file that is missing; null where the settings are there.</summary>
    public static string? Missing(string folder) =>
        File.Exists(Path.Combine(folder, Own)) || Joins(folder) ? null : Own;

    private static bool Joins(string folder) =>
        Path.Combine(folder, Joined) is var file && File.Exists(file) && ConfigReader.Open(file).Has(Section);
}

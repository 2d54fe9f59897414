using System.Globalization;
using Mpa.Leveling;
using Mpa.Torch.Families;
using Mpa.Torch.Lora;

namespace Mpa.Torch.Training;

/// <summary>The adapters that a recipe asks for.</summary>
internal static class LevelAdapters
{
    // No name of a module has one of these; a dot may stand in both.
    private const string Signs = @"\*+?|()[]{}^$";

    private const int MostRank = 4096;

    /// <summary>What the options say of adapters, in PEFT's words.</summary>
    /// <exception cref="MpaException">A rank or an alpha of their own can't be read.</exception>
    public static LoraConfig Config(IVisionLanguageNetwork network, LevelOptions options)
    {
        string? pattern = options.Targets switch
        {
            [] => network.LanguageLinears,
            [var one] when one.AsSpan().IndexOfAny(Signs) >= 0 || one == "all-linear" => one,
            _ => null,
        };
        return new LoraConfig(options.Rank, options.Alpha, pattern is null ? options.Targets : [], pattern)
        {
            ScalesByRoot = options.RootScale,
            UsesDora = options.Dora,
            Dropout = options.Dropout,
            Ranks = [.. (options.Ranks ?? []).Select(text => Pattern("level.ranks", text, whole: true))],
            Alphas = [.. (options.Alphas ?? []).Select(text => Pattern("level.alphas", text, whole: false))],
        };
    }

    private static ModulePattern Pattern(string key, string text, bool whole)
    {
        int sign = text.LastIndexOf('=');
        string expected = whole ? $"a whole number from 1 to {MostRank}" : "a number above 0";
        return sign > 0
            && double.TryParse(text.AsSpan(sign + 1), CultureInfo.InvariantCulture, out double number)
            && (whole ? number is >= 1 and <= MostRank && number == Math.Floor(number) : number > 0)
            && double.IsFinite(number)
                ? new ModulePattern(text[..sign], number, key)
                : throw new MpaException(
                    $"{key} has \"{text}\"; expected the end of a module's path and {expected}, such as "
                    + "\"down_proj=8\".");
    }
}

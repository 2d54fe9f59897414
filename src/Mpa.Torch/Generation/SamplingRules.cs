using Mpa.Models;
using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Generation;

/// <summary>Which sampling options can be followed.</summary>
internal static class SamplingRules
{
    /// <summary>repetition_penalty of generation_config.json; 1 where it states none.</summary>
    /// <param name="folder">A hub-layout folder.</param>
    /// <exception cref="MpaException">It is no number in <see cref="SamplingOptions.PenaltyRange"/>.</exception>
    public static double OwnPenalty(string folder)
    {
        string file = Path.Combine(folder, "generation_config.json");
        if (!File.Exists(file))
        {
            return 1;
        }

        ConfigReader reader = ConfigReader.Open(file);
        double penalty = reader.Double("repetition_penalty", 1);
        return IsPenalty(penalty) ? penalty : throw reader.Wrong("repetition_penalty", $"{penalty}", Range);
    }

    /// <summary>The options with the model's own penalty where they state none.</summary>
    public static SamplingOptions Complete(SamplingOptions options, LoadedModel model) =>
        options with { RepetitionPenalty = options.RepetitionPenalty ?? model.RepetitionPenalty };

    /// <summary>Null, or what is wrong and what is expected.</summary>
    public static string? Violation(SamplingOptions options) => options switch
    {
        { MaxNewTokens: < 1 } => $"MaxNewTokens is {options.MaxNewTokens}; expected 1 or more.",
        { MinNewTokens: < 0 } => $"MinNewTokens is {options.MinNewTokens}; expected 0 or more.",
        { TopK: < 0 } => $"TopK is {options.TopK}; expected 0 (off) or more.",
        _ when !(options.Temperature >= 0 && double.IsFinite(options.Temperature)) =>
            $"Temperature is {options.Temperature}; expected 0 (greedy) or more.",
        _ when !(options.TopP > 0 && options.TopP <= 1) => $"TopP is {options.TopP}; expected above 0 and at most 1.",
        { RepetitionPenalty: { } penalty } when !IsPenalty(penalty) =>
            $"RepetitionPenalty is {penalty}; expected {Range} (1 is off).",
        { Stop: { } stops } when stops.Any(string.IsNullOrEmpty) =>
            "A stop text is empty; expected at least one character.",
        _ => null,
    };

    private static string Range { get; } = FormattableString.Invariant(
        $"a number from {SamplingOptions.PenaltyRange.Least} to {SamplingOptions.PenaltyRange.Most}");

    private static bool IsPenalty(double penalty) =>
        penalty >= SamplingOptions.PenaltyRange.Least && penalty <= SamplingOptions.PenaltyRange.Most;
}

/// <summary>Tokens that end a reply.</summary>
internal static class StopTokens
{
    /// <summary>
    /// eos_token_id (one id or a list) of generation_config.json, else of config.json, else of its text_config; and the
    /// token that ends a turn, whatever a file says: a reply that goes on after it answers itself.
    /// </summary>
    /// <param name="folder">A hub-layout folder.</param>
    /// <param name="turn">The token that ends a turn of the family's chats.</param>
    /// <param name="vocabulary">Rows of the embedding table; an id beyond is an error.</param>
    public static IReadOnlyList<int> Load(string folder, int turn, int vocabulary)
    {
        string generation = Path.Combine(folder, "generation_config.json");
        ConfigReader config = ConfigReader.Open(Path.Combine(folder, "config.json"));
        ConfigReader[] readers = File.Exists(generation)
            ? [ConfigReader.Open(generation), config, config.Section("text_config")]
            : [config, config.Section("text_config")];
        ConfigReader? named = readers.FirstOrDefault(reader => reader.Ids("eos_token_id").Count > 0);
        IReadOnlyList<int> ids = named?.Ids("eos_token_id") ?? [];
        return ids.All(id => id >= 0 && id < vocabulary)
            ? [.. ids.Append(turn).Distinct()]
            : throw named!.Wrong("eos_token_id", string.Join(", ", ids), $"ids below vocab_size {vocabulary}");
    }
}

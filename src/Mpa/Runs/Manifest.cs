using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Mpa.Files;
using Mpa.Recipes;

namespace Mpa.Runs;

/// <summary>
/// run.json: what ran, with what, and how it went. A stage's entry is written last, so its presence means complete.
/// </summary>
/// <param name="Version">Of mpa.</param>
/// <param name="Recipe">As resolved.</param>
/// <param name="Models">Role ("teacher", "student", "leveled", "judge") to the model's fingerprint.</param>
/// <param name="Environment">Operating system, processor count, library versions.</param>
/// <param name="Stages">Complete stages.</param>
public sealed record Manifest(
    string Version,
    Recipe Recipe,
    IReadOnlyDictionary<string, string> Models,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyDictionary<Stage, StageEntry> Stages)
{
    /// <summary>Version of mpa.</summary>
    internal static string ThisVersion { get; } = typeof(Manifest).Assembly.GetName().Version!.ToString(3);

    /// <summary>Of a run of which no stage is complete.</summary>
    internal static Manifest Begin(Recipe recipe, IReadOnlyDictionary<string, string> versions)
    {
        SortedDictionary<string, string> environment = new(versions.ToDictionary(), StringComparer.Ordinal)
        {
            ["os"] = RuntimeInformation.OSDescription,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["processors"] = $"{System.Environment.ProcessorCount}",
        };
        return new Manifest(
            ThisVersion, recipe, new Dictionary<string, string>(), environment, new Dictionary<Stage, StageEntry>());
    }
}

/// <summary>
/// A complete stage in run.json. Conservation: <c>In = sum(Out) + sum(Rejected) + sum(Failed)</c>.
/// </summary>
/// <param name="In">Items that came in.</param>
/// <param name="Out">Items that went on, by name ("images", "pairs", "kept" …).</param>
/// <param name="Rejected">Items a rule dropped, by rule.</param>
/// <param name="Failed">Items that could not be done, by cause.</param>
/// <param name="PromptTokens">Tokens read by models.</param>
/// <param name="ReplyTokens">Tokens written by models.</param>
/// <param name="Seconds">
/// Time spent in this stage over all its sessions: of the models where it asks or trains one, else by the clock.
/// </param>
/// <param name="Finished">When the stage was complete (UTC).</param>
/// <param name="Key">Hash of the options and inputs that made it; another key means the stage is stale.</param>
/// <param name="Files">
/// Names of the files the stage wrote and their SHA-256 when it was complete (of a model folder its fingerprint), so
/// that a file changed or cut since is noticed.
/// </param>
/// <param name="Summary">The outcome in one line, for people.</param>
/// <param name="Reused">
/// Rows taken from other runs, each of which names its run; their tokens and time are not counted here.
/// </param>
public sealed record StageEntry(
    long In,
    IReadOnlyDictionary<string, long> Out,
    IReadOnlyDictionary<string, long> Rejected,
    IReadOnlyDictionary<string, long> Failed,
    long PromptTokens,
    long ReplyTokens,
    double Seconds,
    DateTimeOffset Finished,
    string Key,
    IReadOnlyDictionary<string, string>? Files = null,
    string? Summary = null,
    long Reused = 0)
{
    /// <summary>How many of the tokens written were thoughts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ThoughtTokens { get; init; }
}

/// <summary>
/// Reads and writes run.json, which carries the SHA-256 of what else stands in it, so that a changed one is noticed
/// wherever it is read. One of an earlier version carries none, and is taken as it is.
/// </summary>
public static class ManifestStore
{
    private const string Checksum = "checksum";

    private static readonly JsonDocumentOptions NoTwins = new() { AllowDuplicateProperties = false };

    /// <summary>
    /// The manifest of a run; null when nothing has run yet. Its recipe writes into this folder, whatever folder it was
    /// copied from.
    /// </summary>
    /// <exception cref="MpaException">run.json is damaged, or was changed since it was written.</exception>
    public static Manifest? Read(RunFolder folder) => !File.Exists(folder.Manifest) ? null : Parsed(folder, json =>
    {
        if (!IsWhole(json))
        {
            throw new MpaException(
                $"{folder.Manifest} was changed or damaged since mpa wrote it: its checksum isn't that of what stands "
                    + $"in it. Put it back from a copy. Without one, \"mpa mend {folder.Root}\" sets it aside, and a "
                    + "run of the recipe keeps finished rows; with --accept it is taken as it is now.");
        }

        if (json is JsonObject manifest && manifest["recipe"] is JsonObject recipe)
        {
            MovedRun.Settle(recipe, folder.Root);
        }

        return json.Deserialize<Manifest>(MpaJson.Indented) ?? throw new JsonException("it is null");
    });

    /// <summary>Writes the manifest whole or not at all.</summary>
    internal static void Write(RunFolder folder, Manifest manifest) =>
        Seal(folder, JsonSerializer.SerializeToNode(manifest, MpaJson.Indented)!.AsObject());

    /// <summary>Whether there is a run.json that isn't as it was written.</summary>
    /// <exception cref="MpaException">It can't be read at all.</exception>
    internal static bool IsChanged(RunFolder folder) =>
        File.Exists(folder.Manifest) && Parsed(folder, json => !IsWhole(json));

    /// <summary>Takes a run.json that was changed as it is now.</summary>
    internal static void Accept(RunFolder folder) => Parsed(folder, json =>
    {
        Seal(folder, json!.AsObject());
        return true;
    });

    private static T Parsed<T>(RunFolder folder, Func<JsonNode?, T> read)
    {
        try
        {
            return read(JsonNode.Parse(File.ReadAllText(folder.Manifest), documentOptions: NoTwins));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException) // half a surrogate pair
        {
            string reason = error.Message.ReplaceLineEndings(" ");
            throw new MpaException(
                $"{folder.Manifest} can't be read ({reason}). Delete it and run again: "
                    + "finished rows are kept and not asked again.",
                error);
        }
    }

    private static bool IsWhole(JsonNode? json) =>
        json is not JsonObject manifest || manifest[Checksum] is not { } told || told.ToString() == DigestOf(manifest);

    private static void Seal(RunFolder folder, JsonObject manifest)
    {
        manifest[Checksum] = DigestOf(manifest);
        AtomicFile.Write(folder.Manifest, manifest.ToJsonString(MpaJson.Indented) + "\n");
    }

    private static string DigestOf(JsonObject manifest) =>
        ContentKey.Of([.. manifest.Where(pair => pair.Key != Checksum).Select(pair => (object?)pair)]);
}

using System.Globalization;
using System.Text.Json;
using Mpa.Files;
using Mpa.Torch;

namespace Mpa.Cli.Doctor;

/// <summary>
/// Keeps what <c>mpa doctor</c> measured for <c>mpa plan</c>. Read key by key: a plan has no time for a serializer to
/// start.
/// </summary>
internal static class MachineFile
{
    // Raised when a figure is measured or stored in another way.
    private const int Form = 1;

    /// <summary>Full path of the file.</summary>
    /// <param name="cache">mpa's cache folder.</param>
    public static string In(string cache) => Path.Combine(cache, "machine.json");

    /// <summary>Writes it, over an earlier one.</summary>
    /// <exception cref="IOException">The folder can't be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public static void Write(string cache, EngineSpeed speed, DateTimeOffset measured)
    {
        Directory.CreateDirectory(cache);
        object row = new
        {
            Form,
            Measured = measured.UtcDateTime,
            Processor = Processor.Name,
            Cores = Environment.ProcessorCount,
            speed.Float32,
            speed.BFloat16,
            speed.Memory,
        };
        File.WriteAllText(In(cache), JsonSerializer.Serialize(row, MpaJson.Indented) + "\n");
    }

    /// <summary>
    /// The measured speed of this machine; a guess that says why where there is no file, or one that can't be used.
    /// </summary>
    public static MachineSpeed Read(string cache)
    {
        string path = In(cache);
        try
        {
            if (!File.Exists(path))
            {
                return Guess("mpa doctor measures this machine");
            }

            using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(path));
            return Use(file.RootElement, path);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException or IOException or UnauthorizedAccessException)
        {
            return Damaged(path);
        }
    }

    private static MachineSpeed Use(JsonElement file, string path)
    {
        if (file.GetProperty("form").GetInt32() != Form)
        {
            return Guess($"{path} is of another version of mpa: mpa doctor measures anew");
        }

        string? processor = file.GetProperty("processor").GetString();
        int cores = file.GetProperty("cores").GetInt32();
        if (processor != Processor.Name || cores != Environment.ProcessorCount)
        {
            return Guess($"{path} is of another machine ({processor}, {cores} cores): mpa doctor measures this one");
        }

        EngineSpeed speed = new(
            file.GetProperty("float32").GetDouble(),
            file.GetProperty("bFloat16").GetDouble(),
            file.GetProperty("memory").GetDouble());
        DateTime measured = file.GetProperty("measured").GetDateTime();
        return new[] { speed.Float32, speed.BFloat16, speed.Memory }.All(rate => rate > 0 && double.IsFinite(rate))
            ? new MachineSpeed(speed, string.Create(
                CultureInfo.InvariantCulture, $"by the speed that mpa doctor measured on {measured:yyyy-MM-dd}"))
            : Damaged(path);
    }

    private static MachineSpeed Damaged(string path) => Guess($"{path} can't be read: mpa doctor measures anew");

    private static MachineSpeed Guess(string next) => MachineSpeed.Guess(Environment.ProcessorCount, next);
}

/// <summary>How fast this machine is, and how that is known.</summary>
/// <param name="Engine">Measured or guessed.</param>
/// <param name="Basis">What estimates by it rest on, for the end of a sentence.</param>
internal sealed record MachineSpeed(EngineSpeed Engine, string Basis)
{
    // Low for processors of today: some 20 GFLOPS a core remain of it after the shares that models reach.
    private const double FlopsOfCore = 27e9;
    private const double MemoryRate = 8e9;

    /// <summary>What to reckon with before mpa doctor has measured.</summary>
    /// <param name="cores">Of this machine.</param>
    /// <param name="next">Why, and what to do.</param>
    public static MachineSpeed Guess(int cores, string next) => new(
        new EngineSpeed(FlopsOfCore * cores, FlopsOfCore * cores, MemoryRate),
        $"guessed from the models' sizes; {next}");
}

/// <summary>The folder of what can be made again, as the XDG base directory specification has it.</summary>
internal static class CacheHome
{
    /// <summary>"mpa" in XDG_CACHE_HOME, else in ".cache" of the user's home.</summary>
    /// <param name="variable">
    /// Reads an environment variable. A relative path in it is not valid (the specification), and is passed over.
    /// </param>
    public static string Folder(Func<string, string?> variable) => Path.Combine(
        variable("XDG_CACHE_HOME") is { Length: > 0 } given && Path.IsPathFullyQualified(given)
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "mpa");
}

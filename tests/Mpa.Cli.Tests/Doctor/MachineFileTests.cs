using Mpa.Cli.Doctor;
using Mpa.Testing;
using Mpa.Torch;

namespace Mpa.Cli.Tests.Doctor;

public sealed class MachineFileTests
{
    private static readonly EngineSpeed Speed = new(180.5e9, 320e9, 28e9);

    [Fact]
    public void What_was_measured_here_is_read_again()
    {
        using TemporaryFolder cache = new();
        Write(cache);

        Assert.Equal(
            new MachineSpeed(Speed, "by the speed that mpa doctor measured on 2025-09-20"),
            MachineFile.Read(cache.Root));
    }

    [Fact]
    public void Without_a_file_the_plan_guesses_and_names_the_step()
    {
        using TemporaryFolder cache = new();

        Assert.Equal(
            MachineSpeed.Guess(Environment.ProcessorCount, "mpa doctor measures this machine"),
            MachineFile.Read(cache.Root));
    }

    [Fact]
    public void Another_number_of_cores_or_another_processor_is_another_machine()
    {
        Assert.Contains(
            "is of another machine (", Changed($"\"cores\": {Environment.ProcessorCount}", "\"cores\": 4711").Basis);
        Assert.Contains(
            "is of another machine (of old, ",
            Changed($"\"processor\": \"{Processor.Name}\"", "\"processor\": \"of old\"").Basis);
    }

    [Fact]
    public void A_file_of_another_form_is_not_used() =>
        Assert.Contains("is of another version of mpa", Changed("\"form\": 1", "\"form\": 2").Basis);

    [Theory]
    [InlineData("\"memory\": 28000000000", "\"memory\": 0")]
    [InlineData("\"memory\": 28000000000", "\"memory\": 1e999")]
    [InlineData("\"memory\": 28000000000", "\"memory\": \"fast\"")]
    [InlineData("\"memory\": 28000000000", "\"other\": 1")]
    [InlineData("\"measured\": \"2025", "\"measured\": \"once in 2025")]
    [InlineData("{", "[")]
    public void A_damaged_file_is_not_used(string old, string now)
    {
        MachineSpeed read = Changed(old, now);

        Assert.Contains("can't be read: mpa doctor measures anew", read.Basis);
        Assert.Equal(MachineSpeed.Guess(Environment.ProcessorCount, "").Engine, read.Engine);
    }

    [Fact]
    public void The_cache_is_where_the_system_has_it()
    {
        Assert.Equal(
            Path.Combine("/var/cache", "mpa"),
            CacheHome.Folder(name => name == "XDG_CACHE_HOME" ? "/var/cache" : null));
        Assert.EndsWith(Path.Combine(".cache", "mpa"), CacheHome.Folder(_ => null));
        Assert.EndsWith(Path.Combine(".cache", "mpa"), CacheHome.Folder(_ => "relative"));
    }

    private static MachineSpeed Changed(string old, string now)
    {
        using TemporaryFolder cache = new();
        Write(cache);
        string text = File.ReadAllText(MachineFile.In(cache.Root));
        Assert.Contains(old, text);
        cache.Write("machine.json", text.Replace(old, now));
        return MachineFile.Read(cache.Root);
    }

    private static void Write(TemporaryFolder cache) =>
        MachineFile.Write(cache.Root, Speed, new FixedTime().GetUtcNow());
}

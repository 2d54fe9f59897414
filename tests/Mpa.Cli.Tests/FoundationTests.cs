namespace Mpa.Cli.Tests;

public sealed class FoundationTests
{
    [Fact]
    public void The_repository_root_is_found() => Assert.True(File.Exists(Path.Combine(Mpa.Testing.Repository.Root, "Mpa.slnx")));
}

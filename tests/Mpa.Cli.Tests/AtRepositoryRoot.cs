using Mpa.Cli.Tests;
using Mpa.Testing;

[assembly: AssemblyFixture(typeof(AtRepositoryRoot))]

namespace Mpa.Cli.Tests;

/// <summary>Commands in README and help are written for the repository's root, so all tests of this project run there.</summary>
public sealed class AtRepositoryRoot
{
    public AtRepositoryRoot() => Environment.CurrentDirectory = Repository.Root;
}

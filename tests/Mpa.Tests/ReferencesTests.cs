namespace Mpa.Tests;

public sealed class ReferencesTests
{
    [Fact]
    public void The_method_references_nothing_but_the_base_class_library()
    {
        string library = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

        IEnumerable<string> names = typeof(Pipeline).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!);

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(File.Exists(Path.Combine(library, name + ".dll")), name));
    }
}

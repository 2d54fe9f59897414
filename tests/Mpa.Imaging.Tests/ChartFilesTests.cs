using Mpa.Images;
using Mpa.Testing;

namespace Mpa.Imaging.Tests;

public sealed class ChartFilesTests
{
    [Fact]
    public void Every_chart_beside_the_goldens_decodes()
    {
        string[] files = Directory.GetFiles(Repository.GoldenImages);
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            ImageInfo info = ImageProbe.Probe(file);
            Assert.True(info is { Width: > 0, Height: > 0 }, file);
        });
    }
}

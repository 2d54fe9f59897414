using Mpa.Files;
using Mpa.Images;
using Mpa.Reports;
using Mpa.Runs;

namespace Mpa.Tests.Reports;

public sealed class ReportImagesTests
{
    private const int Large = 70_000;

    [Fact]
    public void A_large_image_is_shown_by_the_thumbnail_that_is_made_of_it()
    {
        // Given
        using SampleRun run = LargeImages();
        byte[] small = ChartPng.Draw("bar", [1, 2, 3]);
        List<string> asked = [];

        // When
        ReportWriter.Write(run.Folder, path =>
        {
            asked.Add(path);
            return small;
        });

        // Then
        Assert.NotEmpty(asked);
        Assert.All(asked, path => Assert.Equal(Path.Combine(run.Root, "charts"), Path.GetDirectoryName(path)));
        Assert.Contains(Convert.ToBase64String(small), File.ReadAllText(run.Folder.Report), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_thumbnail_a_large_image_is_named_only()
    {
        using SampleRun run = LargeImages();

        ReportWriter.Write(run.Folder);

        Assert.DoesNotContain("data:image", File.ReadAllText(run.Folder.Report), StringComparison.Ordinal);
        Assert.Contains("not embedded", File.ReadAllText(run.Folder.Report), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_image_a_browser_shows_is_not_embedded()
    {
        using SampleRun run = new();
        run.Until(Stage.Identify);
        foreach (string path in Directory.EnumerateFiles(Path.Combine(run.Root, "charts")))
        {
            File.WriteAllText(path, "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>");
        }

        ReportWriter.Write(run.Folder);

        Assert.DoesNotContain(
            "data:",
            ReportPageTests.Elements(ReportPageTests.Parse(run), "main").Single().ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_full_of_the_largest_images_that_are_embedded_stays_below_6_MB()
    {
        using SampleRun run = new(images: 300, questions: 600);
        run.Until(Stage.Evaluate);
        Pad(run, "charts", 64 * 1024);
        Pad(run, "test", 64 * 1024);

        ReportWriter.Write(run.Folder);

        Assert.InRange(new FileInfo(run.Folder.Report).Length, 4_000_000, 6_000_000);
    }

    [Fact]
    public void Of_an_item_of_several_images_the_first_four_are_shown_and_the_others_counted()
    {
        using SampleRun run = new();
        run.Until(Stage.Identify);
        IReadOnlyList<ImageItem> items = JsonLines.Read<ImageItem>(run.Folder.Images);
        JsonLines.Replace(
            run.Folder.Images,
            items.Select(item => item with { Parts = [.. Enumerable.Repeat(item.Shown[0], 6)] }));

        ReportWriter.Write(run.Folder);

        string page = File.ReadAllText(run.Folder.Report);
        Assert.Contains("(1 of 6)", page, StringComparison.Ordinal);
        Assert.Contains("(4 of 6)", page, StringComparison.Ordinal);
        Assert.DoesNotContain("(5 of 6)", page, StringComparison.Ordinal);
        Assert.Contains("and 2 more", page, StringComparison.Ordinal);
    }

    private static SampleRun LargeImages()
    {
        SampleRun run = new();
        run.Until(Stage.Identify);
        Pad(run, "charts", Large);
        return run;
    }

    private static void Pad(SampleRun run, string folder, int length)
    {
        foreach (string path in Directory.EnumerateFiles(Path.Combine(run.Root, folder), "*.png"))
        {
            using FileStream file = new(path, FileMode.Open);
            file.SetLength(length);
        }
    }
}

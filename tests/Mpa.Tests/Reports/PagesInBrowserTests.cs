using Mpa.Comparisons;
using Mpa.Reports;
using Mpa.Reports.Annotations;
using Mpa.Runs;
using Mpa.Testing;

namespace Mpa.Tests.Reports;

/// <summary>The pages that people read, in a browser: on a screen and on a telephone.</summary>
public sealed class PagesInBrowserTests
{
    // Pictures far down the page are loaded when they are scrolled to, so each is asked for here.
    private const string BrokenPictures =
        "Promise.all([...document.images].map(image => { image.loading = 'eager'; "
        + "return image.decode().then(() => 0, () => 1); })).then(all => all.reduce((a, b) => a + b, 0))";

    private const string Width = "Math.max(innerWidth, document.documentElement.scrollWidth)";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task The_report_fits_the_window(int width)
    {
        using SampleRun run = new(images: 60, questions: 120) { HasMeasures = true };
        ReportWriter.Write(run.Until(Stage.Evaluate).Folder);

        await AssertFitsAsync(run.Folder.Report, width);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task The_comparison_fits_the_window(int width)
    {
        using SampleRun first = new(images: 60, questions: 120);
        using SampleRun second = new(images: 60, questions: 120) { StudentKnows = 0.3 };
        RunFolder[] runs = [first.Until(Stage.Evaluate).Folder, second.Until(Stage.Evaluate).Folder];
        ComparisonWriter.Write(runs, Path.Combine(first.Root, "compared"));

        await AssertFitsAsync(ComparisonWriter.PageOf(Path.Combine(first.Root, "compared")), width);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task The_report_of_a_file_of_annotations_fits_the_window(int width)
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.At("images"));
        File.WriteAllBytes(folder.At("images", "a.png"), ChartPng.Draw("bar", [1, 2, 3]));
        string file = folder.Write(
            "pairs.json", """[{ "question": "How many bars are there?", "answer": "3", "image": "a.png" }]""");

        await AssertFitsAsync(
            AnnotationReportWriter.Write(file, folder.At("out"), folder.At("images")), width);
    }

    [Fact]
    public async Task A_page_that_is_too_wide_or_asks_the_network_is_found()
    {
        using TemporaryFolder folder = new();
        string page = folder.Write("page.html", """
            <body><div style="width: 2000px">wide</div><img src="http://127.0.0.1:9/none.png"></body>
            """);
        await using Browser browser = await StartAsync();

        IReadOnlyList<string> asked = await browser.OpenAsync(page, 1280, Token);

        Assert.Contains("http://127.0.0.1:9/none.png", asked);
        Assert.InRange(await browser.EvaluateAsync<int>(Width, Token), 2000, 2100);
        Assert.Equal(1, await browser.EvaluateAsync<int>(BrokenPictures, Token));
    }

    private static async Task AssertFitsAsync(string page, int width)
    {
        await using Browser browser = await StartAsync();

        Assert.Empty(await browser.OpenAsync(page, width, Token));
        Assert.Equal(width, await browser.EvaluateAsync<int>(Width, Token));
        Assert.Equal(0, await browser.EvaluateAsync<int>(BrokenPictures, Token));
        Assert.InRange(await browser.EvaluateAsync<int>("document.body.innerText.length", Token), 500, 1_000_000);
    }

    private static Task<Browser> StartAsync()
    {
        Assert.SkipWhen(
            Browser.Program is null && Environment.GetEnvironmentVariable("CI") is null,
            "there is no Chromium here: apt install chromium");
        return Browser.StartAsync(Token);
    }
}

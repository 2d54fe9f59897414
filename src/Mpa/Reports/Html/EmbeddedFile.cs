namespace Mpa.Reports.Html;

/// <summary>Files of this folder that are built into the library.</summary>
internal static class EmbeddedFile
{
    /// <summary>The text of report.html or report.css.</summary>
    public static string Read(string name)
    {
        using Stream stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream($"Mpa.Reports.Html.{name}")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
